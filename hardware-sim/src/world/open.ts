import type { DeviceKind } from '@berth/contract';
import type { Id } from '@berth/domain/kernel';
import type { Site } from '@berth/domain/site';
import { applyFaults } from './apply-faults.ts';
import type { Car } from './car.ts';
import { newCar } from './drivers.ts';
import type { NetBay, Network } from './network.ts';
import { buildNetwork } from './network.ts';
import type { BayChannel, Input, PhysicalWorld } from './physical.ts';
import { createPhysical, inputAt } from './physical.ts';
import { between, logNormal, seedChance, uniform } from './random.ts';
import { createRoutes, routeCost } from './routes.ts';
import { placeInputs, setCover } from './sensing.ts';
import type { WorldSettings } from './settings.ts';
import { steadyState } from './steady.ts';
import type { World, WorldEvent, WorldState } from './world.ts';

export interface WorldMaking {
  readonly site: Site;
  readonly kinds: ReadonlyMap<Id, DeviceKind>;
  readonly seed: number;
  readonly settings: WorldSettings;
  readonly onEvent?: (event: WorldEvent) => void;
}

/** A world with its machines full of cards and no car in it. */
export function createWorld(making: WorldMaking): World {
  const network = buildNetwork(making.site);
  const world = assembleWorld(making, network, emptyState(making.seed, network));
  const { physical } = world;
  let stack = 1;
  for (const dispenser of physical.dispensers.values()) {
    const { first, last } = stockOf(stack++, making.settings);
    for (let card = last; card >= first; card--) dispenser.stack.push(card);
  }
  const chance = seedChance(making.seed, 'machines');
  for (const barrier of physical.barriers.values()) barrier.move_s = between(chance, 1.5, 3);
  applyFaults(world);
  return world;
}

/** The parts of a world that are made from its site and its state. */
export function assembleWorld(making: WorldMaking, network: Network, state: WorldState): World {
  const physical = createPhysical(making.site, making.kinds);
  const sensed = placeInputs(network, physical);
  const routes = createRoutes(network);
  return {
    network,
    routes,
    steady: steadyState(routes, making.settings),
    physical,
    settings: making.settings,
    state,
    onAisle: network.aisles.map(() => []),
    nodeHolders: new Map(),
    sensed,
    sensedAisles: sensed.flatMap((places, aisle) => (places.length > 0 ? [aisle] : [])),
    safety: safetyByBarrier(physical),
    channels: channelsByBay(physical),
    movers: new Map(),
    marks: 0,
    onEvent: making.onEvent ?? (() => {}),
  };
}

function safetyByBarrier(physical: PhysicalWorld): Map<Id, Input[]> {
  const safety = new Map<Id, Input[]>();
  for (const [id, barrier] of physical.barriers) {
    safety.set(
      id,
      barrier.safety_inputs.map((point) => inputAt(physical, point)).filter((input) => input !== null),
    );
  }
  return safety;
}

function emptyState(seed: number, network: Network): WorldState {
  return {
    seed,
    cars: new Map(),
    next_car: 1,
    lane_holders: network.lanes.map(() => null),
    claims: new Map(),
    chance: { drivers: seedChance(seed, 'drivers'), traffic: seedChance(seed, 'traffic') },
    kerb: [],
    counts: { completed: 0, turned_away: 0, backed_out: 0, knots: 0, cards_gone: [] },
    hold: false,
    staff_at_ms: 0,
    next_fault: 1,
    next_departure_look_ms: 0,
  };
}

function channelsByBay(physical: PhysicalWorld): Map<Id, BayChannel> {
  const channels = new Map<Id, BayChannel>();
  for (const list of physical.bays.values())
    for (const channel of list) if (channel) channels.set(channel.bay, channel);
  return channels;
}

/** Cards that are out when the world begins have numbers below those of the machines. */
const firstCardOut = 1001;

function stockOf(dispenser: number, settings: WorldSettings): { first: number; last: number } {
  const first = dispenser * 100_000 + 1;
  return { first, last: first + settings.cards_per_dispenser - 1 };
}

/** A car that stands in its bay when the world begins; its driver holds a card. */
export function putParked(world: World, bay: NetBay, leave_at_ms: number | null): Car {
  const car = newCar(world, bay.bay.permit_only);
  car.card = firstCardOut + car.id;
  car.zone = bay.bay.zone;
  car.behaviour = 'normal';
  car.state = { kind: 'parked', bay: bay.bay.id, also: null, leave_at_ms };
  world.state.cars.set(car.id, car);
  world.state.claims.set(bay.bay.id, car.id);
  setCover(world, bay.bay.id, 1);
  return car;
}

/**
 * Fills the settings' share of every zone's bays. How long each car still stays is drawn as for a
 * place that has always been in use: long stays are met more often than short ones. The first to
 * leave stand near an exit.
 */
export function fillAtFirst(world: World): void {
  const { settings, network } = world;
  const chance = seedChance(world.state.seed, 'opening');
  const wayOut = (bay: NetBay) =>
    Math.min(...network.exits.map((stand) => routeCost(world.routes, bay.aisle, stand.aisle)));
  const parked: { car: Car; way: number }[] = [];
  for (const zone of network.site.zones) {
    const bays = [...network.bays.values()].filter(
      (bay) => bay.bay.zone === zone.id && world.steady.usable.has(bay.bay.id),
    );
    const order = bays.map((bay) => ({ bay, draw: uniform(chance) })).sort((one, other) => one.draw - other.draw);
    for (const { bay } of order.slice(0, Math.round(settings.first_full * bays.length))) {
      const way = wayOut(bay);
      const met = logNormal(
        chance,
        world.steady.mean_stay_s * Math.exp(settings.stay_spread ** 2),
        settings.stay_spread,
      );
      const left_ms = 1000 * (settings.early_leavers > 0 ? 60 : 0) + 1000 * met * uniform(chance);
      parked.push({ car: putParked(world, bay, left_ms), way });
    }
  }
  parked.sort((one, other) => one.way - other.way || one.car.id - other.car.id);
  parked.slice(0, settings.early_leavers).forEach(({ car }, place) => {
    if (car.state.kind === 'parked') car.state.leave_at_ms = 2000 + place * 5000;
  });
}

export interface Inventory {
  readonly zones: readonly { readonly zone: Id; readonly cars: number }[];
  readonly cards: readonly string[];
  readonly stock: readonly { readonly dispenser: Id; readonly first: number; readonly last: number }[];
}

/** What somebody finds who walks the site now: cars by zone, the cards in them, and those in machines. */
export function takeInventory(world: World): Inventory {
  const cars = [...world.state.cars.values()];
  const stock = [...world.physical.dispensers].flatMap(([dispenser, { stack }]) =>
    runsOf(stack).map(({ first, last }) => ({ dispenser, first, last })),
  );
  return {
    zones: world.network.site.zones.map(({ id }) => ({ zone: id, cars: cars.filter((car) => car.zone === id).length })),
    cards: cars.flatMap((car) => (car.card !== null && car.zone !== null ? [String(car.card)] : [])),
    stock,
  };
}

/** Numbers as runs without gaps. */
function runsOf(numbers: readonly number[]): { first: number; last: number }[] {
  const runs: { first: number; last: number }[] = [];
  for (const number of [...numbers].sort((one, other) => one - other)) {
    const run = runs.at(-1);
    if (run && run.last === number - 1) run.last = number;
    else runs.push({ first: number, last: number });
  }
  return runs;
}
