import type { HeartbeatMessage } from '@berth/contract';
import type { Id } from '@berth/domain/kernel';
import type { ReadState } from './health.ts';
import type { BusError } from './port.ts';

export type BusReport = HeartbeatMessage['buses'][number];

const samplesKept = 1024;

export interface Measures {
  polls: number;
  writes: number;
  readonly errors: Record<BusError, number>;
  /** How late fast reads started, the latest first overwritten. */
  readonly late_ms: Float64Array;
  late_count: number;
}

export function createMeasures(): Measures {
  const errors = { timeout: 0, crc: 0, exception: 0, 'short-frame': 0, 'wrong-unit': 0, garbage: 0, closed: 0 };
  return { polls: 0, writes: 0, errors, late_ms: new Float64Array(samplesKept), late_count: 0 };
}

export function noteLateness(measures: Measures, late_ms: number): void {
  measures.late_ms[measures.late_count % samplesKept] = late_ms;
  measures.late_count += 1;
}

function lateness99(measures: Measures): number {
  const known = measures.late_ms.slice(0, Math.min(samplesKept, measures.late_count)).sort();
  return known.length === 0 ? 0 : Math.max(0, known[Math.ceil(known.length * 0.99) - 1] ?? 0);
}

/** `cycle_ms` is the longest time that any live read of the line last took to come round. */
export function reportOf(bus: Id, measures: Measures, line: { reads: readonly ReadState[]; dead: Id[] }): BusReport {
  const cycles = line.reads.filter((state) => state.retry_at === null).map((state) => state.cycle_ms ?? 0);
  const { errors } = measures;
  return {
    bus,
    cycle_ms: round(Math.max(0, ...cycles)),
    jitter_p99_ms: round(lateness99(measures)),
    polls: measures.polls,
    crc_errors: errors.crc,
    exceptions: errors.exception,
    short_frames: errors['short-frame'],
    wrong_units: errors['wrong-unit'],
    timeouts: errors.timeout,
    garbage: errors.garbage,
    dead: line.dead,
  };
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}
