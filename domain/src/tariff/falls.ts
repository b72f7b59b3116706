import type { Instant } from '../kernel/index.ts';
import { dayMs, dayNumber } from './calendar.ts';
import { type CompiledTariff, compileTariff } from './compile.ts';
import type { Tariff, When, ZoneOffsets } from './model.ts';
import { priceStay } from './price.ts';

/** Two stays from the same entry, of which the longer costs less. */
export interface Fall {
  readonly entry: Instant;
  readonly class: string | null;
  readonly shorter: { readonly exit: Instant; readonly fare_minor: number };
  readonly longer: { readonly exit: Instant; readonly fare_minor: number };
}

const minute = 60_000;
const hour = 60 * minute;
const monday = dayNumber(2024, 1, 8);
const sampleHoliday = monday + 2;
const mostClocks = 24;

/**
 * The deepest fall of the fare with the length of stay, among entries and exits about every edge that the tariff names,
 * on each day of a week with a public holiday, up to nine days. Null when there is none.
 */
export function deepestFall(tariff: Tariff, offsets: ZoneOffsets): Fall | null {
  const holidays = [...tariff.holidays, sampleHoliday];
  const compiled = compileTariff({ ...tariff, holidays, longest_ms: null, most: null }, offsets);
  const clocks = clocksOf(tariff);
  const classes = classesThatDiffer(tariff);
  const days = [...new Set([0, 1, 2, 4, 5, 6].map((each) => monday + each).concat(dateEdges(tariff).slice(0, 8)))];
  let deepest: Fall | null = null;
  for (const day of days)
    for (const clock of clocks)
      for (const vehicle of classes) {
        const entry = instantOf(offsets, day * dayMs + clock);
        const fall = fallFrom(compiled, { entry, vehicle, exits: exitsFrom(tariff, offsets, { entry, clocks }) });
        if (fall && (deepest === null || depth(fall) > depth(deepest))) deepest = fall;
      }
  return deepest;
}

/** Classes that differ only by a factor rise and fall alike. */
function classesThatDiffer(tariff: Tariff): (string | null)[] {
  const text = JSON.stringify(tariff.products);
  const own = tariff.classes.filter(({ id }) => text.includes(`"${id}"`));
  return own.length === 0 ? [null] : tariff.classes.map(({ id }) => id);
}

const depth = (fall: Fall): number => fall.shorter.fare_minor - fall.longer.fare_minor;

interface Entry {
  readonly entry: Instant;
  readonly vehicle: string | null;
  readonly exits: readonly Instant[];
}

function fallFrom(compiled: CompiledTariff, { entry, vehicle, exits }: Entry): Fall | null {
  let highest: Fall['shorter'] | null = null;
  let deepest: Fall | null = null;
  for (const exit of exits) {
    const fare = priceStay(compiled, vehicle === null ? { entry, exit } : { entry, exit, class: vehicle });
    if (fare.status !== 'priced') continue;
    const { fare_minor } = fare;
    if (highest === null || fare_minor > highest.fare_minor) highest = { exit, fare_minor };
    else if (fare_minor < highest.fare_minor) {
      const fall = { entry, class: vehicle, shorter: highest, longer: { exit, fare_minor } };
      if (deepest === null || depth(fall) > depth(deepest)) deepest = fall;
    }
  }
  return deepest;
}

function whensOf(tariff: Tariff): When[] {
  return tariff.products.flatMap((product) => [
    ...(product.when?.enter ?? []),
    ...product.caps.flatMap((cap) => cap.when ?? []),
    ...product.charges.flatMap((charge) =>
      charge.kind === 'blocks' ? charge.bands.flatMap((band) => band.when ?? []) : [],
    ),
  ]);
}

/** Times of day at which something of the tariff begins or ends, a minute past them, and some between. */
function clocksOf(tariff: Tariff): number[] {
  const edges = new Set<number>([0]);
  for (const { times } of whensOf(tariff))
    for (const { from_ms, to_ms } of times) for (const edge of [from_ms, to_ms]) edges.add(edge % dayMs);
  for (const { when } of tariff.products)
    for (const edge of [when?.leave.after_ms, when?.leave.by_ms, when?.leave.by_next_ms])
      if (edge != null) edges.add(edge % dayMs);
  const more = [...edges].flatMap((edge) => [edge, (edge + minute) % dayMs, (edge + dayMs - 45 * minute) % dayMs]);
  return [...new Set([...more, 8 * hour, 13 * hour + 10 * minute])].slice(0, mostClocks).sort((a, b) => a - b);
}

function dateEdges(tariff: Tariff): number[] {
  return whensOf(tariff).flatMap(({ dates }) =>
    dates.flatMap((range) => {
      if (range.kind === 'once') return [range.first - 1, range.last];
      const day = (yearly: number): number => dayNumber(2024, Math.floor(yearly / 100), yearly % 100);
      return [day(range.first) - 1, day(range.last)];
    }),
  );
}

interface Around {
  readonly entry: Instant;
  readonly clocks: readonly number[];
}

function exitsFrom(tariff: Tariff, offsets: ZoneOffsets, { entry, clocks }: Around): number[] {
  const exits = new Set<number>();
  const about = (at: number): void => {
    for (const near of [at - minute, at, at + minute]) if (near >= entry) exits.add(near);
  };
  for (let length = 0; length <= 26 * hour; length += 15 * minute) about(entry + length);
  for (let length = 27 * hour; length <= 9 * 24 * hour; length += 3 * hour) about(entry + length);
  for (const product of tariff.products) {
    if (product.free) about(entry + product.free.first_ms);
    for (const charge of product.charges) for (const edge of blockEdges(charge)) about(entry + edge);
  }
  const firstDay = Math.floor((entry + (offsets[0]?.offset_ms ?? 0)) / dayMs);
  for (let day = firstDay; day < firstDay + 4; day += 1)
    for (const clock of clocks) about(instantOf(offsets, day * dayMs + clock));
  return [...exits].sort((a, b) => a - b);
}

function blockEdges(charge: Tariff['products'][number]['charges'][number]): number[] {
  if (charge.kind !== 'blocks') return [];
  const lists = [charge.blocks, ...charge.bands.map((band) => band.blocks ?? [])];
  return lists.flatMap((blocks) => {
    let at = 0;
    return blocks.flatMap(({ length, times }) => {
      if (typeof length !== 'number') return [];
      const edges = Array.from({ length: Math.min(times ?? 8, 8) }, (_, index) => at + (index + 1) * length);
      at += length * (times ?? 8);
      return edges;
    });
  });
}

function instantOf(offsets: ZoneOffsets, wall: number): Instant {
  const rough = wall - (offsets[0]?.offset_ms ?? 0);
  const offset = offsets.findLast((each, index) => index === 0 || each.at <= rough)?.offset_ms ?? 0;
  return wall - offset;
}
