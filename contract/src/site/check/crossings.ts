import type { Aisle, Lane } from '@berth/domain/site';
import type { Noun } from '../expand/draft.ts';
import { type CheckContext, trouble } from './context.ts';
import type { Trouble } from './finding.ts';

/** A border or a lane: where a car on an aisle goes from one zone to another and is counted. */
interface Crossing {
  readonly noun: Noun & ('border' | 'lane');
  readonly id: string;
  readonly at_m: number;
  readonly from: string | null;
  readonly to: string | null;
}

export type Crossings = ReadonlyMap<string, readonly Crossing[]>;

/** The crossings of each aisle, in driving order. */
export function crossingsOf({ site, aisles }: CheckContext): Crossings {
  const crossings = new Map<string, Crossing[]>();
  const zones = new Set(site.zones.map((zone) => zone.id));
  // A zone that is not there is reported as such; here the aisle's own stands for it.
  const known = (zone: string | null, aisle: string): string | null =>
    zone === null || zones.has(zone) ? zone : (aisles.get(aisle)?.zone ?? null);
  const add = (aisle: string, crossing: Crossing): void => {
    crossings.set(
      aisle,
      [...(crossings.get(aisle) ?? []), crossing].sort((a, b) => a.at_m - b.at_m),
    );
  };
  for (const { id, aisle, at_m, from_zone, to_zone } of site.borders)
    add(aisle, { noun: 'border', id, at_m, from: known(from_zone, aisle), to: known(to_zone, aisle) });
  for (const lane of site.lanes) {
    const { id, at_m } = lane;
    const [from, to] = [known(lane.from_zone, lane.aisle), known(lane.to_zone, lane.aisle)];
    add(lane.aisle, { noun: 'lane', id, at_m, from, to });
    const [aisle, twin] = [aisles.get(lane.aisle), twinOf(site, lane)];
    if (aisle && twin)
      add(twin.id, { noun: 'lane', id, at_m: twin.length_m * (1 - at_m / aisle.length_m), from: to, to: from });
  }
  return crossings;
}

/** The aisle on which cars come through a lane the other way: between the same nodes, driven backward. */
export function twinOf(site: CheckContext['site'], lane: Lane): Aisle | null {
  if (lane.backward === null) return null;
  const aisle = site.aisles.find((each) => each.id === lane.aisle);
  return site.aisles.find((each) => each.from === aisle?.to && each.to === aisle.from) ?? null;
}

/** The zone a car is counted in at a place on an aisle. */
export function zoneAt(aisle: Aisle, at_m: number, crossings: Crossings): string | null {
  const here = crossings.get(aisle.id) ?? [];
  const last = here.findLast((crossing) => crossing.at_m <= at_m);
  if (last) return last.to;
  return here[0] ? here[0].from : aisle.zone;
}

/** Zones that meet without a counter, and counters that do not fit the aisles they stand on. */
export function checkCrossings(context: CheckContext): Trouble[] {
  const crossings = crossingsOf(context);
  return [
    ...context.site.aisles.flatMap((aisle) => checkChain(context, aisle, crossings.get(aisle.id) ?? [])),
    ...uncounted(context, crossings),
    ...context.site.bays.flatMap((bay) => {
      const aisle = context.aisles.get(bay.aisle);
      const driven = aisle ? zoneAt(aisle, bay.at_m, crossings) : bay.zone;
      if (driven === bay.zone) return [];
      const about = { id: bay.id, path: context.pathOf('bay', bay.id) };
      return [trouble('bay-zone-differs', about, { zone: bay.zone, driven: driven ?? outside })];
    }),
  ];
}

const outside = 'outside';

function checkChain(context: CheckContext, aisle: Aisle, here: readonly Crossing[]): Trouble[] {
  const found: Trouble[] = [];
  let zone = here[0]?.from ?? null;
  for (const crossing of here) {
    const about = { id: crossing.id, path: context.pathOf(crossing.noun, crossing.id) };
    if (crossing.at_m > aisle.length_m)
      found.push(trouble('off-aisle', about, { at_m: crossing.at_m, aisle: aisle.id, length_m: aisle.length_m }));
    const values = { from: crossing.from ?? outside, to: crossing.to ?? outside, aisle: aisle.id };
    if (crossing.from !== zone) found.push(trouble('border-zones-differ', about, { ...values, zone: zone ?? outside }));
    zone = crossing.to;
  }
  const [first] = here;
  const named = here.length === 0 || here.some(({ from, to }) => from === aisle.zone || to === aisle.zone);
  if (!first || named) return found;
  const about = { id: first.id, path: context.pathOf(first.noun, first.id) };
  const values = { from: first.from ?? outside, to: first.to ?? outside, aisle: aisle.id };
  return [...found, trouble('border-zones-differ', about, { ...values, zone: aisle.zone ?? outside })];
}

/** At each node, every aisle that ends there must leave a car in the zone where every aisle on begins. */
function uncounted(context: CheckContext, crossings: Crossings): Trouble[] {
  const { site, pathOf } = context;
  const into = new Map<string, Map<string | null, Aisle>>();
  for (const aisle of site.aisles) {
    const ends = into.get(aisle.to) ?? new Map<string | null, Aisle>();
    ends.set(zoneAt(aisle, Infinity, crossings), aisle);
    into.set(aisle.to, ends);
  }
  const wrong = new Map<string, Trouble>();
  for (const aisle of site.aisles) {
    const starts = zoneAt(aisle, -1, crossings);
    for (const [ends, before] of into.get(aisle.from) ?? []) {
      if (ends === starts) continue;
      const blamed = crossings.get(aisle.id)?.[0] ?? wrongEnd(before, crossings);
      const about = blamed
        ? { id: blamed.id, path: pathOf(blamed.noun, blamed.id) }
        : { id: aisle.id, path: pathOf('aisle', aisle.id) };
      const values = { from: ends ?? outside, to: starts ?? outside };
      const on = blamed && blamed === crossings.get(aisle.id)?.[0] ? aisle : before;
      wrong.set(
        about.path.join('.') + about.id,
        blamed
          ? trouble('border-zones-differ', about, {
              from: blamed.from ?? outside,
              to: blamed.to ?? outside,
              aisle: on.id,
              zone: (on === aisle ? ends : starts) ?? outside,
            })
          : trouble('border-without-counter', about, values),
      );
    }
  }
  return [...wrong.values()];
}

/** A border whose far side is not the zone of the aisle it stands on. */
function wrongEnd(aisle: Aisle, crossings: Crossings): Crossing | null {
  const last = crossings.get(aisle.id)?.at(-1);
  return last && last.noun === 'border' && last.to !== aisle.zone ? last : null;
}
