import type { FaultCode } from '@berth/domain/kernel';
import type { EngineInput } from './core/step.ts';

/** Turns what holds now into raised and cleared faults: each change is told once. */
export interface OwnFaults {
  set(code: FaultCode, holds: boolean, detail?: string): void;
  held(): ReadonlySet<FaultCode>;
}

/** `before` are the faults that the engine before left raised: they are cleared unless they hold again. */
export function makeOwnFaults(before: Iterable<FaultCode>, enqueue: (input: EngineInput) => void): OwnFaults {
  const held = new Set<FaultCode>(before);
  return {
    set: (code, holds, detail) => {
      if (held.has(code) === holds) return;
      if (holds) held.add(code);
      else held.delete(code);
      enqueue({ kind: 'own-fault', code, raised: holds, detail: detail ?? null });
    },
    held: () => held,
  };
}
