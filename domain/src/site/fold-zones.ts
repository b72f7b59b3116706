import type { Id } from '../kernel/index.ts';
import type { Fold, Folds } from './evolve.ts';
import type { ZoneState } from './state.ts';
import { tallyBay } from './tally.ts';

type ZoneKinds = 'bay-changed' | 'car-moved' | 'full-changed' | 'count-corrected' | 'inventory-taken';

export const zoneFolds: Folds<ZoneKinds> = {
  'bay-changed': ({ context, state, recorded }, event) => {
    const was = state.bays.get(event.bay)?.state ?? 'unknown';
    const since = recorded.seen_at ?? recorded.at;
    state.bays.set(event.bay, { state: event.state, since, distance_m: event.distance_m });
    const bay = context.bays.get(event.bay);
    const zone = bay && state.zones.get(bay.zone);
    if (bay && zone) tallyBay(zone, bay, { was, is: event.state });
  },
  'car-moved': (fold, event) => {
    if (event.from_zone === event.to_zone) return;
    moveCount(fold, zoneOf(fold, event.from_zone), { by: event.by, cars: -1 });
    moveCount(fold, zoneOf(fold, event.to_zone), { by: event.by, cars: 1 });
  },
  'full-changed': ({ state }, event) => {
    const key = `${event.scope}/${event.id}`;
    if (event.full) state.full.add(key);
    else state.full.delete(key);
  },
  'count-corrected': (fold, event) => correct(fold, event.zone, event.occupied - event.was),
  'inventory-taken': (fold, event) => {
    for (const counted of event.zones) correct(fold, counted.zone, counted.occupied - counted.was);
    fold.state.inventory_at = fold.recorded.at;
  },
};

function zoneOf({ state }: Fold, id: Id | null): ZoneState | undefined {
  return id === null ? undefined : state.zones.get(id);
}

function moveCount({ recorded }: Fold, zone: ZoneState | undefined, move: { by: Id; cars: number }): void {
  if (!zone) return;
  zone.kept += move.cars;
  zone.last_by = move.by;
  zone.changed_at = recorded.at;
}

/** By the difference, so that facts folded in between keep their part. */
function correct(fold: Fold, id: Id, difference: number): void {
  const zone = zoneOf(fold, id);
  if (!zone) return;
  zone.kept += difference;
  zone.known = true;
  zone.changed_at = fold.recorded.at;
}
