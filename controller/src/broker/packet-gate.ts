export interface PacketGate {
  /** False when these bytes begin a packet larger than allowed, or one whose length is no length. */
  readonly pass: (chunk: Uint8Array) => boolean;
}

/**
 * Follows the fixed headers of an MQTT stream (MQTT 3.1.1, 2.2: one byte of type, then up to four
 * bytes of length, seven bits in each) so that a large packet is refused before it is gathered.
 */
export function createPacketGate(largestBytes: number): PacketGate {
  let bodyLeft = 0;
  let headerByte = 0;
  let length = 0;

  const pass = (chunk: Uint8Array): boolean => {
    let at = 0;
    while (at < chunk.length) {
      if (bodyLeft > 0) {
        const step = Math.min(bodyLeft, chunk.length - at);
        bodyLeft -= step;
        at += step;
        continue;
      }
      const byte = chunk[at] ?? 0;
      at += 1;
      if (headerByte === 0) {
        headerByte = 1;
        length = 0;
        continue;
      }
      length += (byte & 0x7f) * 128 ** (headerByte - 1);
      if (byte & 0x80) {
        headerByte += 1;
        if (headerByte > 4) return false;
        continue;
      }
      if (length > largestBytes) return false;
      bodyLeft = length;
      headerByte = 0;
    }
    return true;
  };
  return { pass };
}
