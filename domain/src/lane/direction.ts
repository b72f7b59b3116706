import type { LaneDirection } from '../kernel/index.ts';
import type { Lane } from '../site/model.ts';
import type { LaneState } from './state.ts';
import type { LaneImage, Reading } from './types.ts';

export const bothDirections: readonly LaneDirection[] = ['forward', 'backward'];

export function opposite(direction: LaneDirection): LaneDirection {
  return direction === 'forward' ? 'backward' : 'forward';
}

/** What passing this way does: into the site, out of it, or from one area to another. */
export function placeOf(lane: Lane, direction: LaneDirection): 'entry' | 'exit' | 'inner' {
  const from = direction === 'forward' ? lane.from_area : lane.to_area;
  const to = direction === 'forward' ? lane.to_area : lane.from_area;
  if (from === null && to !== null) return 'entry';
  if (to === null && from !== null) return 'exit';
  if (from === null && to === null && lane.kind === 'entry') return 'entry';
  if (from === null && to === null && lane.kind === 'exit') return 'exit';
  return 'inner';
}

/** Whether cars may pass this way now. A reversible lane has one direction in service, a ramp gives turns. */
export function isServed(lane: Lane, state: LaneState, direction: LaneDirection): boolean {
  if (lane[direction] === null) return false;
  if (lane.kind === 'reversible' || lane.kind === 'one-car-ramp') return state.direction === direction;
  return direction === 'forward';
}

/** Against the lane for good: a ramp lets both ways pass in turn, so nothing on it is. */
export function isWrongWay(lane: Lane, state: LaneState, direction: LaneDirection): boolean {
  return lane.kind !== 'one-car-ramp' && !isServed(lane, state, direction);
}

/** The direction that counts while it is not known from where a car came. */
export function servedDirection(state: LaneState): LaneDirection {
  return state.phase.kind === 'authorised' ? state.phase.direction : state.direction;
}

/** The loop that a car of this direction stands on at the pillar. */
export function nearLoop(image: LaneImage, direction: LaneDirection): Reading {
  return direction === 'forward' ? image.arming : image.closing;
}

/** The loop beyond the arm: while a car is on it the arm stays up. */
export function farLoop(image: LaneImage, direction: LaneDirection): Reading {
  return direction === 'forward' ? image.closing : image.arming;
}

/**
 * Where a driver waits to be served: the arming loop; from the other end the closing loop, or, on a
 * ramp, the loop at its far end, where the light stands.
 */
export function waitingLoop(lane: Lane, image: LaneImage, direction: LaneDirection): Reading {
  if (direction === 'forward') return image.arming;
  return lane.kind === 'one-car-ramp' && lane.loops.leaving !== null ? image.leaving : image.closing;
}

/** The loop that a car of this direction meets before the near one; null in `has` where there is none. */
export function behindLoop(lane: Lane, image: LaneImage, direction: LaneDirection): Reading | 'none' {
  const wired = direction === 'forward' ? lane.loops.approach : lane.loops.leaving;
  if (wired === null) return 'none';
  return direction === 'forward' ? image.approach : image.leaving;
}

/** The loop that a car of this direction meets last. */
export function aheadLoop(lane: Lane, image: LaneImage, direction: LaneDirection): Reading | 'none' {
  return behindLoop(lane, image, opposite(direction));
}
