import type { Id } from '@berth/domain/kernel';
import type { BayKind } from '@berth/domain/site';
import type { Behaviour, Car } from './car.ts';
import { longestCar_m, shortestCar_m } from './geometry.ts';
import type { NetBay, Stand } from './network.ts';
import { between, happens, logNormal, pick, uniform } from './random.ts';
import { routeBetween, routeCost } from './routes.ts';
import type { Course } from './trip.ts';
import { startMoving } from './trip.ts';
import type { Arrival, World } from './world.ts';

const colours = ['#f4f4f2', '#1d1f21', '#8a8f94', '#b3202a', '#1f4e8c', '#c9c6bd', '#2f5d43', '#d9a514'];
const plateLetters = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const kinds: readonly [BayKind, number][] = [
  ['disabled', 0.02],
  ['ev', 0.1],
  ['family', 0.04],
  ['vip', 0.02],
];

export function newCar(world: World, office: boolean | null): Car {
  const { chance } = world.state;
  const draw = uniform(chance.drivers);
  let sum = 0;
  const kind = kinds.find(([, share]) => {
    sum += share;
    return draw < sum;
  });
  const id = world.state.next_car++;
  const letter = () => plateLetters[Math.floor(uniform(chance.drivers) * plateLetters.length)] ?? 'A';
  const digits = String(Math.floor(uniform(chance.drivers) * 10_000)).padStart(4, '0');
  return {
    id,
    length_m: Math.round(between(chance.drivers, shortestCar_m, longestCar_m) * 100) / 100,
    colour: pick(chance.drivers, colours) ?? '#888888',
    plate: `沪${letter()}${letter()}${digits}`,
    bay_kind: kind?.[0] ?? 'ordinary',
    office: office ?? happens(chance.drivers, world.settings.office_share),
    card: null,
    zone: null,
    behaviour: chooseBehaviour(world),
    stay_ms: 0,
    until_ms: null,
    state: { kind: 'parked', bay: '', also: null, leave_at_ms: null },
  };
}

function chooseBehaviour(world: World): Behaviour {
  const draw = uniform(world.state.chance.drivers);
  let sum = 0;
  for (const [behaviour, rate] of Object.entries(world.settings.rates)) {
    sum += rate ?? 0;
    if (draw < sum) return behaviour as Behaviour;
  }
  return 'normal';
}

export function drawStay(world: World): number {
  const { stay_spread, shortest_stay_s } = world.settings;
  const drawn = logNormal(world.state.chance.drivers, world.steady.mean_stay_s, stay_spread);
  return 1000 * Math.max(shortest_stay_s, drawn);
}

/** A free bay for this driver that can be reached from the aisle, rather a near one; null when there is none. */
function chooseBay(world: World, car: Car, fromAisle: number): NetBay | null {
  const free = [...world.network.bays.values()].filter(
    ({ bay }) => !world.state.claims.has(bay.id) && world.steady.usable.has(bay.id),
  );
  const suits = (bay: NetBay, kind: BayKind, office: boolean) => bay.bay.kind === kind && bay.for_office === office;
  for (const office of car.office ? [true, false] : [false]) {
    for (const kind of car.bay_kind === 'ordinary' ? [car.bay_kind] : ([car.bay_kind, 'ordinary'] as const)) {
      const found = nearest(
        world,
        free.filter((bay) => suits(bay, kind, office)),
        fromAisle,
      );
      if (found) return found;
    }
  }
  return null;
}

const looks = 16;
const stride = 37;

function nearest(world: World, bays: readonly NetBay[], fromAisle: number): NetBay | null {
  let best: NetBay | null = null;
  let least = Number.POSITIVE_INFINITY;
  const first = Math.floor(uniform(world.state.chance.drivers) * bays.length);
  for (let look = 0; look < bays.length && (look < looks || best === null); look++) {
    // The stride spreads the look over the whole list.
    const bay = bays[(first + look * stride) % bays.length];
    if (!bay) continue;
    const way = routeCost(world.routes, fromAisle, bay.aisle) + bay.door_m;
    const cost = way * (0.5 + uniform(world.state.chance.drivers));
    if (cost < least) {
      least = cost;
      best = bay;
    }
  }
  return best;
}

const shut = /FULL|CLOSED|满|关闭/;

function looksShut(world: World, stand: Stand): boolean {
  const display = stand.end?.display ?? '';
  const sign = world.network.site.signs.find((each) => each.id === display || each.device === display);
  const rows = world.physical.signs.get(display) ?? world.physical.signs.get(sign?.id ?? '') ?? [];
  return rows.some((row) => shut.test(row));
}

/** Cars on the way through this lane. */
function queueAt(world: World, stand: Stand): number {
  let count = 0;
  for (const car of world.movers.values()) {
    if (car.state.kind === 'moving' && car.state.gates.some((gate) => gate.lane === stand.lane)) count++;
  }
  return count;
}

const queueCost_m = 25;
const shutCost_m = 400;

/** The lane a driver takes: near, with a short queue, and not shut. */
function chooseStand(world: World, stands: readonly Stand[], wayTo: (stand: Stand) => number): Stand | null {
  let best: Stand | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const stand of stands) {
    const whim = 60 * uniform(world.state.chance.drivers);
    const lane = world.network.lanes[stand.lane]?.lane;
    const cost =
      wayTo(stand) +
      whim +
      queueCost_m * queueAt(world, stand) +
      (looksShut(world, stand) ? shutCost_m : 0) +
      (lane?.kind === 'reversible' ? queueCost_m : 0);
    if (cost < least) {
      least = cost;
      best = stand;
    }
  }
  return best;
}

const streetBefore_m = 60;
const streetAfter_m = 35;

/** Aisles of the street that lead to the lane's own, and how far along the first of them a car comes up. */
function streetTo(world: World, stand: Stand): { aisles: number[]; appear_m: number } {
  const { aisles } = world.network;
  const path = [stand.aisle];
  let before = stand.at_m;
  while (before < streetBefore_m) {
    const first = aisles[path[0] ?? -1];
    const previous = first?.previous.find((each) => aisles[each]?.zone === null && !path.includes(each));
    if (previous === undefined) break;
    path.unshift(previous);
    before += aisles[previous]?.length_m ?? 0;
  }
  return { aisles: path, appear_m: Math.max(0, before - streetBefore_m) };
}

function streetFrom(world: World, stand: Stand): { aisles: number[]; vanish_m: number } {
  const { aisles } = world.network;
  const path: number[] = [];
  let last = aisles[stand.aisle];
  let after = (last?.length_m ?? 0) - stand.at_m;
  while (after < streetAfter_m) {
    const next = last?.next.find((each) => aisles[each]?.zone === null && !path.includes(each));
    if (next === undefined) break;
    path.push(next);
    last = aisles[next];
    after += last?.length_m ?? 0;
  }
  // A short street ends in the open: room for the whole car past the lane's loops is always made.
  const vanish_m = Math.max(
    (last?.length_m ?? 0) - Math.max(0, after - streetAfter_m),
    (last?.length_m ?? 0) - after + 9,
  );
  return { aisles: path, vanish_m };
}

function courseIn(world: World, stand: Stand, bay: NetBay): Course | null {
  const street = streetTo(world, stand);
  const here = stand.aisle === bay.aisle && bay.door_m > stand.at_m;
  const way = here ? [] : routeBetween(world.routes, stand.aisle, bay.aisle);
  return way && { path: [...street.aisles, ...way], appear_m: street.appear_m, vanish_m: bay.door_m };
}

function courseOut(world: World, bay: NetBay, stand: Stand): Course | null {
  const street = streetFrom(world, stand);
  const here = stand.aisle === bay.aisle && bay.door_m < stand.at_m;
  const way = here ? [] : routeBetween(world.routes, bay.aisle, stand.aisle);
  return way && { path: [bay.aisle, ...way, ...street.aisles], appear_m: bay.door_m, vanish_m: street.vanish_m };
}

/** In at one lane and out at another: who found no bay. */
function courseThrough(world: World, entry: Stand): Course | null {
  const exit = chooseStand(world, world.network.exits, (stand) => routeCost(world.routes, entry.aisle, stand.aisle));
  if (!exit) return null;
  const before = streetTo(world, entry);
  const after = streetFrom(world, exit);
  const way = routeBetween(world.routes, entry.aisle, exit.aisle);
  if (!way) return null;
  return { path: [...before.aisles, ...way, ...after.aisles], appear_m: before.appear_m, vanish_m: after.vanish_m };
}

/** A car that comes up the street now, or null when no lane leads anywhere. */
export function planArrival(world: World, arrival: Arrival): Car | null {
  const { network, routes, state } = world;
  const own = arrival.bay === null || state.claims.has(arrival.bay) ? null : (network.bays.get(arrival.bay) ?? null);
  const allowed = network.entries.filter((stand) => {
    return arrival.lane === null || network.lanes[stand.lane]?.lane.id === arrival.lane;
  });
  const car = newCar(world, arrival.office);
  if (arrival.behaviour !== 'normal') car.behaviour = arrival.behaviour;
  car.stay_ms = arrival.stay_ms ?? drawStay(world);
  car.until_ms = arrival.until_ms;
  const first = chooseStand(world, allowed, () => 0);
  const bay = own ?? (first && chooseBay(world, car, first.aisle));
  const stand = bay ? chooseStand(world, allowed, (each) => routeCost(routes, each.aisle, bay.aisle)) : first;
  if (!stand) return null;
  const course = bay ? courseIn(world, stand, bay) : courseThrough(world, stand);
  if (!course) return null;
  if (bay) state.claims.set(bay.bay.id, car.id);
  const also = bay && besideFor(world, car, bay);
  const goal = bay
    ? ({ kind: 'bay', bay: bay.bay.id, from: null, also } as const)
    : ({ kind: 'street', from: null } as const);
  car.state = startMoving(network, course, goal);
  return car;
}

function besideFor(world: World, car: Car, bay: NetBay): Id | null {
  if (car.behaviour !== 'parks-across' || bay.beside === null || world.state.claims.has(bay.beside)) return null;
  world.state.claims.set(bay.beside, car.id);
  return bay.beside;
}

/** The driver comes back to his parked car and means to leave; false when no way leads out. */
export function planLeaving(world: World, car: Car, lane: Id | null): boolean {
  const { network, routes } = world;
  if (car.state.kind !== 'parked') return false;
  const bay = network.bays.get(car.state.bay);
  if (!bay) return false;
  const allowed = network.exits.filter((stand) => lane === null || network.lanes[stand.lane]?.lane.id === lane);
  const wayOut = (stand: Stand) =>
    stand.aisle === bay.aisle && bay.door_m < stand.at_m ? 0 : routeCost(routes, bay.aisle, stand.aisle);
  const stand = chooseStand(world, allowed, wayOut);
  const course = stand && courseOut(world, bay, stand);
  if (!course) return false;
  const moving = startMoving(network, course, { kind: 'street', from: bay.bay.id });
  if (car.state.also !== null) world.state.claims.delete(car.state.also);
  car.state = moving;
  return true;
}
