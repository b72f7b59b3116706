import type { PointReference } from '@berth/domain/kernel';
import type { Lane } from '@berth/domain/site';

/**
 * A barrier with the controller in its own housing: commands are pulses, its wired safety inputs
 * stop and reverse a falling arm with every other machine dead, the fire contact raises it.
 */
export interface Barrier {
  /** 0 is down across the lane, 1 is up. */
  arm: number;
  drive: 'rest' | 'raising' | 'lowering';
  /** The last command pulse, not yet obeyed. */
  pulse: 'raise' | 'lower' | null;
  hold_up: boolean;
  /** The fire contact, wired to this barrier. */
  fire: boolean;
  /** Any of its wired safety inputs is occupied, as the controller itself sees it. */
  safety: boolean;
  safety_inputs: readonly PointReference[];
  without_power: Lane['without_power'];
  mains_lost: boolean;
  battery_low: boolean;
  /** How long it has run on its battery. */
  on_battery_s: number;
  arm_off: boolean;
  /** Somebody holds it up with crank, key or remote control. */
  by_hand: boolean;
  /** The gear is stuck: nothing moves the arm. */
  stuck: boolean;
  move_s: number;
  /** How often the arm has come down on a car. Must stay 0 for ever. */
  hits: number;
}

export function createBarrier(): Barrier {
  return {
    arm: 0,
    drive: 'rest',
    pulse: null,
    hold_up: false,
    fire: false,
    safety: false,
    safety_inputs: [],
    without_power: 'rises',
    mains_lost: false,
    battery_low: false,
    on_battery_s: 0,
    arm_off: false,
    by_hand: false,
    stuck: false,
    move_s: 2,
    hits: 0,
  };
}

const batteryLowAfter_s = 600;

/** One step of motor and controller; `safety` is whether a wired safety input is occupied now. */
export function stepBarrier(barrier: Barrier, dt_s: number, safety: boolean): void {
  barrier.safety = safety;
  barrier.on_battery_s = barrier.mains_lost ? barrier.on_battery_s + dt_s : 0;
  barrier.battery_low = barrier.mains_lost && barrier.on_battery_s > batteryLowAfter_s;
  const pulse = barrier.pulse;
  barrier.pulse = null;
  barrier.drive = nextDrive(barrier, pulse);
  if (barrier.stuck || barrier.drive === 'rest') return;
  const travel = dt_s / barrier.move_s;
  barrier.arm = clampArm(barrier.arm + (barrier.drive === 'raising' ? travel : -travel));
  if (barrier.arm === 0 || barrier.arm === 1) barrier.drive = 'rest';
}

function nextDrive(barrier: Barrier, pulse: Barrier['pulse']): Barrier['drive'] {
  const wanted = (): Barrier['drive'] => (barrier.arm < 1 ? 'raising' : 'rest');
  if (barrier.by_hand) return wanted();
  if (barrier.mains_lost && barrier.without_power === 'rises') return wanted();
  if (barrier.mains_lost && barrier.without_power === 'stays-with-crank') return 'rest';
  if (barrier.fire || barrier.hold_up || pulse === 'raise') return wanted();
  if (barrier.safety && barrier.drive === 'lowering') return 'raising';
  if (pulse === 'lower') return barrier.safety || barrier.arm === 0 ? barrier.drive : 'lowering';
  return barrier.drive;
}

function clampArm(arm: number): number {
  if (arm < 1e-9) return 0;
  return arm > 1 - 1e-9 ? 1 : arm;
}

/** The lane is blocked for a driver who keeps to the rules: the arm is not fully up. */
export function isArmInTheWay(barrier: Barrier): boolean {
  return !barrier.arm_off && barrier.arm < 0.95;
}
