import { freeLane } from './ahead.ts';
import type { Car, Gate, Moving, Visit } from './car.ts';
import { noseOf } from './car.ts';
import { carBehind } from './moving.ts';
import type { Stand } from './network.ts';
import { releaseButtons } from './pillar.ts';
import { between } from './random.ts';
import { leaveRoad } from './trip.ts';
import type { World } from './world.ts';

export interface AtGate {
  readonly world: World;
  readonly car: Car;
  readonly moving: Moving;
  readonly gate: Gate;
  readonly stand: Stand;
  readonly visit: Visit | null;
}

const backsOutAfter_ms = 2500;
const behindHold_m = 12;

/** What drivers do that nobody asked them to: give up, back out, stop where they should not. */
export function considerWhims(at: AtGate): void {
  const { world, car, moving, gate, visit } = at;
  const now = world.physical.time_ms;
  if (moving.backing) {
    letBehindGo(at);
    return;
  }
  if (!visit) return;
  const standing = visit.arrived_ms === null ? 0 : now - visit.arrived_ms;
  const before = noseOf(moving) < gate.arm_m;
  const fromStreet = at.stand.from_zone === null;
  if (fromStreet && before && car.behaviour === 'backs-out' && visit.step === 'may-go') {
    if (now - visit.since_ms > backsOutAfter_ms) startBacking(at, visit);
  } else if (fromStreet && before && standing > patienceOf(at) && visit.step !== 'may-go' && visit.step !== 'going') {
    startBacking(at, visit);
  } else if (car.behaviour === 'stops-on-loop' && !moving.pause_done && noseOf(moving) > gate.arm_m + 2.2) {
    moving.pause_done = true;
    moving.pause_until_ms = now + between(world.state.chance.drivers, 8000, 20_000);
  }
}

/** Drivers differ, each always in the same way. */
function patienceOf(at: AtGate): number {
  const [least, most] = at.world.settings.patience_s;
  return 1000 * (least + ((at.car.id * 0.618) % 1) * (most - least));
}

function startBacking(at: AtGate, visit: Visit): void {
  releaseButtons({ ...at, visit });
  at.moving.backing = true;
  at.moving.speed = 0;
}

/** Who stands behind a car that backs out drives around the block, and comes again. */
function letBehindGo(at: AtGate): void {
  const { world, car, moving, gate } = at;
  const behind = carBehind(world, car, moving);
  const other = behind?.car;
  if (!other || behind.gap_m > 2 || other.state.kind !== 'moving' || other.zone !== null) return;
  const next = other.state.gates[0];
  if (!next || next.lane !== gate.lane || other.state.goal.from !== null) return;
  if (noseOf(other.state) > next.arm_m - 2 || next.arm_m - noseOf(other.state) > behindHold_m + 60) return;
  const { goal } = other.state;
  if (goal.kind === 'bay') {
    world.state.claims.delete(goal.bay);
    if (goal.also !== null) world.state.claims.delete(goal.also);
  }
  leaveRoad(world, other, other.state);
  freeLane(world, other, next.lane);
  world.movers.delete(other.id);
  world.state.cars.delete(other.id);
  world.state.kerb.unshift({
    stay_ms: other.stay_ms,
    until_ms: other.until_ms,
    bay: goal.kind === 'bay' ? goal.bay : null,
    behaviour: other.behaviour,
    lane: null,
    office: other.office,
    since_ms: world.physical.time_ms,
  });
}
