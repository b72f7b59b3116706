import type { Id } from '@berth/domain/kernel';

/** Faults that the devices on the wire apply; the target is a device, a gateway or `site`. */
const wireFaultKinds = [
  'slave_dead',
  'answer_garbage',
  'network_cut',
  'network_black_hole',
  'camera_dead',
  'sign_dead',
] as const;

/** Faults of the things themselves, applied to the physical state. */
const physicalFaultKinds = [
  'loop_stuck',
  'loop_missed',
  'button_stuck',
  'bay_sensor_stuck',
  'arm_torn_off',
  'opened_by_hand',
  'barrier_stuck',
  'power_lost',
  'fire',
  'dispenser_jammed',
  'dispenser_empty',
  'dispenser_low',
  'collector_jammed',
  'collector_full',
  'height_beam_blocked',
  'card_torn_write',
  'note_jammed',
] as const;

export const faultKinds = [...wireFaultKinds, ...physicalFaultKinds] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface Fault {
  readonly id: string;
  readonly kind: FaultKind;
  /** A device, lane, bay, gateway or point; `site` for the whole of it. */
  readonly target: string;
  /** World time at which it ends by itself; null when it stays until it is taken away. */
  readonly until_ms: number | null;
}

/** For the wire: whether a fault of this kind is on for this device or gateway (or for the whole site). */
export function isFaultOn(faults: readonly Fault[], kind: FaultKind, target: Id): boolean {
  for (const fault of faults) {
    if (fault.kind === kind && (fault.target === target || fault.target === 'site')) return true;
  }
  return false;
}
