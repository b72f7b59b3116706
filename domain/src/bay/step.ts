import type { BayReading, Elapsed, FaultCode } from '../kernel/index.ts';

/** How a sensor's readings become a bay's state. One object serves every bay of a kind of sensor. */
export interface BayRules {
  readonly debounce_ms: number;
  /** No change for this long, and the sensor is reported as stuck; the bay keeps its state. */
  readonly stuck_ms: number;
  /** Nearer than this is a car. Between the two the bay stays as it was. */
  readonly occupied_below_m: number;
  readonly free_above_m: number;
  /** Outside these the sensor is wrong. */
  readonly nearest_m: number;
  readonly farthest_m: number;
}

/**
 * A sensor at the ceiling of a garage level (2.2 to 3 m) sees the floor from 2 m on, and a roof
 * (1.3 to 1.9 m high) nearer than 1.6 m. Under 0.15 m ultrasonic sensors are blind.
 */
export const defaultBayRules: BayRules = {
  debounce_ms: 1500,
  stuck_ms: 72 * 3_600_000,
  occupied_below_m: 1.6,
  free_above_m: 1.8,
  nearest_m: 0.15,
  farthest_m: 6,
};

/** What the process image has of a sensor. `silent` once its reading is older than the profile allows. */
export type SensorReading =
  | { readonly kind: 'distance'; readonly distance_m: number }
  | { readonly kind: 'occupied'; readonly occupied: boolean }
  | { readonly kind: 'faulty' }
  | { readonly kind: 'out-of-range' }
  | { readonly kind: 'silent' };

export type BayFault = Extract<FaultCode, 'bay-sensor-stuck' | 'bay-sensor-range' | 'bay-sensor-silent'>;

export interface BayMemory {
  readonly rules: BayRules;
  readonly state: BayReading;
  readonly since: Elapsed;
  /** What the sensor says now, and since when, if that is not the state yet. */
  readonly candidate: BayReading;
  readonly candidate_since: Elapsed;
  readonly fault: BayFault | null;
}

/** What changed; a field that is null did not. */
export interface BayStep {
  readonly memory: BayMemory;
  readonly state: BayReading | null;
  readonly raised: BayFault | null;
  readonly cleared: BayFault | null;
}

export function makeBay(rules: BayRules, now: Elapsed): BayMemory {
  return { rules, state: 'unknown', since: now, candidate: 'unknown', candidate_since: now, fault: null };
}

/** One scan of one bay. Null when nothing changed, so that ten thousand quiet bays cost nothing. */
export function stepBay(memory: BayMemory, reading: SensorReading, now: Elapsed): BayStep | null {
  const seen = judge(memory, reading);
  if (seen !== memory.candidate) {
    const watched: BayMemory = { ...memory, candidate: seen, candidate_since: now };
    return settle(watched, reading, now) ?? { memory: watched, state: null, raised: null, cleared: null };
  }
  return settle(memory, reading, now);
}

function settle(memory: BayMemory, reading: SensorReading, now: Elapsed): BayStep | null {
  const lasts = reading.kind === 'silent' || now - memory.candidate_since >= memory.rules.debounce_ms;
  const state = lasts && memory.candidate !== memory.state ? memory.candidate : null;
  const since = state === null ? memory.since : now;
  const settled = state ?? memory.state;
  const fault = lasts ? faultOf(settled, reading, now - since >= memory.rules.stuck_ms) : memory.fault;
  if (state === null && fault === memory.fault) return null;
  return {
    memory: { ...memory, state: settled, since, fault },
    state,
    raised: fault === memory.fault ? null : fault,
    cleared: fault === memory.fault ? null : memory.fault,
  };
}

function judge(memory: BayMemory, reading: SensorReading): BayReading {
  if (reading.kind === 'occupied') return reading.occupied ? 'occupied' : 'free';
  if (reading.kind !== 'distance') return 'unknown';
  const { rules } = memory;
  if (!inRange(rules, reading.distance_m)) return 'unknown';
  if (reading.distance_m < rules.occupied_below_m) return 'occupied';
  if (reading.distance_m > rules.free_above_m) return 'free';
  if (memory.candidate !== 'unknown') return memory.candidate;
  return reading.distance_m * 2 < rules.occupied_below_m + rules.free_above_m ? 'occupied' : 'free';
}

function inRange(rules: BayRules, distance_m: number): boolean {
  return distance_m >= rules.nearest_m && distance_m <= rules.farthest_m;
}

function faultOf(state: BayReading, reading: SensorReading, stuck: boolean): BayFault | null {
  if (reading.kind === 'silent') return 'bay-sensor-silent';
  if (state === 'unknown') return 'bay-sensor-range';
  return stuck ? 'bay-sensor-stuck' : null;
}
