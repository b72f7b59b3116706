import type { PointReference } from '@berth/domain/kernel';
import type { Car, Moving } from './car.ts';
import { noseOf, rearOf } from './car.ts';
import { laneLayout, pairLoop_m } from './geometry.ts';
import type { NetAisle, Network, Stand } from './network.ts';
import type { PhysicalWorld } from './physical.ts';
import { inputAt } from './physical.ts';
import type { SensedPlace, World } from './world.ts';

type Span = readonly [from_m: number, to_m: number];
type LaneInput = [place: Span, point: PointReference | null, only: 'tall' | null];

/** Where on each aisle which input is on: the loops of lanes and borders, beams, height beams. */
export function placeInputs(network: Network, physical: PhysicalWorld): SensedPlace[][] {
  const places: SensedPlace[][] = network.aisles.map(() => []);
  const spread = (aisle: NetAisle, [[from_m, to_m], point, only]: LaneInput) => {
    const input = point === null ? null : inputAt(physical, point);
    if (!input) return;
    places[aisle.index]?.push({ from_m, to_m, input, only });
    // A loop near a node lies on the neighbouring aisles too.
    if (from_m < 0) {
      for (const index of aisle.previous) {
        const length = network.aisles[index]?.length_m ?? 0;
        places[index]?.push({ from_m: length + from_m, to_m: length + Math.min(0, to_m), input, only });
      }
    }
    if (to_m > aisle.length_m) {
      const rest: Span = [Math.max(0, from_m - aisle.length_m), to_m - aisle.length_m];
      for (const index of aisle.next) places[index]?.push({ from_m: rest[0], to_m: rest[1], input, only });
    }
  };
  for (const { lane, stands } of network.lanes) {
    for (const stand of stands) {
      const aisle = network.aisles[stand.aisle];
      if (!aisle) continue;
      for (const each of laneInputs(lane, stand)) spread(aisle, each);
    }
  }
  for (const border of network.site.borders) {
    const aisle = network.aisles[network.aisleIndex.get(border.aisle) ?? -1];
    if (!aisle) continue;
    const half = pairLoop_m / 2;
    const first = border.at_m - border.spacing_m / 2;
    const second = border.at_m + border.spacing_m / 2;
    spread(aisle, [[first - half, first + half], border.first, null]);
    spread(aisle, [[second - half, second + half], border.second, null]);
  }
  return places;
}

function laneInputs(lane: Network['lanes'][number]['lane'], stand: Stand): LaneInput[] {
  const at = ([from, to]: Span): Span =>
    stand.direction === 'forward' ? [stand.at_m + from, stand.at_m + to] : [stand.at_m - to, stand.at_m - from];
  // The end's own things stand before the arm for who comes from that end.
  const before = ([from, to]: Span): Span => [stand.at_m + from, stand.at_m + to];
  const inputs: LaneInput[] = [
    [at(laneLayout.approach), lane.loops.approach, null],
    [at(laneLayout.arming), lane.loops.arming, null],
    [at(laneLayout.closing), lane.loops.closing, null],
    [at(laneLayout.leaving), lane.loops.leaving, null],
    [before(laneLayout.height_beam), stand.end?.height_beam ?? null, 'tall'],
  ];
  for (const safety of lane.safety) {
    const layout = safety.kind === 'loop' || safety.kind === 'radar' ? laneLayout.safety_loop : laneLayout.beam;
    inputs.push([at(layout), safety.input, null]);
  }
  return inputs;
}

/** Sets every loop and beam from the cars that stand over it now. */
export function senseCars(world: World): void {
  for (const aisle of world.sensedAisles) for (const place of world.sensed[aisle] ?? []) place.input.on = false;
  for (const aisle of world.sensedAisles) {
    const places = world.sensed[aisle] ?? [];
    for (const { car, start_m } of world.onAisle[aisle] ?? []) {
      if (car.state.kind !== 'moving' || car.state.aside_until_ms !== null) continue;
      const from = rearOf(car, car.state) - start_m;
      const to = noseOf(car.state) - start_m;
      for (const place of places) {
        if (to > place.from_m && from < place.to_m && (place.only === null || car.behaviour === 'too-high')) {
          place.input.on = true;
        }
      }
    }
  }
}

/** Shares of the car that are in its bay while it turns in or comes out. */
export function senseBay(world: World, car: Car, moving: Moving): void {
  const visible = noseOf(moving) - rearOf(car, moving);
  const hidden = Math.max(0, Math.min(1, 1 - visible / car.length_m));
  const { goal } = moving;
  if (goal.from !== null && rearOf(car, moving) === moving.appear_m) setCover(world, goal.from, hidden);
  else if (goal.from !== null) setCover(world, goal.from, 0);
  if (goal.kind !== 'bay' || moving.front_m < moving.vanish_m) return;
  setCover(world, goal.bay, hidden);
  if (goal.also !== null) setCover(world, goal.also, hidden);
}

export function setCover(world: World, bay: string, cover: number): void {
  const channel = world.channels.get(bay);
  if (channel) channel.cover = cover;
}

/** What each lane's camera sees: the car whose turn it is, or who is under the arm. */
export function senseViews(world: World): void {
  const { physical, network } = world;
  physical.views.clear();
  for (const { stands } of network.lanes) {
    for (const stand of stands) {
      const camera = stand.end?.camera;
      if (!camera) continue;
      for (const { car, start_m } of world.onAisle[stand.aisle] ?? []) {
        if (car.state.kind !== 'moving') continue;
        const nose = noseOf(car.state) - start_m - stand.at_m;
        if (nose < -4 || nose > 6) continue;
        const { id, colour, plate, length_m } = car;
        physical.views.set(camera, { car: id, colour, plate, length_m });
      }
    }
  }
}
