import type { DayName, Minor, Price, When } from '@berth/domain/tariff';
import type { Path } from '../site/check/finding.ts';
import { minorOf } from './money.ts';
import type { PriceEntry, WhenEntry, WhensEntry } from './schema.ts';
import { clockRange, dateRange, dayNames, durationMs } from './words.ts';

/** Reads values of a file, and notes what no tariff can have. */
export interface Reader {
  readonly decimals: number;
  readonly classes: readonly string[];
  readonly note: (path: Path, problem: string) => void;
}

export function convertAmount(reader: Reader, amount: number | string, path: Path): Minor {
  const minor = minorOf(amount, reader.decimals);
  if (minor === null) reader.note(path, `${amount} is no amount with at most ${reader.decimals} decimals`);
  return minor ?? 0;
}

export function convertPrice(reader: Reader, price: PriceEntry, path: Path): Price {
  if (typeof price !== 'object') return convertAmount(reader, price, path);
  for (const name of Object.keys(price))
    if (!reader.classes.includes(name)) reader.note([...path, name], `there is no class "${name}"`);
  for (const name of reader.classes) if (!(name in price)) reader.note(path, `class "${name}" has no price`);
  return Object.fromEntries(
    Object.entries(price).map(([name, amount]) => [name, convertAmount(reader, amount, [...path, name])]),
  );
}

/** A length of time that must not be nothing. */
export function convertDuration(reader: Reader, text: string, path: Path): number {
  const ms = durationMs(text);
  if (ms <= 0) reader.note(path, 'must be longer than nothing');
  return Math.max(1000, ms);
}

export function convertWhens(reader: Reader, whens: WhensEntry, path: Path): When[] {
  if (!Array.isArray(whens)) return [convertWhen(reader, whens, path)];
  return whens.map((when, index) => convertWhen(reader, when, [...path, index]));
}

function convertWhen(reader: Reader, when: WhenEntry, path: Path): When {
  return {
    days: convertDays(when.days),
    dates: (when.dates ?? []).flatMap((text, index) => {
      const range = dateRange(text);
      if (range === null) reader.note([...path, 'dates', index], 'both ends have a year, or neither');
      return range ?? [];
    }),
    times: (when.times ?? []).map(clockRange),
    areas: when.areas ?? [],
  };
}

export function convertDays(days: readonly string[] | undefined): DayName[] {
  return (days ?? []).flatMap(dayNames);
}
