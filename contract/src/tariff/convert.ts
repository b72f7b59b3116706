import type { Cap, Free, Product, ProductCondition, Rounding, Tariff } from '@berth/domain/tariff';
import type { Path } from '../site/check/finding.ts';
import { convertCharge } from './charges.ts';
import { convertAmount, convertDays, convertDuration, convertPrice, convertWhens, type Reader } from './reader.ts';
import type { CapEntry, ConditionEntry, FreeEntry, TariffFile } from './schema.ts';
import { clockMs, dateNumber, durationMs, ratioOf } from './words.ts';

/** A tariff from a file that fits the format; notes say what of it could not be taken. */
export function convertTariff(file: TariffFile, reader: Reader): Tariff {
  const classes = Object.entries(file.classes ?? {}).map(([id, { factor = 1 }]) => ({ id, factor: ratioOf(factor) }));
  return {
    id: file.tariff,
    currency: file.currency,
    time_zone: file.time_zone,
    boundary: file.boundary ?? 'closed',
    seconds: file.seconds ?? 'count',
    day_starts_ms: clockMs(file.day_starts ?? '00:00'),
    holidays: (file.calendar?.holidays ?? []).map(dateNumber),
    working_days: (file.calendar?.working_days ?? []).map(dateNumber),
    classes,
    areas_off: file.areas_off ?? [],
    choose: file.choose ?? 'cheapest',
    products: convertProducts(file, reader),
    rounding: convertRounding(file, reader),
    longest_ms: file.limit?.longest === undefined ? null : durationMs(file.limit.longest),
    most: file.limit?.fare === undefined ? null : convertAmount(reader, file.limit.fare, ['limit', 'fare']),
  };
}

function convertProducts(file: TariffFile, reader: Reader): Product[] {
  if ((file.charges === undefined) === (file.products === undefined)) {
    reader.note(file.products ? ['products'] : ['tariff'], 'a tariff has either charges or products');
    return [];
  }
  const entries = file.products ?? [{ name: file.tariff, charges: file.charges ?? [] }];
  return entries.map((entry, index) => {
    const at: Path = file.products ? ['products', index] : [];
    const own = (key: 'caps' | 'minimum' | 'free'): Path => (entry[key] === undefined ? [key] : [...at, key]);
    const { caps = file.caps ?? [], minimum = file.minimum, free = file.free } = entry;
    const names = entry.charges.map((charge) => charge.name);
    return {
      name: entry.name,
      when: entry.when ? convertCondition(reader, entry.when, [...at, 'when']) : null,
      charges: entry.charges.map((charge, place) => convertCharge(reader, charge, [...at, 'charges', place])),
      caps: caps.map((cap, place) => convertCap(reader, { cap, names }, [...own('caps'), place])),
      minimum: minimum === undefined ? null : convertPrice(reader, minimum, own('minimum')),
      free: free ? convertFree(reader, free, own('free')) : null,
    };
  });
}

function convertRounding(file: TariffFile, reader: Reader): Rounding | null {
  if (!file.rounding) return null;
  const to = convertAmount(reader, file.rounding.to, ['rounding', 'to']);
  if (to <= 0) reader.note(['rounding', 'to'], 'must be more than 0');
  return { to: Math.max(1, to), mode: file.rounding.mode };
}

function convertFree(reader: Reader, free: FreeEntry, path: Path): Free {
  return {
    first_ms: convertDuration(reader, free.first, [...path, 'first']),
    when_exceeded: free.when_exceeded,
    once_in_ms: free.once_in === undefined ? null : durationMs(free.once_in),
  };
}

function convertCap(reader: Reader, { cap, names }: CapSource, path: Path): Cap {
  const per = ['stay', 'day', 'week', 'window'].includes(cap.per) ? null : cap.per;
  if (cap.per === 'window' && !cap.when) reader.note(path, '`per: window` needs a `when`');
  if (cap.times !== undefined && per === null) reader.note([...path, 'times'], '`times` goes with a duration');
  cap.charges?.forEach((name, index) => {
    if (!names.includes(name)) reader.note([...path, 'charges', index], `there is no charge "${name}"`);
  });
  return {
    name: cap.name ?? `cap per ${cap.per}`,
    amount: convertPrice(reader, cap.amount, [...path, 'amount']),
    per: per === null ? capWindow(cap.per) : convertDuration(reader, per, [...path, 'per']),
    when: cap.when ? convertWhens(reader, cap.when, [...path, 'when']) : null,
    charges: cap.charges ?? [],
    times: cap.times ?? null,
  };
}

interface CapSource {
  readonly cap: CapEntry;
  /** Of the charges of its product. */
  readonly names: readonly string[];
}

function capWindow(per: string): 'stay' | 'day' | 'week' | 'window' {
  return (['day', 'week', 'window'] as const).find((each) => each === per) ?? 'stay';
}

function convertCondition(reader: Reader, when: ConditionEntry, path: Path): ProductCondition {
  const { leave } = when;
  const clock = (text: string | undefined): number | null => (text === undefined ? null : clockMs(text));
  when.classes?.forEach((name, index) => {
    if (!reader.classes.includes(name)) reader.note([...path, 'classes', index], `there is no class "${name}"`);
  });
  return {
    enter: when.enter ? convertWhens(reader, when.enter, [...path, 'enter']) : [],
    leave: {
      days: convertDays(leave?.days),
      days_after: leave?.days_after ?? null,
      after_ms: clock(leave?.after),
      by_ms: clock(leave?.by),
      by_next_ms: clock(leave?.by_next),
    },
    at_least_ms: when.at_least === undefined ? null : durationMs(when.at_least),
    at_most_ms: when.at_most === undefined ? null : durationMs(when.at_most),
    classes: when.classes ?? [],
  };
}
