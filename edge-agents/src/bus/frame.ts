import { isBitTable, readFrames } from '@berth/contract';
import type { BusError, BusRequest } from './port.ts';

/** CRC-16 of Modbus over Serial Line V1.02, 6.2.2; sent low byte first. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}

function crcHolds(frame: Uint8Array): boolean {
  if (frame.length < 4) return false;
  const sent = (frame[frame.length - 2] ?? 0) | ((frame[frame.length - 1] ?? 0) << 8);
  return crc16(frame.subarray(0, -2)) === sent;
}

function functionCode(request: BusRequest): number {
  if (request.kind === 'read') return { coil: 1, 'discrete-input': 2, holding: 3, input: 4 }[request.table];
  if (request.values.length === 1) return request.table === 'coil' ? 5 : 6;
  return request.table === 'coil' ? 15 : 16;
}

/** Bytes of a good answer on a serial line. */
export function answerLength(request: BusRequest): number {
  return request.kind === 'read' ? readFrames(isBitTable(request.table), request.count).answer : 8;
}

/** A refusal is unit, code with its high bit, reason and check. */
const exceptionLength = 5;

/** The answer among these bytes, noise before it left out; null while there is none. */
export function findAnswer(request: BusRequest, bytes: Uint8Array): Uint8Array | null {
  const code = functionCode(request);
  for (let from = 0; from + exceptionLength <= bytes.length; from += 1) {
    if (bytes[from] !== request.unit) continue;
    const length =
      bytes[from + 1] === code ? answerLength(request) : bytes[from + 1] === (code | 0x80) ? exceptionLength : 0;
    if (length === 0 || from + length > bytes.length) continue;
    const frame = bytes.subarray(from, from + length);
    if (crcHolds(frame)) return frame;
  }
  return null;
}

/** What is wrong with a frame, given on a serial line or with the check that TCP leaves out. */
export function judgeFrame(request: BusRequest, frame: Uint8Array): BusError {
  if (crcHolds(frame)) {
    if (frame[0] !== request.unit) return 'wrong-unit';
    return frame.length < answerLength(request) ? 'short-frame' : 'garbage';
  }
  return frame.length < answerLength(request) ? 'short-frame' : 'crc';
}
