import type { DriverRequest } from '@berth/contract';
import { arrive } from '../traffic/traffic.ts';
import type { Car } from '../world/car.ts';
import { planLeaving } from '../world/drivers.ts';
import type { World } from '../world/world.ts';

const untilAsked_ms = 1e15;

/** Sends one driver in or out; the number of the car, or null when what was named is not there. */
export function askDriver(world: World, request: DriverRequest): number | null {
  if (request.do === 'leave') return askToLeave(world, request);
  const { lane = null, bay = null, stay_s, office, behaviour } = request;
  const { site } = world.network;
  if (lane !== null && !site.lanes.some((each) => each.id === lane)) return null;
  if (bay !== null && (!world.network.bays.has(bay) || world.state.claims.has(bay))) return null;
  const stay_ms = stay_s === undefined ? untilAsked_ms : stay_s * 1000;
  const since_ms = world.physical.time_ms;
  return arrive(world, { stay_ms, until_ms: null, bay, behaviour, lane, office: office ?? null, since_ms });
}

function askToLeave(world: World, request: Extract<DriverRequest, { do: 'leave' }>): number | null {
  const car = [...world.state.cars.values()].find((each) => isMeant(each, request));
  if (!car || !planLeaving(world, car, request.lane ?? null)) return null;
  car.behaviour = request.behaviour;
  world.movers.set(car.id, car);
  return car.id;
}

function isMeant(car: Car, { car: id, bay }: { readonly car?: number | undefined; readonly bay?: string | undefined }) {
  if (car.state.kind !== 'parked') return false;
  return (id === undefined || car.id === id) && (bay === undefined || car.state.bay === bay);
}
