import type { FaceMessage } from '@berth/contract';
import { cutToColumns, fitToColumns } from '../face/index.ts';
import { crc16Modbus } from './crc.ts';
import { toGbk } from './gbk.ts';

/**
 * The serial and TCP protocol of the LED and voice cards common in Chinese lanes. A frame is
 * address, version 0x64, packet number 0xFFFF, command, length of data, data, CRC-16/MODBUS with the
 * low byte first; an answer repeats the head and carries one byte, 0 for done.
 */
export const ledVoiceCommands = { showText: 0x62, speak: 0x30 } as const;

const version = 0x64;
const headBytes = 6;
const crcBytes = 2;
/** One byte of length: 19 bytes of window settings leave this many for the text. */
const largestText = 255 - 19;

const colourBytes = {
  red: [0xff, 0, 0, 0],
  green: [0, 0xff, 0, 0],
  yellow: [0xff, 0xff, 0, 0],
} as const;

export interface WindowText {
  readonly address: number;
  readonly window: number;
  readonly text: string;
  readonly colour: keyof typeof colourBytes;
  /** How the text comes and goes; 0x15 is at once, as the card's own tool sends it. */
  readonly enter_mode: number;
  readonly enter_speed: number;
  readonly stay_s: number;
}

export function ledVoiceFrame(address: number, command: number, data: Uint8Array): Uint8Array {
  const frame = new Uint8Array(headBytes + data.length + crcBytes);
  frame.set([address, version, 0xff, 0xff, command, data.length]);
  frame.set(data, headBytes);
  const crc = crc16Modbus(frame.subarray(0, headBytes + data.length));
  frame[frame.length - 2] = crc & 0xff;
  frame[frame.length - 1] = crc >>> 8;
  return frame;
}

/** Text in one window (a row of the sign), shown until the next. */
export function windowTextFrame(window: WindowText): Uint8Array {
  const text = toGbk(window.text).subarray(0, largestText);
  const exitMode = window.enter_mode;
  const font = 3;
  const data = new Uint8Array(19 + text.length);
  data.set([
    window.window,
    window.enter_mode,
    window.enter_speed,
    0,
    window.stay_s,
    exitMode,
    window.enter_speed,
    font,
    0,
  ]);
  data.set(colourBytes[window.colour], 9);
  data.set([text.length & 0xff, text.length >>> 8], 17);
  data.set(text, 19);
  return ledVoiceFrame(window.address, ledVoiceCommands.showText, data);
}

/** The text spoken once, cutting off what is being said. */
export function speakFrame(address: number, text: string): Uint8Array {
  const spoken = toGbk(cutToColumns(text, 200));
  const data = new Uint8Array(1 + spoken.length);
  data[0] = 1;
  data.set(spoken, 1);
  return ledVoiceFrame(address, ledVoiceCommands.speak, data);
}

/** Every frame that puts the face on the sign: one for each row, blank rows too, then the voice. */
export function ledVoiceFaceFrames(
  address: number,
  face: FaceMessage,
  size: { columns: number; rows: number },
): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (let window = 0; window < size.rows; window += 1) {
    const row = face.rows[window];
    const text = fitToColumns(row?.text ?? '', size.columns, row?.align ?? 'left');
    const colour = row?.colour ?? 'red';
    frames.push(windowTextFrame({ address, window, text, colour, enter_mode: 0x15, enter_speed: 1, stay_s: 2 }));
  }
  if (face.spoken) frames.push(speakFrame(address, face.spoken));
  return frames;
}

export type LedVoiceReply =
  | { readonly kind: 'done'; readonly address: number; readonly command: number }
  | { readonly kind: 'refused'; readonly address: number; readonly command: number; readonly status: number }
  | { readonly kind: 'short' }
  | { readonly kind: 'crc' }
  | { readonly kind: 'foreign' };

/** Bytes that one answer takes. */
export const ledVoiceReplyBytes = headBytes + 1 + crcBytes;

export function decodeLedVoiceReply(bytes: Uint8Array): LedVoiceReply {
  if (bytes.length < ledVoiceReplyBytes) return { kind: 'short' };
  const frame = bytes.subarray(0, ledVoiceReplyBytes);
  const crc = crc16Modbus(frame.subarray(0, headBytes + 1));
  if (frame[7] !== (crc & 0xff) || frame[8] !== crc >>> 8) return { kind: 'crc' };
  const [address = 0, seenVersion, , , command = 0, length, status = 0] = frame;
  if (seenVersion !== version || length !== 1) return { kind: 'foreign' };
  return status === 0 ? { kind: 'done', address, command } : { kind: 'refused', address, command, status };
}
