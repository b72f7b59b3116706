import { crcHolds, withCrc } from '../modbus/crc16.ts';
import type { SignPanel } from './panel.ts';

/**
 * The LED and voice card's side of its frames: address, version 0x64, packet number (2 bytes),
 * command, length, data, CRC-16/MODBUS low byte first. 0x62 shows text in a window: 9 bytes of
 * manners, colour and background as red, green, blue, alpha, length of the text (low byte first),
 * text in GBK. 0x30 speaks: one byte of manner, text in GBK. The answer repeats the head with one
 * byte of data: 0 done, else why not.
 */
const headBytes = 6;
const version = 0x64;
const showText = 0x62;
const speak = 0x30;
const windowBytes = 19;

const cardStatus = { done: 0, command: 1, data: 2 } as const;

export interface CardFrame {
  readonly address: number;
  readonly head: Uint8Array;
  readonly command: number;
  readonly data: Uint8Array;
}

/** Every whole frame with a right CRC, wherever it begins; the rest may be the beginning of one more. */
export function splitCardFrames(received: Uint8Array): { frames: CardFrame[]; rest: Uint8Array } {
  const frames: CardFrame[] = [];
  let at = 0;
  let begun: number | null = null;
  while (at < received.length) {
    const left = received.length - at;
    const end = at + headBytes + (received[at + 5] ?? 0) + 2;
    const couldBegin = left < 2 || received[at + 1] === version;
    const isWhole = left >= headBytes && end <= received.length;
    if (couldBegin && !isWhole) begun ??= at;
    if (!couldBegin || !isWhole || !crcHolds(received.subarray(at, end))) {
      at += 1;
      continue;
    }
    frames.push(cardFrame(received.subarray(at, end)));
    at = end;
    begun = null;
  }
  return { frames, rest: received.subarray(begun ?? received.length) };
}

function cardFrame(bytes: Uint8Array): CardFrame {
  return {
    address: bytes[0] ?? 0,
    head: bytes.subarray(0, 5),
    command: bytes[4] ?? 0,
    data: bytes.subarray(headBytes, bytes.length - 2),
  };
}

/** Shows or says what the frame asks, and gives the answer's bytes. */
export function obeyCardFrame(panel: SignPanel, frame: CardFrame): Uint8Array {
  return answerBytes(frame, statusOf(panel, frame));
}

function statusOf(panel: SignPanel, frame: CardFrame): number {
  if (frame.command === showText) return showWindow(panel, frame.data);
  if (frame.command !== speak) return cardStatus.command;
  if (frame.data.length < 2) return cardStatus.data;
  panel.say(panel.decode(frame.data.subarray(1)));
  return cardStatus.done;
}

function showWindow(panel: SignPanel, data: Uint8Array): number {
  const row = data[0] ?? 0;
  const length = (data[17] ?? 0) | ((data[18] ?? 0) << 8);
  if (data.length < windowBytes || row >= panel.rows || data.length !== windowBytes + length) return cardStatus.data;
  const [red = 0, green = 0] = data.subarray(9, 11);
  const colour = red > 0 && green > 0 ? 'yellow' : green > 0 ? 'green' : 'red';
  panel.showRow(row, { text: panel.decode(data.subarray(windowBytes)), colour });
  return cardStatus.done;
}

function answerBytes(frame: CardFrame, status: number): Uint8Array {
  const bytes = new Uint8Array(headBytes + 1);
  bytes.set(frame.head);
  bytes[5] = 1;
  bytes[6] = status;
  return withCrc(bytes);
}
