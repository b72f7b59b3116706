import { planArrival, planLeaving } from '../world/drivers.ts';
import { stepWorld } from '../world/step.ts';
import type { World } from '../world/world.ts';
import type { RandomTraffic } from './random.ts';
import { stepRandom } from './random.ts';
import type { RecordedStay, RecordedTraffic } from './stays.ts';
import { stepRecorded } from './stays.ts';

/** Who comes and goes. `none`: only drivers that somebody asks for. Plain data, saved with the world. */
export type Traffic = RandomTraffic | RecordedTraffic | { readonly kind: 'none' };

export interface StaysSource {
  readonly stays: readonly RecordedStay[];
  readonly bays: ReadonlyMap<string, string>;
}

const lookEvery_ms = 1000;
const kerbRoom = 30;

/** One step of the world with its traffic. */
export function stepTraffic(world: World, traffic: Traffic, source: StaysSource | null): void {
  if (traffic.kind === 'random') stepRandom(world, traffic);
  if (traffic.kind === 'recorded' && source) stepRecorded(world, traffic, source);
  const { state, physical } = world;
  if (!state.hold) {
    if (physical.time_ms >= state.next_departure_look_ms) startDepartures(world);
    callFromKerb(world);
  }
  stepWorld(world);
}

function startDepartures(world: World): void {
  const now = world.physical.time_ms;
  world.state.next_departure_look_ms = now + lookEvery_ms;
  for (const car of world.state.cars.values()) {
    if (car.state.kind !== 'parked' || car.state.leave_at_ms === null || car.state.leave_at_ms > now) continue;
    if (planLeaving(world, car, null)) world.movers.set(car.id, car);
    else car.state.leave_at_ms = null;
  }
}

/** Drivers come up the street one after another; those who would wait too long at the kerb drive on. */
function callFromKerb(world: World): void {
  const { state, movers, network } = world;
  if (state.kerb.length === 0) return;
  let unseen = 0;
  for (const car of movers.values()) {
    if (car.state.kind === 'moving' && !car.state.out && car.state.goal.from === null) unseen++;
  }
  if (unseen < Math.max(1, network.entries.length)) {
    const arrival = state.kerb.shift();
    if (arrival) arrive(world, arrival);
  }
  if (state.kerb.length > kerbRoom) state.kerb.splice(kerbRoom);
}

/** Puts a driver on the street now; the number of the car, or null when no lane lets it in. */
export function arrive(world: World, arrival: World['state']['kerb'][number]): number | null {
  const car = planArrival(world, arrival);
  if (!car) return null;
  world.state.cars.set(car.id, car);
  world.movers.set(car.id, car);
  return car.id;
}
