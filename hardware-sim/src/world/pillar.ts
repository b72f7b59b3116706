import type { PointReference } from '@berth/domain/kernel';
import { parsePoint } from '@berth/domain/kernel';
import { pillarOf } from './ahead.ts';
import { isArmInTheWay } from './barrier.ts';
import type { Car, Gate, Moving, Visit } from './car.ts';
import { noseOf } from './car.ts';
import { insertCard, showCard, takeBack, takeCard } from './card-machines.ts';
import type { Stand } from './network.ts';
import { inputAt, outputOf } from './physical.ts';
import { between } from './random.ts';
import type { World } from './world.ts';

/** A driver at a lane, for as long as it is his turn. */
export interface AtLane {
  readonly world: World;
  readonly car: Car;
  readonly moving: Moving;
  readonly gate: Gate;
  readonly stand: Stand;
  readonly visit: Visit;
}

const press_ms = 400;
const pressAgain_ms = 4500;
const openAnyway_ms = 6000;
const showAgain_ms = 7000;
const helpAfter_ms = 30_000;
const helpAgain_ms = 20_000;

/** One look of the driver: what he does at the pillar now. */
export function actAtPillar(at: AtLane): void {
  const { world, moving, gate, visit } = at;
  const now = world.physical.time_ms;
  if (visit.step === 'coming') {
    if (moving.speed > 0.05 || noseOf(moving) < pillarOf(gate) - 0.3) return;
    visit.arrived_ms = now;
    enter(visit, 'at-pillar', now + between(world.state.chance.drivers, 900, 2200));
    return;
  }
  if (now < visit.since_ms) return;
  if (visit.step === 'may-go') leaveWhenUp(at, now);
  else if (visit.step !== 'going') useMachines(at, now);
}

/** `since_ms` may lie ahead: hands need their time. */
function enter(visit: Visit, step: Visit['step'], since_ms: number): void {
  visit.step = step;
  visit.since_ms = since_ms;
}

function useMachines(at: AtLane, now: number): void {
  const { car, stand, visit } = at;
  const end = stand.end;
  const standing = now - (visit.arrived_ms ?? now);
  const reason = isFire(at) || (visit.tries > 0 && standing > openAnyway_ms && visit.step !== 'awaiting-card');
  if (reason && isOpenFor(at)) {
    // Whoever drives off without waiting for his card leaves it in the machine.
    if (visit.step === 'inserted') car.card = null;
    goOn(at, now);
    return;
  }
  askForHelp(at, now);
  if (end?.dispenser && car.card === null) takeFromDispenser(at, now);
  else if (end?.collector && car.card !== null) giveToCollector(at, now);
  else if (end?.reader && car.card !== null) showToReader(at, now);
  else if (isOpenFor(at)) goOn(at, now);
}

function takeFromDispenser(at: AtLane, now: number): void {
  const { world, car, stand, visit } = at;
  const dispenser = world.physical.dispensers.get(stand.end?.dispenser ?? '');
  if (!dispenser) return;
  const waited = now - visit.since_ms;
  if (visit.step === 'awaiting-card') {
    if (car.behaviour === 'leaves-card') return;
    car.card = takeCard(dispenser);
    world.marks++;
    enter(visit, car.card === null ? 'at-pillar' : 'may-go', now);
    return;
  }
  if (dispenser.mouth !== null) {
    setButton(at, stand.end?.button ?? null, false);
    enter(visit, 'awaiting-card', now + between(world.state.chance.drivers, 800, 2200));
  } else if (visit.step === 'at-pillar') {
    setButton(at, stand.end?.button ?? null, true);
    visit.tries++;
    enter(visit, 'pressing', now);
  } else if (visit.step === 'pressing') {
    if (waited > press_ms) setButton(at, stand.end?.button ?? null, false);
    if (waited > pressAgain_ms) enter(visit, 'at-pillar', now);
  } else enter(visit, 'at-pillar', now);
}

function giveToCollector(at: AtLane, now: number): void {
  const { world, car, stand, visit } = at;
  const collector = world.physical.collectors.get(stand.end?.collector ?? '');
  if (!collector || car.card === null) return;
  if (visit.step !== 'inserted') {
    if (!insertCard(collector, car.card)) return;
    visit.tries++;
    world.marks++;
    enter(visit, 'inserted', now);
  } else if (collector.held === car.card) return;
  else if (collector.mouth === car.card) {
    takeBack(collector);
    world.marks++;
    enter(visit, 'at-pillar', now + showAgain_ms);
    if (isRising(at)) enter(visit, 'may-go', now + 800);
  } else {
    car.card = null;
    world.marks++;
    enter(visit, 'may-go', now);
  }
}

function showToReader(at: AtLane, now: number): void {
  const { world, car, stand, visit } = at;
  const reader = world.physical.readers.get(stand.end?.reader ?? '');
  if (!reader || car.card === null) return;
  if (visit.step === 'shown' && isRising(at)) {
    enter(visit, 'may-go', now);
    return;
  }
  const patience = visit.tries < 4 ? showAgain_ms : 3 * showAgain_ms;
  if (visit.step === 'shown' && now - visit.since_ms < patience) return;
  showCard(reader, car.card);
  visit.tries++;
  enter(visit, 'shown', now);
}

function leaveWhenUp(at: AtLane, now: number): void {
  // He has what he came for, and will back out with it.
  if (at.car.behaviour === 'backs-out' && at.stand.from_zone === null) return;
  if (isOpenFor(at)) goOn(at, now);
  else askForHelp(at, now);
}

function goOn(at: AtLane, now: number): void {
  setButton(at, at.stand.end?.button ?? null, false);
  setButton(at, at.stand.end?.help_button ?? null, false);
  enter(at.visit, 'going', now);
}

function barrierOf(at: AtLane) {
  return at.world.physical.barriers.get(at.world.network.lanes[at.gate.lane]?.lane.barrier ?? '');
}

function isFire(at: AtLane): boolean {
  return barrierOf(at)?.fire === true;
}

function isRising(at: AtLane): boolean {
  const barrier = barrierOf(at);
  return barrier !== undefined && (barrier.drive === 'raising' || barrier.arm >= 1 || barrier.arm_off);
}

/** Arm up and not coming down, and no red light. */
function isOpenFor(at: AtLane): boolean {
  const barrier = barrierOf(at);
  if (barrier && (isArmInTheWay(barrier) || (barrier.drive === 'lowering' && !barrier.arm_off))) return false;
  const light = parsePoint(at.stand.end?.traffic_light ?? '');
  return light === null || outputOf(at.world.physical, { ...light, reading: 'light' }) !== 'red';
}

function askForHelp(at: AtLane, now: number): void {
  const { visit } = at;
  const button = at.stand.end?.help_button ?? null;
  if (button === null || visit.arrived_ms === null) return;
  if (now - visit.help_ms > press_ms) setButton(at, button, false);
  if (now - visit.arrived_ms < helpAfter_ms || now - visit.help_ms < helpAgain_ms) return;
  visit.help_ms = now;
  setButton(at, button, true);
}

function setButton(at: AtLane, button: PointReference | null, on: boolean): void {
  const input = button === null ? null : inputAt(at.world.physical, button);
  if (input) input.on = on;
}

/** Lets go of every button: the driver has left the pillar in another way. */
export function releaseButtons(at: AtLane): void {
  setButton(at, at.stand.end?.button ?? null, false);
  setButton(at, at.stand.end?.help_button ?? null, false);
}
