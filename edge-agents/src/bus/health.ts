import type { PlannedRead } from '@berth/contract';
import { fastPeriodMs, slowPeriodMs } from '@berth/contract';
import type { Elapsed, FaultCode, Id } from '@berth/domain/kernel';
import type { BusError } from './port.ts';

/** So many failures of one kind in a row make a fault. One alone is noise on a line. */
export const failuresToFault = 3;
const firstRetryMs = 500;
const longestRetryMs = 10_000;

/** What is known of one read of the plan, or of the writes to one device. */
export interface Health {
  readonly device: Id;
  /** Failures of the same kind in a row. */
  streak: number;
  error: BusError | null;
  fault: FaultCode | null;
  /** Not asked again before this, and then as a probe; null while it is polled as planned. */
  retry_at: Elapsed | null;
}

export interface ReadState extends Health {
  readonly read: PlannedRead;
  due_at: Elapsed;
  started_at: Elapsed | null;
  /** From its last start but one to its last. */
  cycle_ms: number | null;
}

export function createReadState(read: PlannedRead, now: Elapsed): ReadState {
  return { ...createHealth(read.device), read, due_at: now, started_at: null, cycle_ms: null };
}

export function createHealth(device: Id): Health {
  return { device, streak: 0, error: null, fault: null, retry_at: null };
}

const faultOf: Readonly<Record<BusError, FaultCode>> = {
  timeout: 'device-silent',
  crc: 'device-crc',
  exception: 'device-exception',
  'short-frame': 'device-garbage',
  'wrong-unit': 'device-wrong-unit',
  garbage: 'device-garbage',
  closed: 'device-silent',
};

/**
 * After the second timeout in a row it is asked less and less often, because everybody else on the
 * line waits for each of its timeouts. Other failures answer at once, and cost the line nothing.
 */
export function noteFailure(health: Health, error: BusError, now: Elapsed): void {
  health.streak = health.error === error ? health.streak + 1 : 1;
  health.error = error;
  if (health.streak >= failuresToFault) health.fault = faultOf[error];
  if (error !== 'timeout') health.retry_at = null;
  else if (health.streak >= 2)
    health.retry_at = now + Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(10, health.streak - 2));
}

export function noteSuccess(health: Health): void {
  health.streak = 0;
  health.error = null;
  health.fault = null;
  health.retry_at = null;
}

/** Notes a start, and gives by how much it was late (milliseconds). */
export function noteStart(state: ReadState, now: Elapsed): number {
  const period = state.read.poll === 'fast' ? fastPeriodMs : slowPeriodMs;
  const late = now - state.due_at;
  state.cycle_ms = state.started_at === null || state.retry_at !== null ? null : now - state.started_at;
  state.started_at = now;
  state.due_at = late < period ? state.due_at + period : now + period;
  return late;
}
