import type { Car, Crossing, Gate, Goal, Moving } from './car.ts';
import { noseOf, rearOf } from './car.ts';
import { clear_m, hold_m } from './geometry.ts';
import type { Network } from './network.ts';
import type { NodeHold, World } from './world.ts';

/** Where a car comes on the road, which aisles it takes, and where it leaves the road. */
export interface Course {
  readonly path: number[];
  /** On the first aisle of the path. */
  readonly appear_m: number;
  /** On the last aisle of the path. */
  readonly vanish_m: number;
}

/** A driver stops this far before a place he may not enter yet. */
export const stopBefore_m = 0.6;

export function startMoving(network: Network, course: Course, goal: Goal): Moving {
  const starts = [0];
  for (const aisle of course.path) starts.push((starts.at(-1) ?? 0) + (network.aisles[aisle]?.length_m ?? 0));
  const vanish_m = (starts[course.path.length - 1] ?? 0) + course.vanish_m;
  const road = { ...course, starts, vanish_m };
  return {
    kind: 'moving',
    goal,
    path: course.path,
    starts,
    appear_m: course.appear_m,
    vanish_m,
    front_m: course.appear_m,
    speed: 0,
    front_k: 0,
    rear_k: 0,
    reserved_k: 0,
    released_k: 0,
    gates: gatesOn(network, road),
    crossings: crossingsOn(network, road),
    visit: null,
    out: false,
    backing: false,
    aside_until_ms: null,
    standing_s: 0,
    blocker: null,
    pause_until_ms: 0,
    pause_done: false,
  };
}

interface Road extends Course {
  readonly starts: readonly number[];
}

function gatesOn(network: Network, road: Road): Gate[] {
  const gates: Gate[] = [];
  road.path.forEach((index, k) => {
    const start = road.starts[k] ?? 0;
    for (const stand of network.aisles[index]?.stands ?? []) {
      const arm_m = start + stand.at_m;
      if (arm_m + clear_m <= road.appear_m || arm_m >= road.vanish_m) continue;
      const before = stand.single_track && k > 0 ? start - stopBefore_m : arm_m + hold_m;
      const after = stand.single_track ? Math.max(road.starts[k + 1] ?? 0, arm_m + clear_m) : arm_m + clear_m;
      gates.push({
        lane: stand.lane,
        stand: network.lanes[stand.lane]?.stands.indexOf(stand) ?? 0,
        arm_m,
        hold_m: Math.max(before, road.appear_m),
        free_m: Math.min(after, road.vanish_m),
      });
    }
  });
  return gates.sort((one, other) => one.arm_m - other.arm_m);
}

function crossingsOn(network: Network, road: Road): Crossing[] {
  const crossings: Crossing[] = [];
  road.path.forEach((index, k) => {
    const start = road.starts[k] ?? 0;
    for (const border of network.aisles[index]?.borders ?? []) {
      crossings.push({ at_m: start + border.to_m, zone: border.to_zone, lane: null });
    }
    for (const stand of network.aisles[index]?.stands ?? []) {
      crossings.push({ at_m: start + stand.at_m + clear_m, zone: stand.to_zone, lane: stand.lane });
    }
  });
  return crossings
    .filter((crossing) => crossing.at_m > road.appear_m && crossing.at_m <= road.vanish_m)
    .sort((one, other) => one.at_m - other.at_m);
}

/** Puts the car on the aisles that its body covers. */
export function enterRoad(world: World, car: Car, moving: Moving): void {
  moving.out = true;
  for (let k = moving.rear_k; k <= moving.front_k; k++) putOn(world, car, k);
  for (let k = moving.released_k + 1; k <= moving.reserved_k; k++) holdNode(world, car, k);
}

export function leaveRoad(world: World, car: Car, moving: Moving): void {
  for (let k = moving.rear_k; k <= moving.front_k; k++) takeOff(world, car, k);
  while (moving.released_k < moving.reserved_k) releaseNode(world, car, moving);
  moving.out = false;
}

function putOn(world: World, car: Car, k: number): void {
  if (car.state.kind !== 'moving') return;
  world.onAisle[car.state.path[k] ?? -1]?.push({ car, start_m: car.state.starts[k] ?? 0 });
}

function takeOff(world: World, car: Car, k: number): void {
  if (car.state.kind !== 'moving') return;
  const start = car.state.starts[k];
  const entries = world.onAisle[car.state.path[k] ?? -1];
  const at = entries?.findIndex((entry) => entry.car === car && entry.start_m === start) ?? -1;
  if (at >= 0) entries?.splice(at, 1);
}

/** After the front has moved: keeps the aisles under the car, and frees nodes behind it. */
export function followBody(world: World, car: Car, moving: Moving): void {
  const nose = noseOf(moving);
  const rear = rearOf(car, moving);
  const last = moving.path.length - 1;
  while (moving.front_k < last && nose > (moving.starts[moving.front_k + 1] ?? 0)) putOn(world, car, ++moving.front_k);
  while (moving.front_k > moving.rear_k && nose < (moving.starts[moving.front_k] ?? 0)) {
    takeOff(world, car, moving.front_k--);
  }
  while (moving.rear_k < moving.front_k && rear > (moving.starts[moving.rear_k + 1] ?? 0)) {
    takeOff(world, car, moving.rear_k++);
  }
  while (moving.rear_k > 0 && rear < (moving.starts[moving.rear_k] ?? 0)) putOn(world, car, --moving.rear_k);
  while (moving.released_k < moving.reserved_k && rear > (moving.starts[moving.released_k + 1] ?? 0)) {
    releaseNode(world, car, moving);
  }
}

/** The node at the start of `path[k]`, and which way it is passed; null where ways do not meet. */
export function nodePassage(
  world: World,
  moving: Moving,
  k: number,
): (Omit<NodeHold, 'car'> & { node: number }) | null {
  const from = moving.path[k - 1];
  const to = moving.path[k];
  if (from === undefined || to === undefined) return null;
  const node = world.network.aisles[to]?.from ?? -1;
  return world.network.meeting[node] ? { node, from, to } : null;
}

export function holdNode(world: World, car: Car, k: number): void {
  if (car.state.kind !== 'moving') return;
  const passage = nodePassage(world, car.state, k);
  if (!passage) return;
  const holders = world.nodeHolders.get(passage.node) ?? [];
  holders.push({ car: car.id, from: passage.from, to: passage.to });
  world.nodeHolders.set(passage.node, holders);
}

function releaseNode(world: World, car: Car, moving: Moving): void {
  const passage = nodePassage(world, moving, ++moving.released_k);
  const holders = passage && world.nodeHolders.get(passage.node);
  if (!passage || !holders) return;
  const at = holders.findIndex((hold) => hold.car === car.id && hold.from === passage.from && hold.to === passage.to);
  if (at >= 0) holders.splice(at, 1);
}
