import type { BayReading } from '../kernel/index.ts';
import type { Bay } from '../site/model.ts';

/** Names of the light command in device profiles. */
export type BayLight = 'off' | 'red' | 'green' | 'blue';

/**
 * Red over a car; over a free bay green where any driver may park, blue where not everybody may;
 * dark when nobody knows.
 */
export function bayLight(bay: Pick<Bay, 'kind' | 'permit_only'>, state: BayReading): BayLight {
  if (state === 'occupied') return 'red';
  if (state === 'unknown') return 'off';
  return bay.permit_only || bay.kind === 'disabled' || bay.kind === 'ev' || bay.kind === 'vip' ? 'blue' : 'green';
}
