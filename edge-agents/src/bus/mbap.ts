import { crc16 } from './frame.ts';

const headerBytes = 6;
/** Unit and function code at least; 254 is the longest unit and PDU (Modbus Messaging on TCP/IP V1.0b, 3.1). */
const leastLength = 2;
const mostLength = 254;

export interface MbapWatch {
  /** Frames that ended in this chunk, with the check of a serial line; null when the stream is no Modbus TCP. */
  feed(chunk: Uint8Array): readonly Uint8Array[] | null;
}

/**
 * Looks at a TCP stream beside the library that parses it: after a false length nothing in the
 * stream can be trusted again, and the library would wait for bytes that never come.
 */
export function watchMbap(): MbapWatch {
  let rest: Uint8Array = new Uint8Array(0);
  return {
    feed(chunk) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const frames: Uint8Array[] = [];
      while (rest.length >= headerBytes) {
        const protocol = ((rest[2] ?? 0) << 8) | (rest[3] ?? 0);
        const length = ((rest[4] ?? 0) << 8) | (rest[5] ?? 0);
        if (protocol !== 0 || length < leastLength || length > mostLength) return null;
        if (rest.length < headerBytes + length) break;
        frames.push(withCheck(rest.subarray(headerBytes, headerBytes + length)));
        rest = rest.subarray(headerBytes + length);
      }
      return frames;
    },
  };
}

function withCheck(body: Uint8Array): Uint8Array {
  const crc = crc16(body);
  return Uint8Array.from([...body, crc & 0xff, crc >> 8]);
}
