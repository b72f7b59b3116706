import type { Id } from '@berth/domain/kernel';
import type { NetBay } from './network.ts';
import type { Routes } from './routes.ts';
import { routeCost } from './routes.ts';
import type { WorldSettings } from './settings.ts';

/** How many come and how long they stay, so that the site stays as full as it began. */
export interface Steady {
  /** Bays that can be left again: nobody parks in another. */
  readonly usable: ReadonlySet<Id>;
  readonly arrivals_per_hour: number;
  /** The settings' mean, or longer where the lanes could not let so many in. */
  readonly mean_stay_s: number;
}

/** An entry lane gives a card to this many cars an hour without a queue that grows. */
const entriesPerHour = 150;

export function steadyState(routes: Routes, settings: WorldSettings): Steady {
  const { network } = routes;
  const usable = new Set([...network.bays.values()].filter((bay) => leadsOut(routes, bay)).map(({ bay }) => bay.id));
  const taken = settings.first_full * usable.size;
  const most = entriesPerHour * Math.max(1, network.entries.length);
  const arrivals_per_hour = Math.min((3600 * taken) / settings.mean_stay_s, most);
  const mean_stay_s = Math.max(settings.mean_stay_s, (3600 * taken) / most);
  return { usable, arrivals_per_hour, mean_stay_s };
}

function leadsOut(routes: Routes, bay: NetBay): boolean {
  return routes.network.exits.some((stand) => {
    const here = stand.aisle === bay.aisle && bay.door_m < stand.at_m;
    return here || Number.isFinite(routeCost(routes, bay.aisle, stand.aisle));
  });
}
