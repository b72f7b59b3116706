import { freeLane, gapOf, leaderAhead, nodeLimit, pillarOf, tryLane } from './ahead.ts';
import { isArmInTheWay } from './barrier.ts';
import type { Car, Gate, Moving } from './car.ts';
import { noseOf, rearOf } from './car.ts';
import { step_ms } from './settings.ts';
import { followBody } from './trip.ts';
import type { World } from './world.ts';

/** Who stands looks up this often, in steps. */
const reaction_steps = 4;
const acceleration = 1.6;
const braking = 2.5;
const turning_ms = 1.1;
const backing_ms = 0.8;
const look_m = 12;
const armGap_m = 0.3;

/** The next `dt_s` seconds of one car on the road: how far it gets, without touching anything. */
export function moveCar(world: World, car: Car, [moving, dt_s]: [Moving, number]): void {
  if (moving.backing) {
    backAway(world, car, [moving, dt_s]);
    return;
  }
  if (moving.speed === 0 && (world.physical.time_ms / step_ms + car.id) % reaction_steps !== 0) {
    moving.standing_s += dt_s;
    return;
  }
  moving.blocker = null;
  const nose = noseOf(moving);
  const wanted = wantedSpeed(world, moving);
  let room = Number.POSITIVE_INFINITY;
  if (moving.front_m < moving.vanish_m) {
    const leader = leaderAhead(world, car, [moving, look_m]);
    if (leader && leader.rear_m - gapOf(car) - nose < look_m) {
      room = Math.max(0, leader.rear_m - gapOf(car) - nose);
      if (room < 0.1) moving.blocker = leader.car.id;
    }
    room = Math.min(room, nodeLimit(world, car, moving) - nose, laneLimit(world, car, moving) - nose);
  }
  if (world.physical.time_ms < moving.pause_until_ms) room = 0;
  const fastest = room <= 0 ? 0 : Math.sqrt(2 * braking * room);
  const speed = Math.min(moving.speed + acceleration * dt_s, wanted, fastest);
  const way = Math.min(speed * dt_s, Math.max(0, room));
  moving.speed = speed < 0.02 ? 0 : speed;
  if (moving.speed === 0) {
    moving.standing_s += dt_s;
    return;
  }
  moving.standing_s = 0;
  moving.front_m += way;
  followBody(world, car, moving);
  leaveGate(world, car, moving);
}

function wantedSpeed(world: World, moving: Moving): number {
  const drive = world.settings.speed_kmh / 3.6;
  const outOfBay = moving.goal.from !== null && moving.front_m - moving.appear_m < 4;
  if (outOfBay) return turning_ms;
  if (moving.goal.kind === 'street') return drive;
  const left = moving.vanish_m - moving.front_m;
  return left <= 0 ? turning_ms : Math.min(drive, Math.sqrt(turning_ms * turning_ms + 2 * braking * left));
}

/** How far the nose may go because of the next lane: its hold, the pillar, the arm. */
function laneLimit(world: World, car: Car, moving: Moving): number {
  const gate = moving.gates[0];
  if (!gate) return Number.POSITIVE_INFINITY;
  const nose = noseOf(moving);
  const barrier = world.physical.barriers.get(world.network.lanes[gate.lane]?.lane.barrier ?? '');
  const arm = barrier && isArmInTheWay(barrier) && nose <= gate.arm_m - armGap_m ? gate.arm_m - armGap_m : null;
  if (car.behaviour === 'tailgates' && isFollowing(world, car, [moving, gate])) return arm ?? Number.POSITIVE_INFINITY;
  if (!tryLane(world, car, moving)) return gate.hold_m;
  moving.visit ??= { step: 'coming', since_ms: 0, arrived_ms: null, tries: 0, help_ms: 0 };
  if (moving.visit.step === 'going') return arm ?? Number.POSITIVE_INFINITY;
  return Math.max(pillarOf(gate), nose);
}

/** Right behind a car that is on its way through this lane. */
function isFollowing(world: World, car: Car, [moving, gate]: [Moving, Gate]): boolean {
  const holder = world.state.lane_holders[gate.lane] ?? null;
  if (holder === car.id) return false;
  const leader = leaderAhead(world, car, [moving, 25]);
  if (leader?.car.state.kind !== 'moving') return false;
  const ahead = leader.car.state.visit;
  const leaving = leader.rear_m > gate.arm_m - 6 && leader.rear_m < gate.arm_m + 8;
  return leaving && (ahead === null || ahead.step === 'going');
}

/** The lane is free for the next car once this one is wholly past. */
function leaveGate(world: World, car: Car, moving: Moving): void {
  const gate = moving.gates[0];
  if (!gate || rearOf(car, moving) < gate.free_m) return;
  moving.gates.shift();
  moving.visit = null;
  freeLane(world, car, gate.lane);
}

/** Backwards, as far as the car behind lets it; the look behind is on the same path. */
function backAway(world: World, car: Car, [moving, dt_s]: [Moving, number]): void {
  const rear = rearOf(car, moving);
  const room = roomBehind(world, car, moving);
  if (rear <= moving.appear_m || room <= 0) {
    moving.speed = 0;
    moving.standing_s += dt_s;
    return;
  }
  moving.speed = backing_ms;
  moving.standing_s = 0;
  moving.front_m -= Math.min(backing_ms * dt_s, room);
  followBody(world, car, moving);
}

const behindGap_m = 1.5;

export function carBehind(world: World, car: Car, moving: Moving): { car: Car; gap_m: number } | null {
  const rear = rearOf(car, moving);
  let nearest: { car: Car; gap_m: number } | null = null;
  for (let k = Math.max(0, moving.rear_k - 1); k <= moving.rear_k; k++) {
    for (const entry of world.onAisle[moving.path[k] ?? -1] ?? []) {
      const other = entry.car.state;
      if (entry.car === car || other.kind !== 'moving') continue;
      const gap_m = rear - (noseOf(other) - entry.start_m + (moving.starts[k] ?? 0));
      if (gap_m > -0.5 && (!nearest || gap_m < nearest.gap_m)) nearest = { car: entry.car, gap_m };
    }
  }
  return nearest;
}

function roomBehind(world: World, car: Car, moving: Moving): number {
  const behind = carBehind(world, car, moving);
  return behind ? behind.gap_m - behindGap_m : Number.POSITIVE_INFINITY;
}
