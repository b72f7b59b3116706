import type { Instant } from '../kernel/index.ts';
import { compileZone, type DayFacts, dayMs, weekdayOf, type Zone } from './calendar.ts';
import { blockFactor, one, partsOfMinor, priceFor } from './exact.ts';
import type {
  Band,
  Block,
  BlockLength,
  Border,
  Cap,
  Charge,
  DayNumber,
  Free,
  ProductCondition,
  Ratio,
  Tariff,
  When,
  ZoneOffsets,
} from './model.ts';
import { type Calendar, choicesOf, compileSchedule, type Schedule } from './schedule.ts';

export interface CompiledBlock {
  readonly rule: string;
  readonly length: BlockLength;
  /** In parts of a minor unit. */
  readonly amount: number;
  /** Where its blocks begin and end in counted ms, and in number, from where the list began. */
  readonly from: number;
  readonly upto: number;
  readonly ordinal_upto: number;
}

export interface CompiledBand {
  readonly freeRule: string;
  readonly capRule: string;
  readonly blocks: readonly CompiledBlock[];
  readonly stopped: boolean;
  readonly cap: number | null;
  /** A list with lengths that are no number of ms is gone through by number. */
  readonly byNumber: boolean;
}

export interface BlocksCharge {
  readonly kind: 'blocks';
  readonly name: string;
  /** Holds an index into `bands`, where a band stands once for each of its conditions. */
  readonly schedule: (area: string) => Schedule;
  readonly bands: readonly CompiledBand[];
  /** What holds where no band does. */
  readonly otherwise: CompiledBand;
  readonly stops: boolean;
  readonly restart_at: readonly Border[];
  readonly cut_at: readonly Border[];
  readonly atBand: 'restart' | 'cut' | 'run';
  readonly grace_ms: number;
}

export interface PassingCharge {
  readonly kind: 'passing';
  readonly name: string;
  readonly at_ms: number;
  readonly amount: number;
}

export type CompiledCharge = BlocksCharge | PassingCharge;

export interface CompiledCap {
  readonly name: string;
  readonly amount: number;
  readonly charges: readonly string[];
  /** The end of the window that holds an instant, the same for all of it; NaN where there is none. */
  readonly windowEnd: (at: Instant, entry: Instant) => Instant;
  /** Where the next window may begin or end. */
  readonly change: (at: Instant, entry: Instant) => Instant;
}

export interface CompiledProduct {
  readonly name: string;
  readonly condition: ProductCondition | null;
  /** When the entry must be; null does not ask. */
  readonly enter: { readonly schedule: Schedule; readonly hasTimes: boolean } | null;
  readonly charges: readonly CompiledCharge[];
  readonly caps: readonly CompiledCap[];
  readonly minimum: number;
  readonly free: Free | null;
}

export interface CompiledTariff {
  readonly tariff: Tariff;
  readonly calendar: Calendar;
  /** Amounts inside are in this many parts of a minor unit. */
  readonly parts: number;
  readonly products: ReadonlyMap<string, readonly CompiledProduct[]>;
}

interface Workshop {
  readonly tariff: Tariff;
  readonly calendar: Calendar;
  readonly parts: number;
  readonly vehicle: string;
  readonly factor: Ratio;
}

/** The class of a stay in a tariff that knows no classes. */
export const anyClass = '';

/** Everything about a tariff that does not depend on the stay. */
export function compileTariff(tariff: Tariff, offsets: ZoneOffsets): CompiledTariff {
  const zone = compileZone(offsets);
  const calendar = { zone, facts: factsOf(tariff) };
  const parts = partsOfMinor(tariff);
  const classes = tariff.classes.length > 0 ? tariff.classes : [{ id: anyClass, factor: one }];
  const products = new Map(
    classes.map(({ id, factor }) => {
      const workshop = { tariff, calendar, parts, vehicle: id, factor };
      return [
        id,
        tariff.products.map(
          (product): CompiledProduct => ({
            name: product.name,
            condition: product.when,
            enter: product.when ? compileEnter(calendar, product.when.enter) : null,
            charges: product.charges.map((charge) => compileCharge(workshop, charge)),
            caps: product.caps.map((cap) => compileCap(workshop, cap)),
            minimum: product.minimum === null ? 0 : plainAmount(workshop, priceFor(product.minimum, id)),
            free: product.free,
          }),
        ),
      ];
    }),
  );
  return { tariff, calendar, parts, products };
}

function compileEnter(calendar: Calendar, enter: readonly When[]): CompiledProduct['enter'] {
  if (enter.length === 0) return null;
  return { schedule: compileWhens(calendar, enter), hasTimes: enter.some((when) => when.times.length > 0) };
}

/** Holds something while one of the conditions does; -1 else. */
function compileWhens(calendar: Calendar, whens: readonly When[]): Schedule {
  const choices = whens.map((when) => ({ when, priority: 0 }));
  const all = choices.map(() => true);
  return compileSchedule(choices, all, calendar);
}

function factsOf(tariff: Tariff): (day: DayNumber) => DayFacts {
  const holidays = new Set(tariff.holidays);
  const working = new Set(tariff.working_days);
  return (day) => ({
    day,
    holiday: holidays.has(day),
    eve: holidays.has(day + 1) && !holidays.has(day),
    working: working.has(day),
  });
}

function plainAmount({ factor, parts }: Workshop, price: number): number {
  return (price * factor.num * parts) / factor.den;
}

function compileCharge(workshop: Workshop, charge: Charge): CompiledCharge {
  if (charge.kind === 'passing') {
    const amount = plainAmount(workshop, priceFor(charge.price, workshop.vehicle));
    return { kind: 'passing', name: charge.name, at_ms: charge.at_ms, amount };
  }
  const compiled = charge.bands.map((band) => compileBand(workshop, charge.name, { band, blocks: charge.blocks }));
  const choices = choicesOf(charge.bands);
  const bands = choices.flatMap(({ owner }) => compiled[owner] ?? []);
  const schedules = new Map<string, Schedule>();
  const schedule = (area: string): Schedule => {
    const known = schedules.get(area);
    if (known) return known;
    const applies = choices.map(({ when }) => !when || when.areas.length === 0 || when.areas.includes(area));
    const made = compileSchedule(choices, applies, workshop.calendar);
    schedules.set(area, made);
    return made;
  };
  const has = (borders: readonly Border[]): boolean => borders.includes('band');
  return {
    kind: 'blocks',
    name: charge.name,
    schedule,
    bands,
    otherwise: compileBand(workshop, charge.name, { band: null, blocks: charge.bands.length > 0 ? [] : charge.blocks }),
    stops: charge.bands.some((band) => band.stopped),
    restart_at: charge.restart_at.filter((border) => border !== 'band'),
    cut_at: charge.cut_at.filter((border) => border !== 'band'),
    atBand: has(charge.restart_at) ? 'restart' : has(charge.cut_at) ? 'cut' : 'run',
    grace_ms: charge.grace_ms,
  };
}

interface BandSource {
  readonly band: Band | null;
  readonly blocks: readonly Block[];
}

function compileBand(workshop: Workshop, charge: string, { band, blocks: inherited }: BandSource): CompiledBand {
  const { vehicle, factor, parts } = workshop;
  const rule = band ? `${charge}, ${band.name}` : charge;
  const blocks = band?.blocks ?? inherited;
  const compiled: CompiledBlock[] = [];
  let from = 0;
  let ordinal = 0;
  for (const block of blocks) {
    const ratio = blockFactor(block, band, factor);
    const length = typeof block.length === 'number' ? block.length : Number.POSITIVE_INFINITY;
    const upto = block.times === null ? Number.POSITIVE_INFINITY : from + length * block.times;
    ordinal = block.times === null ? Number.POSITIVE_INFINITY : ordinal + block.times;
    compiled.push({
      rule: `${rule}, ${lengthWords(block.length)}`,
      length: block.length,
      amount: (priceFor(block.price, vehicle) * ratio.num * parts) / ratio.den,
      from,
      upto,
      ordinal_upto: ordinal,
    });
    from = upto;
  }
  return {
    freeRule: `${rule}, free`,
    capRule: `${rule}, cap`,
    blocks: compiled,
    stopped: band?.stopped ?? false,
    cap: band?.cap == null ? null : plainAmount(workshop, priceFor(band.cap, vehicle)),
    byNumber: blocks.some((block) => typeof block.length !== 'number'),
  };
}

function lengthWords(length: BlockLength): string {
  if (typeof length === 'string') return `each ${length}`;
  if (length % 3_600_000 === 0) return `${length / 3_600_000} h`;
  return length % 60_000 === 0 ? `${length / 60_000} min` : `${length / 1000} s`;
}

function compileCap(workshop: Workshop, cap: Cap): CompiledCap {
  const named = {
    name: cap.name,
    amount: plainAmount(workshop, priceFor(cap.amount, workshop.vehicle)),
    charges: cap.charges,
  };
  if (cap.per === 'window') return { ...named, ...unbrokenWindows(compileWhens(workshop.calendar, cap.when ?? [])) };
  const windows = capWindows(workshop, cap, cap.per);
  if (cap.when === null) return { ...named, ...windows };
  const schedule = compileWhens(workshop.calendar, cap.when);
  return {
    ...named,
    windowEnd: (at, entry) => (schedule.at(at).holder >= 0 ? windows.windowEnd(at, entry) : Number.NaN),
    change: (at, entry) => Math.min(windows.change(at, entry), schedule.at(at).end),
  };
}

type CapWindows = Pick<CompiledCap, 'windowEnd' | 'change'>;

function capWindows({ tariff, calendar }: Workshop, cap: Cap, per: Exclude<Cap['per'], 'window'>): CapWindows {
  const { zone } = calendar;
  const shift = tariff.day_starts_ms;
  const both = (windowEnd: CompiledCap['windowEnd'], change = windowEnd): CapWindows => ({ windowEnd, change });
  if (per === 'day') return both((at) => zone.dayEnd(at, shift));
  if (per === 'week') return both((at) => weekEnd(zone, at, shift));
  if (per === 'stay') return both(() => Number.POSITIVE_INFINITY);
  const most = cap.times ?? Number.POSITIVE_INFINITY;
  const end = (at: Instant, entry: Instant): Instant => entry + (Math.floor((at - entry) / per) + 1) * per;
  return both((at, entry) => (at - entry >= per * most ? Number.NaN : end(at, entry)), end);
}

function unbrokenWindows(schedule: Schedule): CapWindows {
  const unbroken = (at: Instant): { holds: boolean; end: Instant } => {
    const { holder, end: first } = schedule.at(at);
    const holds = holder >= 0;
    let end = first;
    // A window that holds for more than a week without a break holds for ever.
    while (end - at < 8 * dayMs) {
      const next = schedule.at(end);
      if (next.holder >= 0 !== holds) return { holds, end };
      end = next.end;
    }
    return { holds, end: Number.POSITIVE_INFINITY };
  };
  return {
    windowEnd: (at) => {
      const { holds, end } = unbroken(at);
      return holds ? end : Number.NaN;
    },
    change: (at) => unbroken(at).end,
  };
}

function weekEnd(zone: Zone, at: Instant, shift: number): Instant {
  const today = zone.day(at, shift);
  const monday = today + 7 - weekdayOf(today);
  let end = at;
  do end = zone.reach(end, monday * dayMs + shift);
  while (zone.day(end, shift) < monday);
  return end;
}
