import { freeLane } from './ahead.ts';
import { applyFaults, endFaults } from './apply-faults.ts';
import { isArmInTheWay, stepBarrier } from './barrier.ts';
import type { Car, Moving } from './car.ts';
import { noseOf, rearOf } from './car.ts';
import { stepCollector, stepDispenser } from './card-machines.ts';
import { tryComeOut } from './coming-out.ts';
import { comeBack, untieKnots } from './knots.ts';
import { moveCar } from './moving.ts';
import type { Input } from './physical.ts';
import { actAtPillar } from './pillar.ts';
import { senseBay, senseCars, senseViews, setCover } from './sensing.ts';
import { step_ms } from './settings.ts';
import { restockCards } from './staff.ts';
import { leaveRoad } from './trip.ts';
import { considerWhims } from './whims.ts';
import type { World } from './world.ts';

/**
 * One step of `step_ms`: hands and feet of the drivers, then cars, then what loops and cameras see,
 * then arms and card machines. Arrivals and departures come from `traffic`, before it.
 */
export function stepWorld(world: World): void {
  const dt_s = step_ms / 1000;
  const { physical } = world;
  physical.time_ms += step_ms;
  if (endFaults(world)) applyFaults(world);
  for (const car of world.movers.values()) {
    if (car.state.kind === 'moving') stepCar(world, car, [car.state, dt_s]);
  }
  senseCars(world);
  if (physical.time_ms % 200 === 0) senseViews(world);
  for (const { lane } of world.network.lanes) {
    const barrier = physical.barriers.get(lane.barrier);
    if (!barrier) continue;
    const before = barrier.arm;
    stepBarrier(barrier, dt_s, isSafetyOn(world.safety.get(lane.barrier) ?? []));
    if (barrier.arm < before && isArmInTheWay(barrier)) feelHit(world, lane.barrier);
  }
  for (const dispenser of physical.dispensers.values()) stepDispenser(dispenser, dt_s);
  for (const collector of physical.collectors.values()) stepCollector(collector);
  if (physical.time_ms % 5000 === 0) untieKnots(world);
  restockCards(world);
}

function stepCar(world: World, car: Car, [moving, dt_s]: [Moving, number]): void {
  if (moving.aside_until_ms !== null) {
    comeBack(world, car, moving);
    return;
  }
  if (!moving.out && !tryComeOut(world, car, [moving, dt_s])) return;
  moveCar(world, car, [moving, dt_s]);
  if (isAtLane(moving)) actAtLane(world, car, moving);
  cross(world, car, moving);
  if (moving.goal.from !== null || moving.goal.kind === 'bay') senseBay(world, car, moving);
  if (moving.goal.from !== null && rearOf(car, moving) > moving.appear_m) leaveBay(world, car, moving);
  const gone = moving.front_m >= moving.vanish_m + car.length_m - 1e-6;
  if (gone && moving.goal.kind === 'bay') park(world, car, [moving, moving.goal.bay, moving.goal.also]);
  else if (gone) vanish(world, car, moving);
  else if (moving.backing && hasBackedOut(car, moving)) turnAway(world, car, moving);
}

function isSafetyOn(inputs: readonly Input[]): boolean {
  for (const input of inputs) if (input.stuck ?? input.on) return true;
  return false;
}

/** The stretch before an arm in which a driver thinks of the lane. */
const laneReach_m = 15;

function isAtLane(moving: Moving): boolean {
  const gate = moving.gates[0];
  return gate !== undefined && (moving.visit !== null || gate.arm_m - moving.front_m < laneReach_m);
}

function actAtLane(world: World, car: Car, moving: Moving): void {
  const gate = moving.gates[0];
  const stand = gate && world.network.lanes[gate.lane]?.stands[gate.stand];
  if (!stand) return;
  const { visit } = moving;
  if (visit && !moving.backing) actAtPillar({ world, car, moving, gate, stand, visit });
  considerWhims({ world, car, moving, gate, stand, visit });
}

function leaveBay(world: World, car: Car, moving: Moving): void {
  const { goal } = moving;
  if (goal.from === null) return;
  setCover(world, goal.from, 0);
  world.state.claims.delete(goal.from);
  moving.goal = { ...goal, from: null };
  world.onEvent({ kind: 'left-bay', car: car.id, bay: goal.from });
}

/** The zone changes as the rear passes: the moment a pair of loops or a lane has seen the whole car. */
function cross(world: World, car: Car, moving: Moving): void {
  const crossing = moving.crossings[0];
  if (!crossing || rearOf(car, moving) < crossing.at_m) return;
  moving.crossings.shift();
  const from = car.zone;
  car.zone = crossing.zone;
  world.marks++;
  world.onEvent({ kind: 'crossed', car: car.id, from, to: crossing.zone });
  if (from === null || car.zone !== null) return;
  world.state.counts.completed++;
  const lane = world.network.lanes[crossing.lane ?? -1]?.lane.id ?? '';
  world.onEvent({ kind: 'completed', car: car.id, lane });
}

/** A recorded driver whose time was up before he had parked still gets out of his car first. */
const soonest_ms = 2000;

function park(world: World, car: Car, [moving, bay, also]: [Moving, string, string | null]): void {
  leave(world, car, moving);
  const now = world.physical.time_ms;
  const leave_at_ms = car.until_ms === null ? now + car.stay_ms : Math.max(car.until_ms, now + soonest_ms);
  car.state = { kind: 'parked', bay, also, leave_at_ms };
  setCover(world, bay, 1);
  if (also !== null) setCover(world, also, 1);
  world.onEvent({ kind: 'parked', car: car.id, bay });
}

function vanish(world: World, car: Car, moving: Moving): void {
  leave(world, car, moving);
  world.state.cars.delete(car.id);
  if (car.card !== null) world.state.counts.cards_gone.push(car.card);
  if (moving.goal.kind === 'bay') world.state.claims.delete(moving.goal.bay);
  if (moving.goal.kind === 'bay' && moving.goal.also !== null) world.state.claims.delete(moving.goal.also);
}

function leave(world: World, car: Car, moving: Moving): void {
  leaveRoad(world, car, moving);
  for (const gate of moving.gates) freeLane(world, car, gate.lane);
  world.movers.delete(car.id);
  world.marks++;
}

const backedOut_m = 8;

function hasBackedOut(car: Car, moving: Moving): boolean {
  const gate = moving.gates[0];
  return !gate || noseOf(moving) < gate.arm_m - backedOut_m || rearOf(car, moving) <= moving.appear_m;
}

function turnAway(world: World, car: Car, moving: Moving): void {
  world.state.counts.turned_away++;
  if (car.card !== null) world.state.counts.backed_out++;
  world.onEvent({ kind: 'turned-away', car: car.id, with_card: car.card });
  vanish(world, car, moving);
}

/** An arm that comes down on a car, although nobody should ever let it. */
function feelHit(world: World, barrierId: string): void {
  const barrier = world.physical.barriers.get(barrierId);
  if (!barrier || barrier.arm_off || barrier.arm > 0.6) return;
  for (const { lane, stands } of world.network.lanes) {
    if (lane.barrier !== barrierId) continue;
    for (const stand of stands) {
      for (const { car, start_m } of world.onAisle[stand.aisle] ?? []) {
        if (car.state.kind !== 'moving') continue;
        const under = noseOf(car.state) - start_m > stand.at_m && rearOf(car, car.state) - start_m < stand.at_m;
        if (!under) continue;
        barrier.hits++;
        barrier.drive = 'raising';
        world.onEvent({ kind: 'hit', barrier: barrierId, car: car.id });
        return;
      }
    }
  }
}
