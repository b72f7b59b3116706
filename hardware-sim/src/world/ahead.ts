import type { Car, Moving } from './car.ts';
import { noseOf, rearOf } from './car.ts';
import { pillar_m, standingGap_m } from './geometry.ts';
import { holdNode, nodePassage, stopBefore_m } from './trip.ts';
import type { NodeHold, World } from './world.ts';

export interface Leader {
  readonly car: Car;
  /** Its rear, along the path of who looks. */
  readonly rear_m: number;
  readonly speed: number;
}

/** The nearest car ahead on the path, if its rear is within `look_m` of the nose. */
export function leaderAhead(world: World, car: Car, [moving, look_m]: [Moving, number]): Leader | null {
  const nose = noseOf(moving);
  const far = Math.min(nose + look_m, moving.vanish_m);
  let nearest: Leader | null = null;
  for (let k = moving.front_k; k < moving.path.length; k++) {
    const start = moving.starts[k] ?? 0;
    if (start > far || nearest) break;
    for (const entry of world.onAisle[moving.path[k] ?? -1] ?? []) {
      const other = entry.car.state;
      if (entry.car === car || other.kind !== 'moving') continue;
      const otherNose = noseOf(other) - entry.start_m + start;
      if (otherNose < nose || (otherNose === nose && entry.car.id > car.id)) continue;
      const otherRear = rearOf(entry.car, other) - entry.start_m + start;
      const rear_m = k > moving.front_k ? Math.max(otherRear, start) : otherRear;
      if (rear_m < far && (!nearest || rear_m < nearest.rear_m)) {
        nearest = { car: entry.car, rear_m, speed: other.speed };
      }
    }
  }
  return nearest;
}

/** The reach within which a driver cares for nodes and lanes. */
const near_m = 4;
const laneNear_m = 9;
const beyondNode_m = 0.3;
const closeGap_m = 1;

/**
 * How far the nose may go because of nodes where ways meet: a car enters one only when it can leave
 * it again, so that it never stands in the way of those who cross.
 */
export function nodeLimit(world: World, car: Car, moving: Moving): number {
  for (;;) {
    const k = moving.reserved_k + 1;
    const start = moving.starts[k];
    if (k >= moving.path.length || start === undefined || start >= moving.vanish_m) return Number.POSITIVE_INFINITY;
    if (start - noseOf(moving) > near_m + stopBefore_m) return start - stopBefore_m;
    if (nodePassage(world, moving, k) === null) {
      moving.reserved_k = k;
      continue;
    }
    const last = reserveFrom(world, car, moving);
    if (last === null) return start - stopBefore_m;
    for (let each = k; each <= last; each++) holdNode(world, car, each);
    moving.reserved_k = last;
  }
}

/** The last of the nodes that must be passed in one go, when all of them and the room behind are free. */
function reserveFrom(world: World, car: Car, moving: Moving): number | null {
  const first = moving.reserved_k + 1;
  let last = first;
  const need = () => (moving.starts[last] ?? 0) + car.length_m + beyondNode_m;
  while (
    last + 1 < moving.path.length &&
    (moving.starts[last + 1] ?? 0) < Math.min(need() + stopBefore_m, moving.vanish_m)
  ) {
    last++;
  }
  for (let k = first; k <= last; k++) {
    const other = conflictAt(world, car, [moving, k]);
    if (other === null) continue;
    moving.blocker = other;
    return null;
  }
  const room = Math.min(need(), moving.vanish_m);
  const leader = leaderAhead(world, car, [moving, room - noseOf(moving) + closeGap_m]);
  if (leader && leader.rear_m - closeGap_m < room) {
    moving.blocker = leader.car.id;
    return null;
  }
  const gate = moving.gates[0];
  if (gate && gate.hold_m < room && gate.hold_m > (moving.starts[first] ?? 0) - 2 && !tryLane(world, car, moving)) {
    return null;
  }
  return last;
}

function conflictAt(world: World, car: Car, [moving, k]: [Moving, number]): number | null {
  const mine = nodePassage(world, moving, k);
  if (!mine) return null;
  for (const hold of world.nodeHolders.get(mine.node) ?? []) {
    if (hold.car !== car.id && !passEachOther(world, mine, hold)) return hold.car;
  }
  return null;
}

/** Straight through a two-way drive, in opposite directions. */
function passEachOther(world: World, one: Omit<NodeHold, 'car'>, other: NodeHold): boolean {
  const { aisles } = world.network;
  return aisles[one.from]?.twin === other.to && aisles[one.to]?.twin === other.from;
}

/** Takes the right to the lane ahead, if it is free and this is the next car to it. */
export function tryLane(world: World, car: Car, moving: Moving): boolean {
  const gate = moving.gates[0];
  if (!gate) return true;
  const holder = world.state.lane_holders[gate.lane] ?? null;
  if (holder === car.id) return true;
  if (gate.hold_m - noseOf(moving) > laneNear_m) return false;
  if (holder !== null) {
    moving.blocker = holder;
    return false;
  }
  const unreserved = moving.starts[moving.reserved_k + 1] ?? Number.POSITIVE_INFINITY;
  const roomToWait = gate.hold_m - unreserved > car.length_m + beyondNode_m;
  if (unreserved <= gate.hold_m && roomToWait) return false;
  const leader = leaderAhead(world, car, [moving, gate.free_m - noseOf(moving)]);
  if (leader && leader.rear_m < gate.free_m) {
    moving.blocker = leader.car.id;
    return false;
  }
  world.state.lane_holders[gate.lane] = car.id;
  return true;
}

export function freeLane(world: World, car: Car, lane: number): void {
  if (world.state.lane_holders[lane] === car.id) world.state.lane_holders[lane] = null;
}

export function gapOf(car: Car): number {
  return car.behaviour === 'tailgates' ? closeGap_m : standingGap_m;
}

export function pillarOf(gate: { readonly arm_m: number }): number {
  return gate.arm_m + pillar_m;
}
