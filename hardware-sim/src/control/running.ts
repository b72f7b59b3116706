import type { Simulation } from '../traffic/simulation.ts';
import { stepSimulation } from '../traffic/simulation.ts';
import { step_ms } from '../world/settings.ts';

export interface RunningParts {
  readonly simulation: Simulation;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** The world stands still until this is true. */
  readonly mayBegin: () => boolean;
  readonly afterSteps: (now: number) => void;
}

/**
 * Between two steps the devices must be able to answer: a world that leaps would run past loops that are
 * read every 50 ms. On a busy machine it falls behind the clock instead.
 */
const mostStepsAtOnce = 2;

/** Runs the world at the pace of the clock; a machine that was busy for long does not make cars jump. */
export function runInRealTime(parts: RunningParts): () => void {
  let done: number | null = null;
  const timer = setInterval(() => {
    const now = parts.now();
    if (done === null) {
      if (!parts.mayBegin()) return;
      done = now;
    }
    const due = Math.floor((now - done) / step_ms);
    const steps = Math.min(due, mostStepsAtOnce);
    for (let step = 0; step < steps; step++) stepSimulation(parts.simulation);
    done += due * step_ms;
    if (steps > 0) parts.afterSteps(now);
  }, step_ms / 2);
  return () => clearInterval(timer);
}
