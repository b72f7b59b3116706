import type { Duplex } from 'node:stream';
import type { WireClock } from '../clock.ts';
import type { BusAnswer, ModbusBus } from './bus.ts';
import { type RtuFrame, readRtu, rtuBytes, rtuQuestionBytes } from './frame.ts';

export interface RtuParts {
  readonly bus: ModbusBus;
  readonly clock: WireClock;
  outgoing(answer: RtuFrame, from: BusAnswer): Uint8Array | null;
}

/** A gap this long ends a frame, whole or not. Longer than 3.5 characters: streams add waits of their own. */
const silence_ms = 40;

/**
 * Modbus RTU on any byte stream: a serial port, one end of a pty, or a converter that passes raw
 * frames on. A question with a wrong CRC is not answered, and what came with it is thrown away.
 */
export function serveModbusRtu(stream: Duplex, parts: RtuParts): { stop(): void } {
  let received: Uint8Array = new Uint8Array(0);
  let callOff: (() => void) | null = null;
  const onData = (bytes: Uint8Array) => {
    callOff?.();
    received = takeQuestions(Buffer.concat([received, bytes]), (frame) => {
      parts.bus.ask(frame.unit, frame.pdu, (answer) => {
        const out = parts.outgoing({ unit: answer.unit, pdu: answer.pdu }, answer);
        if (out && !stream.destroyed) stream.write(out);
      });
    });
    callOff = parts.clock.after(silence_ms, () => {
      received = new Uint8Array(0);
    });
  };
  const onError = () => stream.destroy();
  stream.on('data', onData);
  stream.on('error', onError);
  return {
    stop: () => {
      callOff?.();
      stream.off('data', onData);
    },
  };
}

/** Hands on every whole question and gives back what may be the beginning of another. */
function takeQuestions(bytes: Uint8Array, found: (frame: RtuFrame) => void): Uint8Array {
  let rest = bytes;
  while (rest.length > 0) {
    const length = rtuQuestionBytes(rest);
    if (length === null || length > rest.length) return rest;
    // A function of unknown length ends where the bytes end: the gap is all that tells.
    const end = length === -1 ? rest.length : length;
    const frame = readRtu(rest.subarray(0, end));
    if (!frame) return length === -1 && rest.length < 256 ? rest : new Uint8Array(0);
    found(frame);
    rest = rest.subarray(end);
  }
  return rest;
}

export const plainRtu: RtuParts['outgoing'] = (answer) => rtuBytes(answer);
