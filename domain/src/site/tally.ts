import type { BayReading } from '../kernel/index.ts';
import type { SiteContext } from './context.ts';
import type { Bay } from './model.ts';
import type { SiteState, ZoneState } from './state.ts';

/** Moves one bay between the tallies of its zone. */
export function tallyBay(zone: ZoneState, bay: Bay, change: { was: BayReading; is: BayReading }): void {
  if (change.was === change.is) return;
  add(zone, bay, { state: change.was, by: -1 });
  add(zone, bay, { state: change.is, by: 1 });
}

function add(zone: ZoneState, bay: Bay, step: { state: BayReading; by: number }): void {
  if (step.state === 'free') zone.free += step.by;
  if (step.state === 'occupied') {
    zone.occupied += step.by;
    if (bay.permit_only) zone.permit_occupied += step.by;
  }
}

/** Counts every zone's bays anew, for a site file in which bays have come, gone or moved. */
export function settleBays(context: SiteContext, state: SiteState): void {
  for (const zone of state.zones.values()) {
    zone.free = 0;
    zone.occupied = 0;
    zone.permit_occupied = 0;
  }
  for (const [id, seen] of state.bays) {
    const bay = context.bays.get(id);
    const zone = bay && state.zones.get(bay.zone);
    if (bay && zone) tallyBay(zone, bay, { was: 'unknown', is: seen.state });
  }
}
