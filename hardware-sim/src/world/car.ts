import type { driverBehaviours } from '@berth/contract';
import type { Id } from '@berth/domain/kernel';
import type { BayKind } from '@berth/domain/site';

/** A car and its driver. Plain data, saved as it is. Lengths in metres, speeds in metres per second. */
export interface Car {
  readonly id: number;
  readonly length_m: number;
  readonly colour: string;
  readonly plate: string;
  readonly bay_kind: BayKind;
  /** Parks where bays are kept for permits, and behind the inner lanes. */
  readonly office: boolean;
  card: number | null;
  /** The zone it counts in: it changes when its rear is past a border or a lane's closing loop. */
  zone: Id | null;
  behaviour: Behaviour;
  /** How long it will stay, once parked. */
  stay_ms: number;
  /** World time at which a recorded driver leaves, in place of a length of stay. */
  until_ms: number | null;
  state: CarState;
}

export type CarState =
  /** `also`: a second bay it stands in. `leave_at_ms` null: until somebody says so. */
  { readonly kind: 'parked'; readonly bay: Id; readonly also: Id | null; leave_at_ms: number | null } | Moving;

export interface Moving {
  readonly kind: 'moving';
  goal: Goal;
  /** Where it may not be seen yet: it comes out of a bay, or from down the street, at `appear_m`. */
  path: number[];
  /** Distance along the path at which each of its aisles starts; one more entry for the end. */
  starts: number[];
  appear_m: number;
  /** Its front goes no further on the road: there it turns into its bay, or is gone. */
  vanish_m: number;
  front_m: number;
  speed: number;
  /** Places in `path` of its front and its rear. */
  front_k: number;
  rear_k: number;
  /** It may pass nodes up to the start of `path[reserved_k]`; before `released_k` they are free again. */
  reserved_k: number;
  released_k: number;
  gates: Gate[];
  crossings: Crossing[];
  visit: Visit | null;
  /** False while it still waits for a gap to come out. */
  out: boolean;
  /** Backs away from a lane, to the street. */
  backing: boolean;
  /** Taken off the road for a while to untie a knot, until this world time. */
  aside_until_ms: number | null;
  standing_s: number;
  /** Who is in its way. */
  blocker: number | null;
  /** A whim: it stands still until then. */
  pause_until_ms: number;
  pause_done: boolean;
}

export type Goal =
  | { readonly kind: 'bay'; readonly bay: Id; readonly from: Id | null; readonly also: Id | null }
  | { readonly kind: 'street'; readonly from: Id | null };

/** A lane ahead on the path: which stand it is, and where its arm is. */
export interface Gate {
  readonly lane: number;
  readonly stand: number;
  readonly arm_m: number;
  /** Where it waits for the lane to be free of others. */
  readonly hold_m: number;
  /** Where the lane is free for others again, once the whole car is past. */
  readonly free_m: number;
}

export interface Crossing {
  readonly at_m: number;
  readonly zone: Id | null;
  readonly lane: number | null;
}

/** What a driver does at a pillar, step by step. */
export interface Visit {
  step: 'coming' | 'at-pillar' | 'pressing' | 'awaiting-card' | 'inserted' | 'shown' | 'may-go' | 'going';
  since_ms: number;
  /** Since when he stands at the pillar; null before. */
  arrived_ms: number | null;
  tries: number;
  /** When the wish for help was last pressed. */
  help_ms: number;
}

export type Behaviour = (typeof driverBehaviours)[number];

export function rearOf(car: Car, moving: Moving): number {
  return Math.max(moving.front_m - car.length_m, moving.appear_m);
}

export function noseOf(moving: Moving): number {
  return Math.min(moving.front_m, moving.vanish_m);
}
