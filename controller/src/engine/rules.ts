import type { Elapsed } from '@berth/domain/kernel';
import { decide, evolve, reportOccupancy, showLane, showZones } from '@berth/domain/site';
import { livenessOf } from './core/agents.ts';
import type { Showing } from './core/signs.ts';
import type { Core, Rules } from './core/step.ts';

/** The rules that the engine runs by. */
export const rules: Rules = { decide, evolve };

/** What signs and displays say now; a zone that nobody knows of shows a dash. */
export function showing({ context, state, lives }: Core, elapsed: Elapsed): Showing {
  const zones = showZones(context, state, reportOccupancy(context, state, livenessOf(lives, elapsed)));
  return {
    zone: (id) => zones.get(id) ?? { kind: 'stale' },
    lane: (id) => showLane(context, state, id),
  };
}
