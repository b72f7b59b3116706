import type { ModbusReading } from '@berth/contract';

export type ReadingValue = boolean | number | string;

/** Why a reading has no value. */
export type NoReading = 'out-of-range' | 'invalid' | 'unknown-value' | 'missing' | 'wrong-type';

export type Decoded =
  | { readonly ok: true; readonly value: ReadingValue }
  | { readonly ok: false; readonly reason: NoReading };

const none = (reason: NoReading): Decoded => ({ ok: false, reason });
const some = (value: ReadingValue): Decoded => ({ ok: true, value });

/** Where the element stands in the answer: the register (or bit) at `offset`, and the bit in it if any. */
export interface AnswerPlace {
  readonly offset: number;
  readonly bit: number | null;
}

/**
 * One element of a reading from the registers (0 to 65535) or bits (0 and 1) of one answer. Total:
 * any numbers give a value or a reason.
 */
export function decodeReading(reading: ModbusReading, raw: readonly number[], place: AnswerPlace): Decoded {
  const word = raw[place.offset];
  if (word === undefined) return none('missing');
  switch (reading.type) {
    case 'bool':
      return decodeBool(reading, word, place.bit);
    case 'u16':
      return decodeNumber(reading, word);
    case 'i16':
      return decodeNumber(reading, word > 0x7fff ? word - 0x10000 : word);
    case 'u32': {
      const next = raw[place.offset + 1];
      if (next === undefined) return none('missing');
      const [high, low] = reading.word_order === 'high-first' ? [word, next] : [next, word];
      return decodeNumber(reading, high * 0x10000 + low);
    }
    case 'enum': {
      if (reading.invalid.includes(word)) return none('invalid');
      const name = reading.values?.[String(word)];
      return name === undefined ? none('unknown-value') : some(name);
    }
  }
}

function decodeBool(reading: ModbusReading, word: number, bit: number | null): Decoded {
  if (reading.invalid.includes(word)) return none('invalid');
  const plain = reading.true_when ? reading.true_when.includes(word) : ((word >> (bit ?? 0)) & 1) === 1;
  return some(plain !== reading.inverted);
}

function decodeNumber(reading: ModbusReading, raw: number): Decoded {
  if (reading.invalid.includes(raw)) return none('invalid');
  const value = scaled(raw, reading.scale);
  if (reading.range && (value < reading.range[0] || value > reading.range[1])) return none('out-of-range');
  return some(value);
}

/** Twelve digits are more than any register holds, and hide that 0.001 is no binary fraction. */
export function scaled(raw: number, scale: number): number {
  return scale === 1 ? raw : Number((raw * scale).toPrecision(12));
}
