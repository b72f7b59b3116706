import type { Car, Moving } from './car.ts';
import { noseOf, rearOf } from './car.ts';
import { enterRoad, leaveRoad } from './trip.ts';
import type { World } from './world.ts';

const stuckAfter_s = 25;
const aside_ms = 20_000;
const room_m = 1.2;

/**
 * Unties cars that wait for each other in a ring: one of them, always the same by seed, squeezes
 * aside for a while, and comes back to its place when that is free. It is never one that stands on a
 * loop, so that no counter sees a car vanish.
 */
export function untieKnots(world: World): void {
  for (const car of world.movers.values()) {
    if (car.state.kind !== 'moving' || car.state.standing_s < stuckAfter_s || car.state.blocker === null) continue;
    const ring = ringFrom(world, car);
    const chosen = ring.find((each) => mayGoAside(world, each));
    if (chosen?.state.kind !== 'moving') continue;
    leaveRoad(world, chosen, chosen.state);
    chosen.state.aside_until_ms = world.physical.time_ms + aside_ms;
    chosen.state.standing_s = 0;
    world.state.counts.knots++;
    world.onEvent({ kind: 'knot', car: chosen.id });
    return;
  }
}

/** The cars of a ring of waiting that starts and ends at this car, by id; empty when there is none. */
function ringFrom(world: World, start: Car): Car[] {
  const ring: Car[] = [];
  let at: Car | undefined = start;
  while (at?.state.kind === 'moving' && at.state.blocker !== null && ring.length <= world.movers.size) {
    ring.push(at);
    at = world.movers.get(at.state.blocker);
    if (at === start) return ring.sort((one, other) => one.id - other.id);
  }
  return [];
}

function mayGoAside(world: World, car: Car): boolean {
  const { state } = car;
  if (state.kind !== 'moving' || !state.out || state.visit !== null || state.front_m >= state.vanish_m) return false;
  if (state.reserved_k > state.released_k && holdsAny(world, car)) return false;
  return !isOnPlace(world, car, state);
}

function holdsAny(world: World, car: Car): boolean {
  for (const holders of world.nodeHolders.values()) if (holders.some((hold) => hold.car === car.id)) return true;
  return world.state.lane_holders.includes(car.id);
}

function isOnPlace(world: World, car: Car, moving: Moving): boolean {
  for (let k = moving.rear_k; k <= moving.front_k; k++) {
    const start = moving.starts[k] ?? 0;
    for (const place of world.sensed[moving.path[k] ?? -1] ?? []) {
      if (noseOf(moving) - start > place.from_m && rearOf(car, moving) - start < place.to_m) return true;
    }
  }
  return false;
}

/** Back to its place, when the time is up and nobody is there. */
export function comeBack(world: World, car: Car, moving: Moving): void {
  if (moving.aside_until_ms === null || world.physical.time_ms < moving.aside_until_ms) return;
  for (let k = moving.rear_k; k <= moving.front_k; k++) {
    const start = moving.starts[k] ?? 0;
    for (const entry of world.onAisle[moving.path[k] ?? -1] ?? []) {
      const other = entry.car.state;
      if (other.kind !== 'moving') continue;
      const ahead = rearOf(entry.car, other) - entry.start_m > noseOf(moving) - start + room_m;
      const behind = noseOf(other) - entry.start_m < rearOf(car, moving) - start - 2 * room_m;
      if (!ahead && !behind) return;
    }
  }
  moving.aside_until_ms = null;
  enterRoad(world, car, moving);
}
