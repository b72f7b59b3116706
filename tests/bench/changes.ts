import type { Id, Observation } from '@berth/domain/kernel';
import type { Site } from '@berth/domain/site';
import { baysOf } from './rig.ts';

/** The next observations of an agent: its bays in turn, each of them a change. */
export type Changes = (agent: Id, count: number) => Observation[];

export function changesOf(site: Site): Changes {
  const bays = new Map(site.gateways.map(({ id }) => [id, baysOf(site, id)]));
  const places = new Map<Id, number>();
  return (agent, count) => {
    const own = bays.get(agent) ?? [];
    const first = places.get(agent) ?? 0;
    places.set(agent, first + count);
    return Array.from({ length: count }, (_, index): Observation => {
      const place = first + index;
      const isFree = Math.floor(place / own.length) % 2 === 1;
      const bay = own[place % own.length] ?? '';
      return { kind: 'bay', bay, state: isFree ? 'free' : 'occupied', distance_m: isFree ? 2.41 : 0.83 };
    });
  };
}
