import type { Elapsed, FaultCode, LaneDirection } from '../kernel/index.ts';

/** The two loops of a border as they are read; null when unknown. A is met first going forward. */
export interface PairReading {
  readonly a: boolean | null;
  readonly b: boolean | null;
}

export type BorderFault = Extract<FaultCode, 'loop-pair-disorder' | 'loop-stuck'>;

export type BorderEvent =
  | { readonly kind: 'crossed'; readonly direction: LaneDirection }
  | { readonly kind: 'fault-raised'; readonly code: BorderFault }
  | { readonly kind: 'fault-cleared'; readonly code: BorderFault };

export interface BorderStep {
  readonly memory: BorderMemory;
  readonly events: readonly BorderEvent[];
}

/**
 * Around the circle none, A, both, B, none: going forward each edge is one step up, going backward one
 * step down. `steps` counts from the last time the pair was free.
 */
export interface BorderMemory {
  /** The detector holds an edge until it is read, so that a car is never missed, only its first edge. */
  readonly latched: boolean;
  /** Null before the first reading, and while a loop is unknown. */
  readonly place: Place | null;
  readonly steps: number;
  /** The order of edges is lost until the pair is free. */
  readonly lost: boolean;
  /** A latched pair whose first two edges came in one read: only the order of release tells. */
  readonly leapt: boolean;
  readonly both_since: Elapsed;
  /** How long the car now on the pair stood on both loops, once it has left the first. */
  readonly both_ms: number;
  /** How often each loop was released while the other was held without a break. */
  readonly releases: { readonly a: number; readonly b: number };
  readonly faults: readonly BorderFault[];
}

/** Places on the circle: none 0, A 1, both 2, B 3. */
type Place = 0 | 1 | 2 | 3;

/** A loop that sees nobody go while its neighbour is left this often is stuck. */
const stuckAfterReleases = 3;

export function makeBorder(latched: boolean): BorderMemory {
  return {
    latched,
    place: null,
    steps: 0,
    lost: false,
    leapt: false,
    both_since: 0,
    both_ms: 0,
    releases: { a: 0, b: 0 },
    faults: [],
  };
}

/** One scan of one pair. Null when nothing changed. */
export function stepBorder(memory: BorderMemory, pair: PairReading, now: Elapsed): BorderStep | null {
  const place = placeOf(pair);
  if (place === memory.place) return null;
  if (place === null) return { memory: { ...memory, place: null, steps: 0, lost: true, leapt: false }, events: [] };
  if (memory.place === null) return { memory: begin(memory, place, now), events: [] };
  return judgeStuck(memory, move(memory, place, now));
}

function placeOf(pair: PairReading): Place | null {
  if (pair.a === null || pair.b === null) return null;
  if (pair.a) return pair.b ? 2 : 1;
  return pair.b ? 3 : 0;
}

/** What stands there at the start: on one loop a car may still cross; on both nobody knows where it came from. */
function begin(memory: BorderMemory, place: Place, now: Elapsed): BorderMemory {
  const steps = place === 1 ? 1 : place === 3 ? -1 : 0;
  const lost = place === 2 || (memory.lost && place !== 0);
  return { ...memory, place, steps: lost ? 0 : steps, lost, leapt: false, both_since: now, both_ms: 0 };
}

function move(memory: BorderMemory, place: Place, now: Elapsed): BorderStep {
  if (memory.lost) {
    return { memory: { ...memory, place, steps: 0, lost: place !== 0, both_since: now, both_ms: 0 }, events: [] };
  }
  const from = memory.place ?? 0;
  const turn = (place - from + 4) % 4;
  if (turn === 2) return leap(memory, place, now);
  const steps = memory.steps + (turn === 1 ? 1 : -1);
  if (memory.leapt) return leaveLeapt(memory, place, now);
  if (place === 0) return leave(memory, steps);
  if (place === 2) return { memory: { ...memory, place, steps, both_since: now }, events: [] };
  return from === 2 ? leaveBoth({ ...memory, steps }, place, now) : { memory: { ...memory, place, steps }, events: [] };
}

function leave(memory: BorderMemory, steps: number): BorderStep {
  const free: BorderMemory = { ...memory, place: 0, steps: 0, leapt: false, both_ms: 0 };
  if (steps !== 4 && steps !== -4) return { memory: free, events: [] };
  return cross(free, steps === 4 ? 'forward' : 'backward');
}

/**
 * From both loops to one. Behind a car that had left the first loop already, the first loop may be held
 * by the next car, nose to tail: then both are held only while the first car's tail goes the last
 * metre. A car that reverses holds both for its whole length again. Half the time of the first car
 * on both loops tells them apart; where it does not, the car is taken to reverse.
 */
function leaveBoth(memory: BorderMemory, place: Place, now: Elapsed): BorderStep {
  const both_ms = now - memory.both_since;
  const far = Math.abs(memory.steps) === 3;
  if (far) return { memory: { ...memory, place, both_ms: Math.max(both_ms, memory.both_ms) }, events: [] };
  const second = memory.both_ms > 0;
  const noseToTail = second && both_ms * 2 <= memory.both_ms;
  const next: BorderMemory = { ...memory, place, both_ms: 0 };
  if (!noseToTail) return { memory: next, events: [] };
  return cross(next, memory.steps > 0 ? 'forward' : 'backward');
}

/** Two edges in one read. A latched pair that was free keeps the car in mind; else the order is lost. */
function leap(memory: BorderMemory, place: Place, now: Elapsed): BorderStep {
  if (memory.latched && memory.place === 0 && place === 2) {
    return { memory: { ...memory, place, steps: 0, leapt: true, both_since: now }, events: [] };
  }
  const lost: BorderMemory = { ...memory, place, steps: 0, leapt: false, lost: place !== 0, both_ms: 0 };
  return raise(lost, 'loop-pair-disorder');
}

/** After a leap onto both: leaving A first is forward, leaving B first backward, and then free. */
function leaveLeapt(memory: BorderMemory, place: Place, now: Elapsed): BorderStep {
  if (place === 2) return { memory: { ...memory, place, steps: 0, leapt: true, both_since: now }, events: [] };
  if (place !== 0) return { memory: { ...memory, place, steps: place === 3 ? 3 : -3, leapt: true }, events: [] };
  return leave(memory, memory.steps > 0 ? 4 : -4);
}

function cross(memory: BorderMemory, direction: LaneDirection): BorderStep {
  const crossed: BorderEvent = { kind: 'crossed', direction };
  if (!memory.faults.includes('loop-pair-disorder')) return { memory, events: [crossed] };
  const faults = memory.faults.filter((code) => code !== 'loop-pair-disorder');
  return { memory: { ...memory, faults }, events: [crossed, { kind: 'fault-cleared', code: 'loop-pair-disorder' }] };
}

function raise(memory: BorderMemory, code: BorderFault): BorderStep {
  if (memory.faults.includes(code)) return { memory, events: [] };
  return { memory: { ...memory, faults: [...memory.faults, code] }, events: [{ kind: 'fault-raised', code }] };
}

function judgeStuck(former: BorderMemory, step: BorderStep): BorderStep {
  const was = former.place ?? 0;
  const is = step.memory.place ?? 0;
  const holds = { a: is === 1 || is === 2, b: is === 2 || is === 3 };
  const leaves = { a: (was === 1 || was === 2) && !holds.a, b: (was === 2 || was === 3) && !holds.b };
  if (!leaves.a && !leaves.b) return step;
  const releases = {
    a: holds.b ? former.releases.a + (leaves.a ? 1 : 0) : 0,
    b: holds.a ? former.releases.b + (leaves.b ? 1 : 0) : 0,
  };
  const memory: BorderMemory = { ...step.memory, releases };
  if (releases.a >= stuckAfterReleases || releases.b >= stuckAfterReleases) {
    const raised = raise(memory, 'loop-stuck');
    return { memory: raised.memory, events: [...step.events, ...raised.events] };
  }
  if (!memory.faults.includes('loop-stuck') || holds.a || holds.b) return { memory, events: step.events };
  const faults = memory.faults.filter((code) => code !== 'loop-stuck');
  return { memory: { ...memory, faults }, events: [...step.events, { kind: 'fault-cleared', code: 'loop-stuck' }] };
}
