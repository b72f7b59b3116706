import { applyFaults } from './apply-faults.ts';
import type { Barrier } from './barrier.ts';
import type { Car, Moving } from './car.ts';
import type { Collector, Dispenser, Reader } from './card-machines.ts';
import type { Fault } from './faults.ts';
import type { Network } from './network.ts';
import { buildNetwork } from './network.ts';
import type { WorldMaking } from './open.ts';
import { assembleWorld } from './open.ts';
import type { OutputValue, PhysicalWorld } from './physical.ts';
import { inputOf } from './physical.ts';
import { senseBay, senseCars, setCover } from './sensing.ts';
import { enterRoad } from './trip.ts';
import type { World, WorldState } from './world.ts';

/** A world on disk. Aisles stand in it by id, so that it outlives a change of their order. */
export interface SavedWorld {
  readonly version: 1;
  readonly site: string;
  readonly time_ms: number;
  readonly state: Omit<WorldState, 'cars' | 'claims'> & {
    readonly cars: readonly SavedCar[];
    readonly claims: readonly (readonly [string, number])[];
  };
  readonly barriers: readonly (readonly [string, Barrier])[];
  readonly dispensers: readonly (readonly [string, Dispenser])[];
  readonly collectors: readonly (readonly [string, Collector])[];
  readonly readers: readonly (readonly [string, Reader])[];
  readonly outputs: readonly (readonly [string, readonly (readonly [string, readonly OutputValue[]])[]])[];
  /** Inputs that are on, as buttons under a finger. */
  readonly inputs: readonly (readonly [device: string, reading: string, index: number])[];
  readonly faults: readonly Fault[];
  /** Order of the cars on each aisle, which decides nothing but keeps a restored run the same. */
  readonly movers: readonly number[];
}

interface SavedCar {
  readonly car: Car;
  readonly aisles: readonly string[];
}

export function saveWorld(world: World): SavedWorld {
  const { physical, state, network } = world;
  const cars = [...state.cars.values()].map((car) => ({
    car,
    aisles: car.state.kind === 'moving' ? car.state.path.map((index) => network.aisles[index]?.id ?? '') : [],
  }));
  return {
    version: 1,
    site: network.site.id,
    time_ms: physical.time_ms,
    state: { ...state, cars, claims: [...state.claims] },
    barriers: [...physical.barriers],
    dispensers: [...physical.dispensers],
    collectors: [...physical.collectors],
    readers: [...physical.readers],
    outputs: [...physical.outputs].map(([device, commands]) => [device, [...commands]] as const),
    inputs: inputsOn(physical),
    faults: physical.faults,
    movers: [...world.movers.keys()],
  };
}

function inputsOn(physical: PhysicalWorld): [string, string, number][] {
  const on: [string, string, number][] = [];
  for (const [device, readings] of physical.inputs) {
    for (const [reading, channels] of readings) {
      channels.forEach((input, index) => {
        if (input.on) on.push([device, reading, index]);
      });
    }
  }
  return on;
}

/**
 * The world as it was saved. Cars whose bay or way is no longer in the site file are left out, as
 * somebody would have driven them away before the site was rebuilt.
 */
export function restoreWorld(making: WorldMaking, saved: SavedWorld): World {
  const network = buildNetwork(making.site);
  const { cars, claims } = saved.state;
  const state: WorldState = { ...saved.state, cars: new Map(), claims: new Map(claims) };
  const world = assembleWorld(making, network, state);
  const { physical } = world;
  physical.time_ms = saved.time_ms;
  restoreMachines(world, saved);
  while (state.lane_holders.length < network.lanes.length) state.lane_holders.push(null);
  for (const { car, aisles } of cars) {
    if (placeCar(network, car, aisles)) state.cars.set(car.id, car);
  }
  for (const [bay, car] of claims) if (!state.cars.has(car) || !network.bays.has(bay)) state.claims.delete(bay);
  state.lane_holders.forEach((holder, lane) => {
    if (holder !== null && !state.cars.has(holder)) state.lane_holders[lane] = null;
  });
  for (const car of state.cars.values()) {
    if (car.state.kind !== 'parked') continue;
    setCover(world, car.state.bay, 1);
    if (car.state.also !== null) setCover(world, car.state.also, 1);
  }
  for (const id of saved.movers) {
    const car = state.cars.get(id);
    if (car?.state.kind === 'moving') putBack(world, car, car.state);
  }
  applyFaults(world);
  senseCars(world);
  return world;
}

function restoreMachines(world: World, saved: SavedWorld): void {
  const { physical } = world;
  physical.faults.push(...saved.faults);
  for (const [device, reading, index] of saved.inputs) inputOf(physical, { device, reading, index }).on = true;
  for (const [id, barrier] of saved.barriers) {
    const now = physical.barriers.get(id);
    if (now) Object.assign(now, barrier, { safety_inputs: now.safety_inputs, without_power: now.without_power });
  }
  for (const [id, dispenser] of saved.dispensers)
    if (physical.dispensers.has(id)) physical.dispensers.set(id, dispenser);
  for (const [id, collector] of saved.collectors)
    if (physical.collectors.has(id)) physical.collectors.set(id, collector);
  for (const [id, reader] of saved.readers) if (physical.readers.has(id)) physical.readers.set(id, reader);
  for (const [device, commands] of saved.outputs) {
    physical.outputs.set(device, new Map(commands.map(([name, values]) => [name, [...values]])));
  }
}

function placeCar(network: Network, car: Car, aisles: readonly string[]): boolean {
  if (car.state.kind === 'parked') return network.bays.has(car.state.bay);
  const path = aisles.map((id) => network.aisleIndex.get(id) ?? -1);
  car.state.path = path;
  return !path.includes(-1) && (car.state.goal.kind !== 'bay' || network.bays.has(car.state.goal.bay));
}

function putBack(world: World, car: Car, moving: Moving): void {
  world.movers.set(car.id, car);
  if (moving.out && moving.aside_until_ms === null) enterRoad(world, car, moving);
  if (moving.out) senseBay(world, car, moving);
}
