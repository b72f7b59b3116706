import { crc32 } from 'node:zlib';

/**
 * One record in a segment: four marking bytes, the payload's length (u32, little-endian), the CRC-32
 * of length and payload (u32, little-endian), the payload. The mark lets a reader find the next
 * record behind a damaged one.
 */
const mark = Uint8Array.of(0xb5, 0x4a, 0x52, 0x31);
const headBytes = 12;
const largestPayload = 1 << 20;

export function frameRecord(payload: Uint8Array): Uint8Array {
  const record = new Uint8Array(headBytes + payload.length);
  const view = new DataView(record.buffer);
  record.set(mark);
  view.setUint32(4, payload.length, true);
  record.set(payload, headBytes);
  view.setUint32(8, sum(record, payload.length), true);
  return record;
}

function sum(bytes: Uint8Array, length: number): number {
  return crc32(bytes.subarray(headBytes, headBytes + length), crc32(bytes.subarray(4, 8)));
}

export interface Damage {
  readonly offset: number;
  readonly bytes: number;
  /** Nothing whole comes after it: a write that power or a failure cut short. */
  readonly tail: boolean;
}

export interface ScannedRecords {
  readonly payloads: readonly Uint8Array[];
  readonly damage: readonly Damage[];
}

/** Every whole record of a segment, and every stretch that is none. Never throws. */
export function scanRecords(bytes: Uint8Array): ScannedRecords {
  const payloads: Uint8Array[] = [];
  const damage: Damage[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const payload = wholeRecord(bytes, offset);
    if (payload) {
      payloads.push(payload);
      offset += headBytes + payload.length;
      continue;
    }
    const next = nextWhole(bytes, offset + 1);
    damage.push({ offset, bytes: next - offset, tail: next === bytes.length });
    offset = next;
  }
  return { payloads, damage };
}

function wholeRecord(bytes: Uint8Array, offset: number): Uint8Array | null {
  if (bytes.length - offset < headBytes || !mark.every((byte, index) => bytes[offset + index] === byte)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset);
  const length = view.getUint32(4, true);
  if (length > largestPayload || bytes.length - offset < headBytes + length) return null;
  if (view.getUint32(8, true) !== sum(bytes.subarray(offset), length)) return null;
  return bytes.subarray(offset + headBytes, offset + headBytes + length);
}

function nextWhole(bytes: Uint8Array, from: number): number {
  const first = mark[0] ?? 0;
  for (let offset = bytes.indexOf(first, from); offset >= 0; offset = bytes.indexOf(first, offset + 1)) {
    if (wholeRecord(bytes, offset)) return offset;
  }
  return bytes.length;
}
