import type { Elapsed } from '@berth/domain/kernel';

/** The elapsed clock and its one timer. */
export interface Clock {
  elapsed(): Elapsed;
  /** Calls once, not before `until`; the returned function forgets it. */
  wakeAt(until: Elapsed, wake: () => void): () => void;
}

export const systemClock: Clock = {
  elapsed: () => performance.now(),
  wakeAt(until, wake) {
    const timer = setTimeout(wake, Math.max(0, Math.ceil(until - performance.now())));
    return () => clearTimeout(timer);
  },
};
