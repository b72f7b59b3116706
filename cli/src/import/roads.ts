import type { Garage, Lanelet } from './lanelet.ts';
import { metresBetween, type Spot } from './metres.ts';
import { MapError } from './osm.ts';

export interface Portals {
  readonly entries: readonly Lanelet[];
  readonly exits: readonly Lanelet[];
}

export interface PortalChoice {
  /** Lanelets that lead in or out; found by themselves when empty. */
  readonly entries: readonly string[];
  readonly exits: readonly string[];
}

/**
 * The lanelets that lead in and out. A lanelet that nothing leads to is an entry. Of those that lead
 * to nothing, the one that ends nearest to an entry is the exit: the others are dead ends, or were
 * never finished.
 */
export function findPortals({ lanelets, nodes }: Garage, choice: PortalChoice): Portals {
  const ends = new Set(lanelets.map((lanelet) => lanelet.to));
  const starts = new Set(lanelets.map((lanelet) => lanelet.from));
  const named = (ids: readonly string[], isFree: (lanelet: Lanelet) => boolean): Lanelet[] =>
    ids.map((id) => {
      const lanelet = lanelets.find((each) => each.id === id);
      if (!lanelet) throw new MapError(`there is no lanelet ${id}`);
      if (!isFree(lanelet)) throw new MapError(`lanelet ${id} goes on within the map: it is no way in or out`);
      return lanelet;
    });
  const leadsIn = (lanelet: Lanelet): boolean => !ends.has(lanelet.from);
  const leadsOut = (lanelet: Lanelet): boolean => !starts.has(lanelet.to);
  const entries = choice.entries.length > 0 ? named(choice.entries, leadsIn) : lanelets.filter(leadsIn);
  if (entries.length === 0) throw new MapError('no lanelet leads in: name one with --entry');
  const far = (lanelet: Lanelet): number =>
    Math.min(...entries.map((entry) => apart(nodes.get(lanelet.to), nodes.get(entry.from))));
  const open = lanelets.filter(leadsOut).sort((a, b) => far(a) - far(b));
  const exits = choice.exits.length > 0 ? named(choice.exits, leadsOut) : open.slice(0, 1);
  if (exits.length === 0) throw new MapError('no lanelet leads out: name one with --exit');
  return { entries, exits };
}

/** Metres between two spots; a metre up counts as ten, for no car jumps to another floor. */
function apart(a: Spot | undefined, b: Spot | undefined): number {
  return a && b ? metresBetween(a, b) + 10 * Math.abs(a[2] - b[2]) : Infinity;
}

export interface Mend {
  readonly deadEnd: Lanelet;
  readonly from: string;
  readonly to: string;
  readonly length_m: number;
}

/**
 * Links that lead every dead end on: to the nearest place on the same floor from where an exit is
 * reached. The shortest link is laid first, for it may open a way out to the others.
 */
export function mendDeadEnds(garage: Garage, { entries, exits }: Portals): Mend[] {
  const { lanelets, nodes } = garage;
  const starts = new Set(lanelets.map((lanelet) => lanelet.from));
  const waiting = lanelets.filter((lanelet) => !starts.has(lanelet.to) && !exits.includes(lanelet));
  const mends: Mend[] = [];
  while (waiting.length > 0) {
    const good = nodesToExits(lanelets, exits, mends);
    for (const entry of entries) good.delete(entry.from);
    const [best] = waiting.flatMap((deadEnd) => shortest(deadEnd, good, nodes)).sort((a, b) => a.length_m - b.length_m);
    if (!best) return mends;
    mends.push(best);
    waiting.splice(waiting.indexOf(best.deadEnd), 1);
  }
  return mends;
}

function shortest(deadEnd: Lanelet, good: ReadonlySet<string>, nodes: ReadonlyMap<string, Spot>): Mend[] {
  const end = nodes.get(deadEnd.to);
  const flat = [...good].filter(
    (id) => id !== deadEnd.to && Math.abs((nodes.get(id)?.[2] ?? 0) - (end?.[2] ?? 0)) < 0.7,
  );
  const [best] = flat
    .map((to) => ({ deadEnd, from: deadEnd.to, to, length_m: apart(end, nodes.get(to)) }))
    .sort((a, b) => a.length_m - b.length_m);
  return best ? [best] : [];
}

function nodesToExits(lanelets: readonly Lanelet[], exits: readonly Lanelet[], mends: readonly Mend[]): Set<string> {
  const into = new Map<string, string[]>();
  for (const { from, to } of [...lanelets, ...mends]) into.set(to, [...(into.get(to) ?? []), from]);
  const good = new Set(exits.map((exit) => exit.from));
  const waiting = [...good];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop())
    for (const from of into.get(node) ?? [])
      if (!good.has(from)) {
        good.add(from);
        waiting.push(from);
      }
  return good;
}
