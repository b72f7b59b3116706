import { drawStay } from '../world/drivers.ts';
import { exponential } from '../world/random.ts';
import type { World } from '../world/world.ts';

/** Arrivals by chance: a Poisson stream whose rate follows the time of day. Plain data. */
export interface RandomTraffic {
  readonly kind: 'random';
  per_hour: number;
  next_ms: number;
  /** Milliseconds after local midnight at world time 0. */
  readonly began_ms: number;
  /** How much the day sways: 0 the same all day, 1 as the profile. */
  readonly sway: number;
}

/** Share of the mean rate in each hour of the day; a mall with offices. Sums to 24. */
const dayProfile = [
  0.2, 0.1, 0.1, 0.1, 0.15, 0.25, 0.6, 1.2, 1.7, 1.6, 1.5, 1.55, 1.6, 1.5, 1.4, 1.4, 1.5, 1.75, 1.8, 1.5, 1.1, 0.75,
  0.45, 0.2,
];

function rateAt(traffic: RandomTraffic, time_ms: number): number {
  const hour = Math.floor(((traffic.began_ms + time_ms) / 3_600_000) % 24);
  return traffic.per_hour * (1 + traffic.sway * ((dayProfile[hour] ?? 1) - 1));
}

export function stepRandom(world: World, traffic: RandomTraffic): void {
  const now = world.physical.time_ms;
  while (traffic.next_ms <= now) {
    traffic.next_ms += drawGap(world, traffic, Math.max(0, traffic.next_ms));
    if (world.state.hold) continue;
    world.state.kerb.push({
      stay_ms: drawStay(world),
      until_ms: null,
      bay: null,
      behaviour: 'normal',
      lane: null,
      office: null,
      since_ms: now,
    });
  }
}

const longestGap_ms = 3_600_000;

function drawGap(world: World, traffic: RandomTraffic, at_ms: number): number {
  const rate = rateAt(traffic, at_ms);
  if (rate <= 0) return longestGap_ms;
  return Math.min(longestGap_ms, exponential(world.state.chance.traffic, 3_600_000 / rate));
}

export function startRandom(world: World, began_ms: number, per_hour: number): RandomTraffic {
  const traffic: RandomTraffic = { kind: 'random', per_hour, next_ms: 0, began_ms, sway: 0.25 };
  traffic.next_ms = world.physical.time_ms + drawGap(world, traffic, world.physical.time_ms);
  return traffic;
}

/** Sets how many come in an hour, from now on; traffic that is recorded stays as it is. */
export function rateTraffic(
  simulation: { readonly world: World; readonly traffic: { readonly kind: string } },
  perHour: number,
): void {
  const traffic = simulation.traffic as RandomTraffic;
  if (traffic.kind !== 'random') return;
  traffic.per_hour = perHour;
  const now = simulation.world.physical.time_ms;
  traffic.next_ms = now + drawGap(simulation.world, traffic, now);
}
