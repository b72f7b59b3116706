import type { Observation } from '../kernel/index.ts';
import { sameImage } from './image.ts';
import type { LaneState } from './state.ts';
import type { LaneContext, LaneOutput, LaneScan } from './types.ts';

export interface LaneStep {
  readonly state: LaneState;
  readonly outputs: readonly LaneOutput[];
  readonly facts: readonly Observation[];
}

const nothing: readonly never[] = [];

/** One scan. Total: it refuses by codes and never throws on what the devices or messages say. */
export function stepLane(_context: LaneContext, state: LaneState, scan: LaneScan): LaneStep {
  if (
    state.seen !== null &&
    scan.inputs.length === 0 &&
    scan.now < state.wake_at &&
    sameImage(state.seen, scan.image)
  ) {
    return { state, outputs: nothing, facts: nothing };
  }
  return { state, outputs: nothing, facts: nothing };
}

/** Everything that is true of the lane now, for the agent's whole-state message. */
export function laneTruths(_context: LaneContext, _state: LaneState): readonly Observation[] {
  return nothing;
}
