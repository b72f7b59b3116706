import { type DayFacts, dayNumber } from './calendar.ts';
import type { Band, Charge, DayNumber, Tariff, When } from './model.ts';
import { type Choice, choicesOf, daysOf, edgesOf, holdersAt, winner } from './schedule.ts';

/** A time of the week or the year, as an example of where something is wrong. */
export interface WeekTime {
  readonly day: DayNumber;
  readonly kind: 'plain' | 'holiday' | 'holiday-eve' | 'worked';
  readonly from_ms: number;
  readonly to_ms: number;
  readonly area: string;
}

/** Which charge of which product; `band` and `block` count in it. */
export interface Place {
  readonly product: number;
  readonly charge: number;
  readonly band?: number;
  readonly block?: number;
}

export type TariffFault =
  | { readonly kind: 'gap'; readonly place: Place; readonly time: WeekTime }
  | { readonly kind: 'overlap'; readonly place: Place; readonly other: number; readonly time: WeekTime }
  | { readonly kind: 'unreachable'; readonly place: Place; readonly why: UnreachableWhy }
  | { readonly kind: 'unreachable-product'; readonly product: number };

export type UnreachableWhy = 'other-bands-win' | 'a-block-before-goes-on-for-ever' | 'the-list-begins-anew-before';

/** Gaps, overlaps and parts that no stay can come to. Each is told once, with the first example. */
export function lintTariff(tariff: Tariff): TariffFault[] {
  const faults: TariffFault[] = [];
  tariff.products.forEach((product, index) => {
    const next = tariff.products.length - 1;
    if (tariff.choose === 'first' && product.when === null && index < next)
      faults.push({ kind: 'unreachable-product', product: index + 1 });
    product.charges.forEach((charge, at) => {
      if (charge.kind !== 'blocks') return;
      faults.push(...lintBands(tariff, charge, { product: index, charge: at }));
      faults.push(...lintBlocks(charge, { product: index, charge: at }));
    });
  });
  return faults;
}

type BlocksCharge = Extract<Charge, { kind: 'blocks' }>;

function lintBlocks(charge: BlocksCharge, place: Place): TariffFault[] {
  const anew = Math.min(
    ...charge.restart_at.map((each) => (typeof each === 'number' ? each : Number.POSITIVE_INFINITY)),
  );
  const lists = [{ blocks: charge.blocks, at: place }];
  charge.bands.forEach((band, index) => {
    if (band.blocks) lists.push({ blocks: band.blocks, at: { ...place, band: index } });
  });
  return lists.flatMap(({ blocks, at }): TariffFault[] => {
    const endless = blocks.findIndex((block) => block.times === null);
    if (endless >= 0 && endless < blocks.length - 1)
      return [{ kind: 'unreachable', place: { ...at, block: endless + 1 }, why: 'a-block-before-goes-on-for-ever' }];
    let from = 0;
    for (const [index, block] of blocks.entries()) {
      if (index > 0 && from >= anew)
        return [{ kind: 'unreachable', place: { ...at, block: index }, why: 'the-list-begins-anew-before' }];
      from += typeof block.length === 'number' ? block.length * (block.times ?? 0) : 0;
    }
    return [];
  });
}

function lintBands(tariff: Tariff, charge: BlocksCharge, place: Place): TariffFault[] {
  const { bands } = charge;
  if (bands.length === 0) return [];
  const faults: TariffFault[] = [];
  const reached = new Set<number>();
  const told = new Set<string>();
  const tell = (key: string, fault: TariffFault): void => {
    if (!told.has(key)) faults.push(fault);
    told.add(key);
  };
  const choices = choicesOf(bands);
  const ownerOf = (index: number): number => choices[index]?.owner ?? -1;
  for (const { holders: holding, time } of timesOf(tariff, choices)) {
    const wins = ownerOf(winner(choices, holding));
    const holders = [...new Set(holding.map(ownerOf))];
    if (wins < 0) tell('gap', { kind: 'gap', place, time });
    else reached.add(wins);
    const rival = holders.find((each) => each !== wins && isRival(bands[each], bands[wins]));
    if (rival !== undefined && wins >= 0)
      tell(`${wins} ${rival}`, { kind: 'overlap', place: { ...place, band: wins }, other: rival, time });
  }
  bands.forEach((_, band) => {
    if (!reached.has(band) && !faults.some((fault) => fault.kind === 'overlap' && fault.other === band))
      faults.push({ kind: 'unreachable', place: { ...place, band }, why: 'other-bands-win' });
  });
  return faults;
}

function isRival(one: Band | undefined, other: Band | undefined): boolean {
  if (!one || !other) return false;
  return (one.when === null) === (other.when === null) && one.priority === other.priority;
}

interface HeldTime {
  readonly holders: readonly number[];
  readonly time: WeekTime;
}

/** Every time that bands can tell apart: each kind of day, each stretch of the clock, each area. */
function* timesOf(tariff: Tariff, bands: readonly Choice[]): Generator<HeldTime> {
  const areas = ['', ...new Set(bands.flatMap(({ when }) => when?.areas ?? []))];
  const edges = edgesOf(bands);
  const seen = new Set<string>();
  for (const today of daysToLookAt(tariff, bands)) {
    const before = factsAs(today.facts.day - 1, 'plain');
    const days = { before: daysOf(bands, before), today: daysOf(bands, today.facts) };
    const key = [...days.before, ...days.today].map((each) => (each ? 1 : 0)).join('');
    if (seen.has(key)) continue;
    seen.add(key);
    for (const area of areas) {
      const here = (index: number): boolean => {
        const named = bands[index]?.when?.areas ?? [];
        return named.length === 0 || named.includes(area);
      };
      let from_ms = 0;
      for (const to_ms of edges) {
        const time = { day: today.facts.day, kind: today.kind, from_ms, to_ms, area };
        yield { holders: holdersAt(bands, days, from_ms).filter(here), time };
        from_ms = to_ms;
      }
    }
  }
}

function factsAs(day: DayNumber, kind: WeekTime['kind']): DayFacts {
  return { day, holiday: kind === 'holiday', eve: kind === 'holiday-eve', working: kind === 'worked' };
}

const firstDay = dayNumber(2024, 1, 1);

/** Days enough to see each weekday, kind and date that the bands can tell apart. */
function daysToLookAt(tariff: Tariff, bands: readonly Choice[]): { facts: DayFacts; kind: WeekTime['kind'] }[] {
  const whens = bands.flatMap(({ when }): When[] => (when ? [when] : []));
  const dates = whens.flatMap((when) => when.dates);
  const kinds = new Set<WeekTime['kind']>(['plain']);
  for (const name of whens.flatMap((when) => when.days)) {
    if (name === 'holiday' || name === 'holiday-eve') kinds.add(name);
    if (name === 'workday' || name === 'restday') for (const kind of ['holiday', 'worked'] as const) kinds.add(kind);
  }
  const count = dates.some((range) => range.kind === 'yearly') ? 4 * 366 : 14;
  const days = new Set(Array.from({ length: count }, (_, index) => firstDay + index));
  for (const range of dates)
    if (range.kind === 'once')
      for (let day = range.first - 1; day <= Math.min(range.last, range.first + 400) + 1; day += 1) days.add(day);
  for (const day of [...tariff.holidays, ...tariff.working_days]) days.add(day);
  return [...days].flatMap((day) => [...kinds].map((kind) => ({ facts: factsAs(day, kind), kind })));
}
