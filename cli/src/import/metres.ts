import type { PlanPoint } from '@berth/domain/site';

/** A point of the map: metres east and north of the origin, and metres up. */
export type Spot = readonly [east_m: number, north_m: number, up_m: number];

const equatorM = 6_378_137;
const eccentricity2 = 0.006_694_379_990_14;

/** From degrees to metres about an origin, on the WGS 84 ellipsoid; true to millimetres over a car park. */
export function projectionAt(origin: { lat: number; lon: number }): (lat: number, lon: number) => PlanPoint {
  const phi = (origin.lat * Math.PI) / 180;
  const bend = 1 - eccentricity2 * Math.sin(phi) ** 2;
  const northPerDegree = ((equatorM * (1 - eccentricity2)) / bend ** 1.5) * (Math.PI / 180);
  const eastPerDegree = (equatorM / Math.sqrt(bend)) * Math.cos(phi) * (Math.PI / 180);
  return (lat, lon) => [(lon - origin.lon) * eastPerDegree, (lat - origin.lat) * northPerDegree];
}

export function metresBetween(a: PlanPoint | Spot, b: PlanPoint | Spot): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}

export function middleOf(a: Spot, b: Spot): Spot {
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, (a[2] + b[2]) / 2];
}

/** The line halfway between two borders, sampled wherever either of them bends. */
export function centreLine(left: readonly Spot[], right: readonly Spot[]): Spot[] {
  const shares = [...new Set([...sharesOf(left), ...sharesOf(right)].map((share) => Math.round(share * 1e4) / 1e4))];
  return shares.sort((a, b) => a - b).map((share) => middleOf(at(left, share), at(right, share)));
}

function lengths(line: readonly Spot[]): number[] {
  let total = 0;
  return line.map((spot, index) => {
    const former = line[index - 1];
    total += former ? metresBetween(former, spot) : 0;
    return total;
  });
}

function sharesOf(line: readonly Spot[]): number[] {
  const along = lengths(line);
  const whole = along.at(-1) ?? 0;
  return whole === 0 ? [0, 1] : along.map((each) => each / whole);
}

function at(line: readonly Spot[], share: number): Spot {
  const along = lengths(line);
  const wanted = share * (along.at(-1) ?? 0);
  const next = along.findIndex((each) => each >= wanted - 1e-9);
  const [a, b] = [line[Math.max(0, next - 1)], line[Math.max(0, next)]];
  if (!a || !b) return line[0] ?? [0, 0, 0];
  const [from, to] = [along[Math.max(0, next - 1)] ?? 0, along[Math.max(0, next)] ?? 0];
  const part = to > from ? (wanted - from) / (to - from) : 0;
  return [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part, a[2] + (b[2] - a[2]) * part];
}

/** How far along a line its point nearest to a place is, and how far off the place lies. */
export function nearestOn(line: readonly PlanPoint[], place: PlanPoint): { at_m: number; off_m: number } {
  let best = { at_m: 0, off_m: Infinity };
  let before = 0;
  for (let index = 1; index < line.length; index += 1) {
    const [a, b] = [line[index - 1], line[index]];
    if (!a || !b) continue;
    const length = metresBetween(a, b);
    const dot = (place[0] - a[0]) * (b[0] - a[0]) + (place[1] - a[1]) * (b[1] - a[1]);
    const part = length === 0 ? 0 : Math.min(1, Math.max(0, dot / length ** 2));
    const foot: PlanPoint = [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part];
    const off_m = metresBetween(foot, place);
    if (off_m < best.off_m) best = { at_m: before + part * length, off_m };
    before += length;
  }
  return best;
}
