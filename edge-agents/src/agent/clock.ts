import { performance } from 'node:perf_hooks';
import type { Now } from '@berth/domain/kernel';

/** Port: both clocks of the machine, and waiting by the monotonic one. */
export interface Clock {
  now(): Now;
  /** Runs once after so many milliseconds unless the returned function is called before. */
  after(milliseconds: number, run: () => void): () => void;
}

export const machineClock: Clock = {
  now: () => ({ instant: Date.now(), elapsed: performance.now() }),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
};
