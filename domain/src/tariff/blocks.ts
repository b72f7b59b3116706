import type { Instant } from '../kernel/index.ts';
import type { Zone } from './calendar.ts';
import type { BlocksCharge, CompiledBand, CompiledBlock, CompiledCap, PassingCharge } from './compile.ts';
import { advance, type Course, type Place, placeAt } from './course.ts';
import type { Border } from './model.ts';

/** Blocks of one kind in a row, before caps. */
export interface Item {
  readonly charge: string;
  readonly rule: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly quantity: number;
  /** In parts of a minor unit. */
  readonly amount: number;
  /** What caps have left of it. */
  left: number;
  readonly band: CompiledBand | null;
  /** The end of the unbroken time in its band. */
  readonly occurrence: Instant;
}

export interface Ground {
  readonly zone: Zone;
  readonly day_starts_ms: number;
  readonly caps: readonly CompiledCap[];
  readonly course: Course;
}

/** The stretch after `from` in which no cap's window changes. */
interface CapStretch {
  from: Instant;
  until: Instant;
}

function nextBorder(ground: Ground, borders: readonly Border[], at: Instant): Instant {
  let next = Number.POSITIVE_INFINITY;
  for (const border of borders) {
    const found =
      border === 'day'
        ? ground.zone.dayEnd(at, ground.day_starts_ms)
        : typeof border === 'number'
          ? ground.course.entry + (Math.floor((at - ground.course.entry) / border) + 1) * border
          : next;
    if (found < next) next = found;
  }
  return next;
}

/** Where in its list of blocks a charge is. */
interface Position {
  counted: number;
  number: number;
}

function blockAt(band: CompiledBand, position: Position): CompiledBlock | null {
  for (const block of band.blocks)
    if (band.byNumber ? position.number < block.ordinal_upto : position.counted < block.upto) return block;
  return null;
}

function capChange(ground: Ground, at: Instant, known: CapStretch): Instant {
  if (at >= known.from && at < known.until) return known.until;
  let next = Number.POSITIVE_INFINITY;
  for (const cap of ground.caps) {
    const change = cap.change(at, ground.course.entry);
    if (change < next) next = change;
  }
  known.from = at;
  known.until = next;
  return next;
}

interface Run {
  readonly n: number;
  /** Length of one block; Infinity for one that ends with the stay. */
  readonly length: number;
}

/** How many blocks of one kind begin before anything changes. */
function runOf(ground: Ground, block: CompiledBlock, at: RunPlace): Run {
  const { from, place, limit, position, caps } = at;
  if (block.length === 'stay') return { n: 1, length: Number.POSITIVE_INFINITY };
  if (block.length === 'band') return { n: 1, length: place.end - from };
  if (block.length === 'day') return { n: 1, length: ground.zone.dayEnd(from, ground.day_starts_ms) - from };
  const { length } = block;
  const before = Math.min(limit, place.end, capChange(ground, from, caps));
  const started = Math.ceil((before - from) / length);
  const left = place.band.byNumber
    ? block.ordinal_upto - position.number
    : Math.ceil((block.upto - position.counted) / length);
  return { n: Math.min(started, left), length };
}

interface RunPlace {
  readonly from: Instant;
  readonly place: Place;
  /** A block that begins at or after this is not charged. */
  readonly limit: Instant;
  readonly position: Position;
  readonly caps: CapStretch;
}

/** What a charge makes of a stay. */
export function chargeBlocks(charge: BlocksCharge, ground: Ground, items: Item[]): void {
  const { course } = ground;
  const position: Position = { counted: 0, number: 0 };
  const caps: CapStretch = { from: 0, until: 0 };
  let at = course.start;
  let restart = nextBorder(ground, charge.restart_at, at);
  let cut = nextBorder(ground, charge.cut_at, at);
  let place: Place | null = null;
  while (at < course.close) {
    if (at >= restart) {
      position.counted = 0;
      position.number = 0;
      restart = nextBorder(ground, charge.restart_at, at);
    }
    if (at >= cut) cut = nextBorder(ground, charge.cut_at, at);
    if (place === null || at >= place.end) {
      if (place !== null && charge.atBand === 'restart') {
        position.counted = 0;
        position.number = 0;
      }
      place = placeAt(charge, course, at);
    }
    const hard = Math.min(course.close, restart, cut, charge.atBand === 'run' ? Number.POSITIVE_INFINITY : place.end);
    const block = place.stopped ? null : blockAt(place.band, position);
    if (block === null) {
      const to = Math.min(hard, place.end);
      if (!place.stopped) items.push(freeItem(charge, place, { from: at, to: Math.min(to, course.stop) }));
      at = to;
      continue;
    }
    const limit = hard - charge.grace_ms;
    if (at >= limit) {
      at = hard;
      continue;
    }
    const run = runOf(ground, block, { from: at, place, limit, position, caps });
    const ms = Math.min(run.n * run.length, Number.MAX_SAFE_INTEGER);
    const to = Math.min(hard, block.length === 'stay' ? hard : advance(charge, course, { from: at, ms }));
    items.push({
      charge: charge.name,
      rule: block.rule,
      from: at,
      to: Math.min(to, course.stop),
      quantity: run.n,
      amount: run.n * block.amount,
      left: run.n * block.amount,
      band: place.band,
      occurrence: place.end,
    });
    position.counted += to < hard ? ms : Math.min(ms, to - at);
    position.number += run.n;
    at = to;
  }
}

function freeItem(charge: BlocksCharge, place: Place, span: { from: Instant; to: Instant }): Item {
  return {
    charge: charge.name,
    rule: place.band.freeRule,
    from: span.from,
    to: span.to,
    quantity: 1,
    amount: 0,
    left: 0,
    band: place.band,
    occurrence: place.end,
  };
}

const dayLength = 86_400_000;

/** One item each time the wall clock passes a time of day. */
export function chargePassing(charge: PassingCharge, ground: Ground, items: Item[]): void {
  const { zone, course } = ground;
  // In a day that starts at that time, every end of such a day is a passing.
  for (let at = zone.dayEnd(course.start, charge.at_ms % dayLength); at < course.close; ) {
    items.push({
      charge: charge.name,
      rule: charge.name,
      from: at,
      to: at,
      quantity: 1,
      amount: charge.amount,
      left: charge.amount,
      band: null,
      occurrence: at,
    });
    at = zone.dayEnd(at, charge.at_ms % dayLength);
  }
}
