import type { Instant } from '../kernel/index.ts';
import type { BlocksCharge, CompiledBand } from './compile.ts';
import type { Stay, Tariff } from './model.ts';

/** A stretch of a stay in one area. */
export interface Part {
  readonly to: Instant;
  readonly area: string;
  /** Its time is not counted. */
  readonly off: boolean;
}

/** The time of a stay that is charged for. */
export interface Course {
  readonly parts: readonly Part[];
  readonly anyOff: boolean;
  readonly entry: Instant;
  /** Where charging begins and ends: after free minutes, before minutes that a discount takes off. */
  readonly start: Instant;
  readonly stop: Instant;
  /** A block that starts before this is charged: the stop, or just past it with half-open boundaries. */
  readonly close: Instant;
}

const everywhere: readonly Part[] = [{ to: Number.POSITIVE_INFINITY, area: '', off: false }];

/** The parts of a stay in order, without holes. Null when its segments are not in order. */
export function partsOf(tariff: Tariff, stay: Stay): readonly Part[] | null {
  if (!stay.segments || stay.segments.length === 0) return everywhere;
  const parts: Part[] = [];
  let at = Number.NEGATIVE_INFINITY;
  for (const { area, from, to } of stay.segments) {
    if (!(from <= to) || from < at) return null;
    if (from > at) parts.push({ to: from, area: '', off: false });
    parts.push({ to, area, off: tariff.areas_off.includes(area) });
    at = to;
  }
  parts.push({ to: Number.POSITIVE_INFINITY, area: '', off: false });
  return parts;
}

function partAt(parts: readonly Part[], at: Instant): Part {
  for (const part of parts) if (at < part.to) return part;
  return { to: Number.POSITIVE_INFINITY, area: '', off: false };
}

/** The instant after so many counted ms. */
export function countedForward(parts: readonly Part[], from: Instant, ms: number): Instant {
  let [at, left] = [from, ms];
  while (left > 0) {
    const part = partAt(parts, at);
    const step = part.off ? 0 : Math.min(left, part.to - at);
    left -= step;
    at = part.off ? part.to : at + step;
  }
  return at;
}

export function countedLength(parts: readonly Part[], from: Instant, to: Instant): number {
  let [at, sum] = [from, 0];
  while (at < to) {
    const part = partAt(parts, at);
    const end = Math.min(part.to, to);
    if (!part.off) sum += end - at;
    at = end;
  }
  return sum;
}

/** What holds at an instant of a stay, and how long without a break. */
export interface Place {
  readonly band: CompiledBand;
  readonly stopped: boolean;
  readonly end: Instant;
}

export function placeAt(charge: BlocksCharge, course: Course, at: Instant): Place {
  let end = at;
  let band: CompiledBand | null = null;
  let off = false;
  do {
    const part = partAt(course.parts, end);
    const found = charge.schedule(part.area).at(end);
    const here = charge.bands[found.holder] ?? charge.otherwise;
    if (band === null) {
      band = here;
      off = part.off;
    } else if (off !== part.off || (here !== band && !off)) break;
    end = Math.min(off ? Number.POSITIVE_INFINITY : found.end, part.to);
  } while (end < course.close);
  return { band, stopped: off || band.stopped, end };
}

/** The instant after so many ms that this charge counts. */
export function advance(charge: BlocksCharge, course: Course, run: { from: Instant; ms: number }): Instant {
  if (!charge.stops && !course.anyOff) return run.from + run.ms;
  let at = run.from;
  let left = run.ms;
  while (left > 0 && at < course.close) {
    const place = placeAt(charge, course, at);
    if (place.stopped) at = place.end;
    else {
      const step = Math.min(left, place.end - at);
      left -= step;
      at += step;
    }
  }
  return at;
}
