import type { Occupancy, SourceCount, Trust } from './model.ts';

/** What is known of one zone, before it is judged. */
export interface ZoneEvidence {
  readonly capacity: number;
  readonly kept_for_permits: number;
  readonly loops: {
    /** Signed, never clamped; null before an inventory or a correction said how many cars there are. */
    readonly kept: number | null;
    /** Of the agent at its edge that was heard longest ago; null when one was never heard. */
    readonly age_ms: number | null;
    /** A loop of its edge is silent or broken: cars may pass uncounted. */
    readonly blind: boolean;
    /** Its count is in some doubt. */
    readonly doubtful: boolean;
  };
  readonly bays: {
    readonly bays: number;
    readonly sensors: number;
    readonly free: number;
    readonly occupied: number;
    readonly permit_occupied: number;
    readonly age_ms: number | null;
  };
  readonly stale_after_ms: number;
}

/**
 * Cars inside the border, by the loops while they can be trusted; else by the bays, if every bay has a
 * sensor that speaks (cars on the move are missed then); else unknown.
 */
export function zoneOccupancy(evidence: ZoneEvidence): Occupancy {
  const { capacity, loops, bays } = evidence;
  const loopsFresh = loops.kept !== null && !loops.blind && isFresh(loops.age_ms, evidence.stale_after_ms);
  const baysFresh = bays.sensors > 0 && isFresh(bays.age_ms, evidence.stale_after_ms);
  const baysWhole = baysFresh && bays.bays === bays.free + bays.occupied;
  const occupied = loopsFresh ? loops.kept : baysWhole ? bays.occupied : null;
  const shown = occupied === null ? null : hold(occupied, capacity);
  const trust: Trust = shown === null ? 'stale' : loopsFresh && !loops.doubtful ? 'good' : 'degraded';
  const sources = {
    loops: { occupied: loops.kept, age_ms: loops.age_ms },
    bays: {
      occupied: bays.free + bays.occupied > 0 ? bays.occupied : null,
      age_ms: bays.sensors > 0 ? bays.age_ms : null,
    },
  };
  return {
    capacity,
    free: shown === null ? null : capacity - shown,
    free_temporary: shown === null ? null : freeTemporary(evidence, shown, baysFresh ? bays.permit_occupied : 0),
    occupied: shown,
    age_ms: loopsFresh || !baysWhole ? loops.age_ms : bays.age_ms,
    trust,
    sources,
  };
}

/** Bays kept for permits are no use to a temporary driver; cars seen standing in them take nothing from the rest. */
function freeTemporary(evidence: ZoneEvidence, occupied: number, permitOccupied: number): number {
  const usable = Math.max(0, evidence.capacity - evidence.kept_for_permits);
  const inPermitBays = Math.min(permitOccupied, evidence.kept_for_permits);
  return hold(usable - Math.max(0, occupied - inPermitBays), usable);
}

/** Shown numbers stay between 0 and what there is. */
function hold(count: number, capacity: number): number {
  return Math.max(0, Math.min(capacity, count));
}

function isFresh(age_ms: number | null, stale_after_ms: number): boolean {
  return age_ms !== null && age_ms <= stale_after_ms;
}

const worst: readonly Trust[] = ['good', 'degraded', 'stale'];

/** A level, an area or the site: unknown as soon as one of its zones is. */
export function sumOccupancy(parts: readonly Occupancy[]): Occupancy {
  const source = (kind: 'loops' | 'bays'): SourceCount => ({
    occupied: sum(parts.map((part) => part.sources[kind].occupied)),
    age_ms: oldest(parts.map((part) => part.sources[kind].age_ms)),
  });
  return {
    capacity: parts.reduce((total, part) => total + part.capacity, 0),
    free: sum(parts.map((part) => part.free)),
    free_temporary: sum(parts.map((part) => part.free_temporary)),
    occupied: sum(parts.map((part) => part.occupied)),
    age_ms: oldest(parts.map((part) => part.age_ms)),
    trust: worst[Math.max(0, ...parts.map((part) => worst.indexOf(part.trust)))] ?? 'stale',
    sources: { loops: source('loops'), bays: source('bays') },
  };
}

function sum(numbers: readonly (number | null)[]): number | null {
  return numbers.reduce((total, one) => (total === null || one === null ? null : total + one), 0 as number | null);
}

function oldest(ages: readonly (number | null)[]): number | null {
  return ages.reduce((age, one) => (age === null || one === null ? null : Math.max(age, one)), 0 as number | null);
}

/** Cars that may be between two bays, so that a kept count a little over capacity is no fault yet. */
export function movingSlack(capacity: number): number {
  return Math.max(3, Math.ceil(capacity * 0.05));
}

export function isOutOfRange(kept: number, capacity: number): boolean {
  return kept < 0 || kept > capacity + movingSlack(capacity);
}

/**
 * FULL begins when no more than `full_at` are left and ends when `full_until` are free again; what is
 * unknown changes nothing.
 */
export function stepFull(full: boolean, free: number | null, rules: { full_at: number; full_until: number }): boolean {
  if (free === null) return full;
  return full ? free < Math.max(rules.full_until, rules.full_at + 1) : free <= rules.full_at;
}
