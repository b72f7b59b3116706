import type { simulatorFaultKinds } from '@berth/contract';
import type { Id } from '@berth/domain/kernel';

export type FaultKind = (typeof simulatorFaultKinds)[number];

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
