/**
 * Where loops lie, in metres from the arm, for a car that comes from the side of the arming loop.
 * A car of 4.2 m or more is never between two of them unseen: when it leaves the arming loop it is
 * already on the closing loop.
 */
export const laneLayout = {
  approach: [-11, -9],
  height_beam: [-8.2, -8],
  arming: [-3.6, -1.6],
  safety_loop: [-0.9, 0.9],
  beam: [-0.15, 0.15],
  closing: [1.4, 3.2],
  leaving: [6, 8],
} as const satisfies Record<string, readonly [number, number]>;

/** A driver's front stands here to reach the pillar, which is beside his window. */
export const pillar_m = -1.1;

/** Who waits for the car at the pillar waits here, off the arming loop. */
export const hold_m = -4.4;

/** Past this, with the whole car, a passage is done. */
export const clear_m = laneLayout.closing[1];

/** Length of each loop of a border pair, in the direction of driving. */
export const pairLoop_m = 0.6;

/** Cars stand this far apart, so that a pair of loops between two of them is free for a moment. */
export const standingGap_m = 2.6;

export const shortestCar_m = 4.2;
export const longestCar_m = 5;

export function laneExtent(at_m: number): { from_m: number; to_m: number } {
  return { from_m: at_m + laneLayout.arming[0], to_m: at_m + clear_m };
}
