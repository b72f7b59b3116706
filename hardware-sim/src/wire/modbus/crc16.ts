/**
 * CRC-16 of Modbus RTU frames and of the LED card frames: polynomial 0xA001 (reflected), start 0xFFFF
 * (Modbus over serial line V1.02, 6.2.2). A table of 256 words, made once.
 */
const table = new Uint16Array(256);
for (let byte = 0; byte < 256; byte += 1) {
  let word = byte;
  for (let bit = 0; bit < 8; bit += 1) word = word & 1 ? (word >>> 1) ^ 0xa001 : word >>> 1;
  table[byte] = word;
}

export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0);
  return crc;
}

/** The bytes with their CRC behind them, low byte first. */
export function withCrc(bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(bytes.length + 2);
  frame.set(bytes);
  const crc = crc16(bytes);
  frame[bytes.length] = crc & 0xff;
  frame[bytes.length + 1] = crc >>> 8;
  return frame;
}

/** Whether the last two bytes are the CRC of those before them. */
export function crcHolds(frame: Uint8Array): boolean {
  if (frame.length < 3) return false;
  const crc = crc16(frame.subarray(0, frame.length - 2));
  return frame[frame.length - 2] === (crc & 0xff) && frame[frame.length - 1] === crc >>> 8;
}
