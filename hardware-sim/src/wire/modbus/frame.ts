import { crcHolds, withCrc } from './crc16.ts';

/** One unit's question or answer without its envelope: function code and data, 1 to 253 bytes. */
export type Pdu = Uint8Array;

export interface MbapFrame {
  readonly transaction: number;
  readonly unit: number;
  readonly pdu: Pdu;
}

/** Modbus Messaging on TCP/IP V1.0b, 3.1.3: transaction, protocol 0, length of what follows, unit. */
const mbapHeadBytes = 7;
const longestPdu = 253;

export type MbapSplit =
  | { readonly kind: 'frames'; readonly frames: readonly MbapFrame[]; readonly rest: Uint8Array }
  /** The stream is out of step and cannot be trusted again: the connection must be closed. */
  | { readonly kind: 'lost' };

/** Takes every whole frame off the front of what a connection has received so far. */
export function splitMbap(received: Uint8Array): MbapSplit {
  const frames: MbapFrame[] = [];
  let at = 0;
  while (received.length - at >= mbapHeadBytes) {
    const protocol = word(received, at + 2);
    const length = word(received, at + 4);
    if (protocol !== 0 || length < 2 || length > longestPdu + 1) return { kind: 'lost' };
    const end = at + 6 + length;
    if (received.length < end) break;
    frames.push({
      transaction: word(received, at),
      unit: received[at + 6] ?? 0,
      pdu: received.subarray(at + mbapHeadBytes, end),
    });
    at = end;
  }
  return { kind: 'frames', frames, rest: received.subarray(at) };
}

export function mbapBytes(frame: MbapFrame): Uint8Array {
  const bytes = new Uint8Array(mbapHeadBytes + frame.pdu.length);
  const length = frame.pdu.length + 1;
  bytes.set([frame.transaction >>> 8, frame.transaction & 0xff, 0, 0, length >>> 8, length & 0xff, frame.unit]);
  bytes.set(frame.pdu, mbapHeadBytes);
  return bytes;
}

export interface RtuFrame {
  readonly unit: number;
  readonly pdu: Pdu;
}

export function rtuBytes(frame: RtuFrame): Uint8Array {
  const bytes = new Uint8Array(1 + frame.pdu.length);
  bytes[0] = frame.unit;
  bytes.set(frame.pdu, 1);
  return withCrc(bytes);
}

/** Null when the CRC does not hold. */
export function readRtu(bytes: Uint8Array): RtuFrame | null {
  if (bytes.length < 4 || !crcHolds(bytes)) return null;
  return { unit: bytes[0] ?? 0, pdu: bytes.subarray(1, bytes.length - 2) };
}

/** Bytes that a PDU takes on a serial line: unit and CRC around it. */
export function serialBytes(pdu: Pdu): number {
  return pdu.length + 3;
}

/**
 * How long the question at the front of a serial buffer is, CRC included: null while it cannot be
 * known yet, -1 for a function whose length this slave does not know.
 */
export function rtuQuestionBytes(received: Uint8Array): number | null {
  const code = received[1];
  if (code === undefined) return null;
  if (code >= 1 && code <= 6) return 8;
  if (code !== 15 && code !== 16) return -1;
  const bytes = received[6];
  return bytes === undefined ? null : 9 + bytes;
}

function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
