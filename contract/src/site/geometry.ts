import type { PlanPoint } from '@berth/domain/site';

/** A place on a line, and the direction of driving there (a unit vector). */
export interface Pose {
  readonly at: PlanPoint;
  readonly heading: PlanPoint;
}

export function distance(a: PlanPoint, b: PlanPoint): number {
  return Math.hypot(b[0] - a[0], b[1] - a[1]);
}

export function lineLength(line: readonly PlanPoint[]): number {
  let length = 0;
  for (let index = 1; index < line.length; index += 1) {
    const [a, b] = [line[index - 1], line[index]];
    if (a && b) length += distance(a, b);
  }
  return length;
}

/** The place `at_m` along a line; before its start and after its end the first or last piece goes on straight. */
export function poseAlong(line: readonly PlanPoint[], at_m: number): Pose {
  let left = at_m;
  let pose: Pose = { at: line[0] ?? [0, 0], heading: [1, 0] };
  for (let index = 1; index < line.length; index += 1) {
    const [a, b] = [line[index - 1], line[index]];
    if (!a || !b) continue;
    const length = distance(a, b);
    if (length === 0) continue;
    const heading: PlanPoint = [(b[0] - a[0]) / length, (b[1] - a[1]) / length];
    pose = { at: [a[0] + heading[0] * left, a[1] + heading[1] * left], heading };
    if (left <= length) return pose;
    left -= length;
  }
  return pose;
}

/** A rectangle beside a line: its middle `at_m` along, from `near_m` to `far_m` off it (negative is to the right). */
export function rectangleBeside(
  line: readonly PlanPoint[],
  at_m: number,
  box: { width_m: number; near_m: number; far_m: number },
): PlanPoint[] {
  const { at, heading } = poseAlong(line, at_m);
  const left: PlanPoint = [-heading[1], heading[0]];
  const corner = (along: number, off: number): PlanPoint => [
    rounded(at[0] + heading[0] * along + left[0] * off),
    rounded(at[1] + heading[1] * along + left[1] * off),
  ];
  const half = box.width_m / 2;
  return [corner(-half, box.near_m), corner(half, box.near_m), corner(half, box.far_m), corner(-half, box.far_m)];
}

/** To the millimetre, so that files and tests are free of 0.30000000000000004. */
export function rounded(metres: number): number {
  return Math.round(metres * 1000) / 1000;
}

export interface Box {
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
}

export function boxOf(polygon: readonly PlanPoint[]): Box {
  let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [x, y] of polygon) {
    west = Math.min(west, x);
    east = Math.max(east, x);
    south = Math.min(south, y);
    north = Math.max(north, y);
  }
  return { west, east, south, north };
}

/** How deep two convex polygons lie in each other, by separating axes; 0 or less when they do not. */
export function overlapDepth(a: readonly PlanPoint[], b: readonly PlanPoint[]): number {
  let depth = Infinity;
  for (const polygon of [a, b]) {
    for (let index = 0; index < polygon.length; index += 1) {
      const [p, q] = [polygon[index], polygon[(index + 1) % polygon.length]];
      if (!p || !q) continue;
      const length = distance(p, q);
      if (length < 1e-9) continue;
      const axis: PlanPoint = [-(q[1] - p[1]) / length, (q[0] - p[0]) / length];
      const [s, t] = [shadow(a, axis), shadow(b, axis)];
      depth = Math.min(depth, s.high - t.low, t.high - s.low);
      if (depth <= 0) return depth;
    }
  }
  return depth;
}

function shadow(polygon: readonly PlanPoint[], axis: PlanPoint): { low: number; high: number } {
  let [low, high] = [Infinity, -Infinity];
  for (const [x, y] of polygon) {
    const at = x * axis[0] + y * axis[1];
    low = Math.min(low, at);
    high = Math.max(high, at);
  }
  return { low, high };
}

export function isInside(point: PlanPoint, polygon: readonly PlanPoint[]): boolean {
  let inside = false;
  for (let index = 0; index < polygon.length; index += 1) {
    const [p, q] = [polygon[index], polygon[(index + 1) % polygon.length]];
    if (!p || !q) continue;
    const crosses = p[1] > point[1] !== q[1] > point[1];
    if (crosses && point[0] < ((q[0] - p[0]) * (point[1] - p[1])) / (q[1] - p[1]) + p[0]) inside = !inside;
  }
  return inside;
}
