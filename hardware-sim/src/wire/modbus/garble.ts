import type { Chance } from '../chance.ts';
import { type MbapFrame, mbapBytes, type RtuFrame, rtuBytes } from './frame.ts';
import { exceptionPdu, modbusExceptions } from './pdu.ts';

/** What a broken device or a noisy line makes of an answer. None of them is a valid lie. */
export const garbleKinds = ['random', 'wrong-crc', 'wrong-unit', 'short', 'exception'] as const;
export type Garble = (typeof garbleKinds)[number];

export function anyGarble(chance: Chance): Garble {
  return garbleKinds[Math.floor(chance() * garbleKinds.length)] ?? 'random';
}

/**
 * The answer's bytes as they come out of a converter to TCP; null when it passes nothing on, which is
 * what a converter does with a frame whose CRC is wrong.
 */
export function garbledMbap(answer: MbapFrame, how: Garble, chance: Chance): Uint8Array | null {
  if (how === 'wrong-crc') return null;
  return mbapBytes({ ...answer, ...garbledBody(answer, how, chance) });
}

/** The same on the serial line itself. */
export function garbledRtu(answer: RtuFrame, how: Garble, chance: Chance): Uint8Array {
  const bytes = rtuBytes({ ...answer, ...garbledBody(answer, how, chance) });
  if (how === 'short') return bytes.subarray(0, bytes.length - 2);
  if (how === 'wrong-crc') bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 0x5a;
  return bytes;
}

function garbledBody(answer: RtuFrame, how: Garble, chance: Chance): RtuFrame {
  const code = answer.pdu[0] ?? 0;
  if (how === 'wrong-unit') return { ...answer, unit: (answer.unit % 247) + 1 };
  if (how === 'exception') return { ...answer, pdu: exceptionPdu(code & 0x7f, modbusExceptions.failure) };
  if (how === 'short') return { ...answer, pdu: answer.pdu.subarray(0, Math.max(1, answer.pdu.length >> 1)) };
  if (how === 'random') return { ...answer, pdu: noise(code, chance) };
  return answer;
}

/** Bytes that cannot be read as an answer to this function. */
function noise(code: number, chance: Chance): Uint8Array {
  const bytes = Uint8Array.from({ length: 1 + Math.floor(chance() * 40) }, () => Math.floor(chance() * 256));
  if (((bytes[0] ?? 0) & 0x7f) === (code & 0x7f)) bytes[0] = code ^ 0x40;
  return bytes;
}
