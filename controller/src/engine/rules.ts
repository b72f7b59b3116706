import type { Elapsed } from '@berth/domain/kernel';
import { laneShown } from '@berth/domain/occupancy';
import { decide, evolve } from '@berth/domain/site';
import type { Showing } from './core/signs.ts';
import type { Core, Rules } from './core/step.ts';

/** The rules that the engine runs by. */
export const rules: Rules = { decide, evolve };

export function showing(core: Core, _elapsed: Elapsed): Showing {
  const { state, context } = core;
  return {
    zone: () => ({ kind: 'stale' }),
    lane: (id) => {
      const kind = context.lanes.get(id)?.kind;
      return laneShown(state.lanes.get(id)?.mode ?? null, state.fire.size > 0, kind !== 'exit');
    },
  };
}
