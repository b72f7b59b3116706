import type { Network } from './network.ts';

/** The way to the start of one aisle, from every aisle. */
interface RouteTable {
  /** Cost from the end of an aisle to the start of the target; infinite when there is no way. */
  readonly cost: Float64Array;
  readonly next: Int32Array;
}

/** Tables are made when first asked for, one per target aisle. */
export interface Routes {
  readonly network: Network;
  readonly tables: Map<number, RouteTable>;
}

export function createRoutes(network: Network): Routes {
  return { network, tables: new Map() };
}

/** Turning round costs more than a block around. */
const turningRound_m = 60;

function tableTo(routes: Routes, target: number): RouteTable {
  const known = routes.tables.get(target);
  if (known) return known;
  const { aisles } = routes.network;
  const cost = new Float64Array(aisles.length).fill(Number.POSITIVE_INFINITY);
  const next = new Int32Array(aisles.length).fill(-1);
  const queue: number[] = [];
  const reach = (from: number, via: number, onward: number): void => {
    const total = onward + (aisles[from]?.twin === via ? turningRound_m : 0);
    if (total >= (cost[from] ?? 0)) return;
    cost[from] = total;
    next[from] = via;
    queue.push(from);
  };
  for (const previous of aisles[target]?.previous ?? []) reach(previous, target, 0);
  for (let read = 0; read < queue.length; read++) {
    const aisle = aisles[queue[read] ?? -1];
    if (!aisle || aisle.index === target) continue;
    for (const previous of aisle.previous) reach(previous, aisle.index, (cost[aisle.index] ?? 0) + aisle.cost);
  }
  const table = { cost, next };
  routes.tables.set(target, table);
  return table;
}

/** Metres from the end of `from` to the start of `target`; infinite when there is no way. */
export function routeCost(routes: Routes, from: number, target: number): number {
  return tableTo(routes, target).cost[from] ?? Number.POSITIVE_INFINITY;
}

/** Aisles after `from` up to and with `target`; null when there is no way. */
export function routeBetween(routes: Routes, from: number, target: number): number[] | null {
  const table = tableTo(routes, target);
  const path: number[] = [];
  let at = from;
  while (path.length === 0 || at !== target) {
    at = table.next[at] ?? -1;
    if (at < 0 || path.length > table.next.length) return null;
    path.push(at);
  }
  return path;
}
