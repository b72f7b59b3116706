import type { Car, Moving } from './car.ts';
import { noseOf, rearOf } from './car.ts';
import { enterRoad } from './trip.ts';
import type { World } from './world.ts';

const patientGap_m = 7;
const impatientGap_m = 2.4;
const patient_s = 15;
const clearance_m = 0.8;

/** Comes out of a bay, or up the street, when nobody is there; after a while a smaller gap will do. */
export function tryComeOut(world: World, car: Car, [moving, dt_s]: [Moving, number]): boolean {
  const aisle = moving.path[0] ?? -1;
  const needed = moving.standing_s > patient_s ? impatientGap_m : patientGap_m;
  for (const entry of world.onAisle[aisle] ?? []) {
    const other = entry.car.state;
    if (other.kind !== 'moving') continue;
    const nose = noseOf(other) - entry.start_m;
    const rear = rearOf(entry.car, other) - entry.start_m;
    const passed = rear > moving.appear_m + clearance_m;
    const standing = other.standing_s > 2;
    const behind = nose < moving.appear_m - (standing ? clearance_m : needed);
    if (passed || behind) continue;
    moving.standing_s += dt_s;
    moving.blocker = entry.car.id;
    return false;
  }
  moving.standing_s = 0;
  moving.blocker = null;
  moving.front_m = moving.appear_m;
  enterRoad(world, car, moving);
  return true;
}
