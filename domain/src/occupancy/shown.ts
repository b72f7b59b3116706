import type { LaneMode } from '../kernel/index.ts';
import type { Occupancy, ZoneShown } from './model.ts';

/** What a sign may say of a zone: closed before stale, stale before any number, FULL before a number. */
export function zoneShown(occupancy: Occupancy, now: { readonly full: boolean; readonly closed: boolean }): ZoneShown {
  if (now.closed) return { kind: 'closed' };
  if (occupancy.trust === 'stale' || occupancy.free_temporary === null) return { kind: 'stale' };
  if (now.full || occupancy.free_temporary === 0) return { kind: 'full' };
  return { kind: 'free', free: occupancy.free_temporary };
}

/** What a lane's display says to those who come. `unknown` while its agent has not spoken. */
export type LaneShown = 'open' | 'full' | 'closed' | 'fire' | 'unknown';

export function laneShown(mode: LaneMode | null, fire: boolean, entering: boolean): LaneShown {
  if (fire && entering) return 'fire';
  if (mode === null) return 'unknown';
  return mode === 'closed-to-all' ? 'closed' : mode;
}
