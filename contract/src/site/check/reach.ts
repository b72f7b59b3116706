import type { Aisle, Bay, Lane } from '@berth/domain/site';
import { type CheckContext, trouble } from './context.ts';
import { crossingsOf, twinOf, zoneAt } from './crossings.ts';
import type { Trouble } from './finding.ts';

export interface Reach {
  /** Aisles that a car from an entry can come to, and those from which an exit can be come to. */
  readonly fromEntries: ReadonlySet<string>;
  readonly toExits: ReadonlySet<string>;
  readonly canEnter: (bay: Bay) => boolean;
  readonly canLeave: (bay: Bay) => boolean;
}

/** Who can drive where: from the lanes in, and to the lanes out. `lanes` narrows it to some of them. */
export function reachOf(site: CheckContext['site'], lanes: readonly Lane[] = site.lanes): Reach {
  const leaving = byNode(site.aisles, (aisle) => aisle.from);
  const arriving = byNode(site.aisles, (aisle) => aisle.to);
  const ways = lanes.flatMap((lane) => waysOf(site, lane));
  const entries = ways.filter((way) => way.from === null);
  const exits = ways.filter((way) => way.to === null);
  const fromEntries = walk(entries, (aisle) => leaving.get(aisle.to) ?? [], site.aisles);
  const toExits = walk(exits, (aisle) => arriving.get(aisle.from) ?? [], site.aisles);
  return {
    fromEntries,
    toExits,
    canEnter: (bay) => fromEntries.has(bay.aisle) && on(entries, bay).every((way) => bay.at_m > way.at_m),
    canLeave: (bay) => toExits.has(bay.aisle) && on(exits, bay).every((way) => bay.at_m < way.at_m),
  };
}

/** A bay on the aisle of a lane itself lies before its arm or behind it. */
function on(ways: readonly Way[], bay: Bay): Way[] {
  return ways.filter((way) => way.aisle === bay.aisle);
}

interface Way {
  readonly aisle: string;
  readonly at_m: number;
  readonly from: string | null;
  readonly to: string | null;
}

function waysOf(site: CheckContext['site'], lane: Lane): Way[] {
  const forward = { aisle: lane.aisle, at_m: lane.at_m, from: lane.from_area, to: lane.to_area };
  const twin = twinOf(site, lane);
  const length = site.aisles.find((aisle) => aisle.id === lane.aisle)?.length_m ?? 1;
  if (!twin) return [forward];
  const at_m = twin.length_m * (1 - lane.at_m / length);
  return [forward, { aisle: twin.id, at_m, from: lane.to_area, to: lane.from_area }];
}

function byNode(aisles: readonly Aisle[], nodeOf: (aisle: Aisle) => string): Map<string, Aisle[]> {
  const map = new Map<string, Aisle[]>();
  for (const aisle of aisles) {
    const list = map.get(nodeOf(aisle));
    if (list) list.push(aisle);
    else map.set(nodeOf(aisle), [aisle]);
  }
  return map;
}

function walk(ways: readonly Way[], next: (aisle: Aisle) => readonly Aisle[], aisles: readonly Aisle[]): Set<string> {
  const byId = new Map(aisles.map((aisle) => [aisle.id, aisle]));
  const waiting = ways.flatMap((way) => byId.get(way.aisle) ?? []);
  const seen = new Set(waiting.map((aisle) => aisle.id));
  for (let aisle = waiting.pop(); aisle; aisle = waiting.pop())
    for (const other of next(aisle))
      if (!seen.has(other.id)) {
        seen.add(other.id);
        waiting.push(other);
      }
  return seen;
}

/** Aisles, lanes and bays that cannot be reached or left. */
export function checkReach(context: CheckContext): Trouble[] {
  const { site, pathOf } = context;
  const reach = reachOf(site);
  const crossings = crossingsOf(context);
  const starts = new Set(site.aisles.map((aisle) => aisle.from));
  const found: Trouble[] = [];
  for (const aisle of site.aisles) {
    const about = { id: aisle.id, path: pathOf('aisle', aisle.id) };
    const isOutside = zoneAt(aisle, -1, crossings) === null;
    if (!starts.has(aisle.to) && zoneAt(aisle, Infinity, crossings) !== null)
      found.push(trouble('dead-end', about, { node: aisle.to }));
    if (!isOutside && !reach.fromEntries.has(aisle.id)) found.push(trouble('aisle-not-reached', about));
  }
  for (const lane of site.lanes) {
    const about = { id: lane.id, path: pathOf('lane', lane.id) };
    if (!context.aisles.has(lane.aisle)) continue;
    if (!reach.fromEntries.has(lane.aisle)) found.push(trouble('lane-not-reached', about));
    if (!reach.toExits.has(lane.aisle)) found.push(trouble('lane-not-left', about));
  }
  return [
    ...found,
    ...bays(context, 'bays-not-reached', reach.canEnter),
    ...bays(context, 'bays-not-left', reach.canLeave),
  ];
}

/** One finding for all: a way that is cut off strands a whole floor. */
function bays(
  { site, pathOf }: CheckContext,
  code: 'bays-not-reached' | 'bays-not-left',
  isGood: (bay: Bay) => boolean,
): Trouble[] {
  const bad = site.bays.filter((bay) => !isGood(bay));
  const [first] = bad;
  if (!first) return [];
  const shown = bad.slice(0, 8).map((bay) => bay.label);
  const examples = shown.join(', ') + (bad.length > shown.length ? ', …' : '');
  const values = { total: site.bays.length, good: site.bays.length - bad.length, bad: bad.length, examples };
  return [trouble(code, { id: site.id, path: pathOf('bay', first.id) }, values)];
}
