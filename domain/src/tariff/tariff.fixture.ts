import { dayMs, dayNumber } from './calendar.ts';
import { compileTariff } from './compile.ts';
import type { Band, Block, Charge, Fare, Product, ProductCondition, Stay, Tariff, When, ZoneOffsets } from './model.ts';
import { priceStay } from './price.ts';

/** Parts of tariffs for tests, with everything that does not matter left at rest. */
export const min = 60_000;
export const hour = 60 * min;

export const utc: ZoneOffsets = [{ at: 0, offset_ms: 0 }];

/** Central Europe in 2024: forward at 2024-03-31T01:00Z, back at 2024-10-27T01:00Z. */
export const berlin: ZoneOffsets = [
  { at: 0, offset_ms: hour },
  { at: at('2024-03-31T01:00'), offset_ms: 2 * hour },
  { at: at('2024-10-27T01:00'), offset_ms: hour },
];

export function at(text: string): number {
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = text.split(/[-T:]/).map(Number);
  return dayNumber(year, month, day) * dayMs + hours * hour + minutes * min + seconds * 1000;
}

export function block(length: Block['length'], price: Block['price'], more: Partial<Block> = {}): Block {
  return { length, price, per_ms: null, times: null, ...more };
}

export function when(more: Partial<When> & { clock?: readonly [number, number] }): When {
  const { clock, ...rest } = more;
  const times = clock ? [{ from_ms: clock[0] * hour, to_ms: clock[1] * hour }] : [];
  return { days: [], dates: [], areas: [], times, ...rest };
}

export function band(name: string, holds: When | null, more: Partial<Band> = {}): Band {
  return {
    name,
    when: holds === null ? null : [holds],
    priority: 0,
    blocks: null,
    factor: { num: 1, den: 1 },
    stopped: false,
    cap: null,
    ...more,
  };
}

type BlocksCharge = Extract<Charge, { kind: 'blocks' }>;

export function charge(more: Partial<BlocksCharge>): BlocksCharge {
  return { kind: 'blocks', name: 'parking', blocks: [], bands: [], restart_at: [], cut_at: [], grace_ms: 0, ...more };
}

export function product(more: Partial<Product>): Product {
  return { name: 'product', when: null, charges: [], caps: [], minimum: null, free: null, ...more };
}

export function condition(more: Partial<ProductCondition>): ProductCondition {
  const leave = { days: [], days_after: null, after_ms: null, by_ms: null, by_next_ms: null };
  return { enter: [], leave, at_least_ms: null, at_most_ms: null, classes: [], ...more };
}

export function tariff(more: Partial<Tariff>): Tariff {
  return {
    id: 'test',
    currency: 'EUR',
    time_zone: 'UTC',
    boundary: 'closed',
    seconds: 'count',
    day_starts_ms: 0,
    holidays: [],
    working_days: [],
    classes: [],
    areas_off: [],
    choose: 'cheapest',
    products: [],
    rounding: null,
    longest_ms: null,
    most: null,
    ...more,
  };
}

/** A tariff of one product with one charge of blocks. */
export function simple(
  more: Partial<BlocksCharge>,
  rest: Partial<Tariff> & { product?: Partial<Product> } = {},
): Tariff {
  const { product: parts, ...others } = rest;
  return tariff({ products: [product({ charges: [charge(more)], ...parts })], ...others });
}

/** Prices a stay given by its times of day or instants, in UTC unless told otherwise. */
export function fare(
  of: Tariff,
  [from, to]: readonly [string, string],
  more: Partial<Stay> & { zone?: ZoneOffsets } = {},
): Fare {
  const { zone = utc, ...stay } = more;
  return priceStay(compileTariff(of, zone), { entry: at(from), exit: at(to), ...stay });
}

/** The fare alone, or the reason of the operator. */
export function fee(...args: Parameters<typeof fare>): number | string {
  const found = fare(...args);
  return found.status === 'priced' ? found.fare_minor : found.reason;
}
