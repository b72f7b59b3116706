import type { Id } from '@berth/domain/kernel';
import type { World } from './world.ts';

/** What is really so; the suite is held against it. */
export interface Truth {
  /** Cars that are neither parked nor gone. */
  readonly moving: number;
  readonly zones: readonly { readonly id: Id; readonly cars: number; readonly parked: number }[];
  readonly stays: { readonly completed: number };
  /** How often an arm came down on a car. */
  readonly hits: number;
  readonly turned_away: number;
  readonly backed_out: number;
  readonly waiting_at_kerb: number;
  readonly hold: boolean;
  readonly time_ms: number;
}

export function takeTruth(world: World): Truth {
  const { state, physical } = world;
  const counts = new Map(world.network.site.zones.map((zone) => [zone.id, { cars: 0, parked: 0 }]));
  for (const car of state.cars.values()) {
    const count = car.zone === null ? undefined : counts.get(car.zone);
    if (!count) continue;
    count.cars++;
    if (car.state.kind === 'parked') count.parked++;
  }
  return {
    moving: world.movers.size,
    zones: [...counts].map(([id, count]) => ({ id, ...count })),
    stays: { completed: state.counts.completed },
    hits: [...physical.barriers.values()].reduce((sum, barrier) => sum + barrier.hits, 0),
    turned_away: state.counts.turned_away,
    backed_out: state.counts.backed_out,
    waiting_at_kerb: state.kerb.length,
    hold: state.hold,
    time_ms: physical.time_ms,
  };
}
