import type { Now } from '@berth/domain/kernel';
import { ageImage, type ProcessImage, takeChanges } from '../image/image.ts';
import type { Agent } from './agent.ts';
import type { Clock } from './clock.ts';
import type { AgentInput, AgentOutput } from './exchange.ts';
import { stepAgent } from './step.ts';

/** A scan comes at once after news, and at the latest after this: time limits are kept this well. */
const longestPauseMs = 20;
const ageEveryMs = 50;

export interface ScannerParts {
  readonly agent: Agent;
  readonly image: ProcessImage;
  readonly clock: Clock;
  readonly perform: (outputs: readonly AgentOutput[], now: Now) => void;
}

export interface Scanner {
  hear(input: AgentInput): void;
  /** A device answered. */
  answered(changed: boolean): void;
  stop(): void;
}

export function startScanner({ agent, image, clock, perform }: ScannerParts): Scanner {
  const inputs: AgentInput[] = [];
  let soon: NodeJS.Immediate | null = null;
  let agedAt = Number.NEGATIVE_INFINITY;
  let stopped = false;
  let cancel = () => {};

  function scan(): void {
    soon = null;
    if (stopped) return;
    const now = clock.now();
    if (now.elapsed - agedAt >= ageEveryMs) {
      agedAt = now.elapsed;
      ageImage(image, now.elapsed);
    }
    perform(stepAgent(agent, { now, image, changed: takeChanges(image), inputs: inputs.splice(0) }), now);
  }
  function scanSoon(): void {
    soon ??= setImmediate(scan);
  }
  function tick(): void {
    scan();
    cancel = clock.after(longestPauseMs, tick);
  }

  cancel = clock.after(0, tick);
  return {
    hear(input) {
      inputs.push(input);
      scanSoon();
    },
    answered(changed) {
      if (changed || agent.bays.running.size > 0) scanSoon();
    },
    stop() {
      stopped = true;
      cancel();
      if (soon) clearImmediate(soon);
    },
  };
}
