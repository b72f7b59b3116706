import type { Id } from '@berth/domain/kernel';
import type { Car } from './car.ts';
import type { Network } from './network.ts';
import type { BayChannel, Input, PhysicalWorld } from './physical.ts';
import type { Chance } from './random.ts';
import type { Routes } from './routes.ts';
import type { WorldSettings } from './settings.ts';
import type { Steady } from './steady.ts';

/** Everything that is saved: plain data. */
export interface WorldState {
  readonly seed: number;
  /** Cars by id; a Map keeps the order of arrival, and so the order of moving. */
  readonly cars: Map<number, Car>;
  next_car: number;
  /** Who has the right to each lane between its hold and its closing loop. */
  readonly lane_holders: (number | null)[];
  /** Bays that somebody stands in, or drives to. */
  readonly claims: Map<Id, number>;
  readonly chance: { readonly drivers: Chance; readonly traffic: Chance };
  /** Drivers at the kerb, who come when the street before their lane has room. */
  readonly kerb: Arrival[];
  readonly counts: Counts;
  /** No new arrival or departure. */
  hold: boolean;
  staff_at_ms: number;
  next_fault: number;
  next_departure_look_ms: number;
}

export interface Counts {
  completed: number;
  turned_away: number;
  backed_out: number;
  knots: number;
  /** Cards that left in a car. */
  cards_gone: number[];
}

export interface Arrival {
  /** Null: drawn as this world's drivers stay. */
  readonly stay_ms: number | null;
  readonly until_ms: number | null;
  /** A bay of its own, or null to choose one. */
  readonly bay: Id | null;
  readonly behaviour: Car['behaviour'];
  readonly lane: Id | null;
  readonly office: boolean | null;
  readonly since_ms: number;
}

export interface World {
  readonly network: Network;
  readonly routes: Routes;
  readonly steady: Steady;
  readonly physical: PhysicalWorld;
  readonly settings: WorldSettings;
  readonly state: WorldState;
  /** Cars on each aisle, and where the aisle starts on each car's path. Made from the cars. */
  readonly onAisle: OnAisle[][];
  /** Who has reserved each meeting node. Made from the cars. */
  readonly nodeHolders: Map<number, NodeHold[]>;
  readonly sensed: readonly SensedPlace[][];
  /** Aisles that have any. */
  readonly sensedAisles: readonly number[];
  /** What each barrier's own controller is wired to, by barrier. */
  readonly safety: ReadonlyMap<Id, readonly Input[]>;
  /** Sensor channels by bay. */
  readonly channels: ReadonlyMap<Id, BayChannel>;
  /** Cars that move, in order of id. Made from the cars. */
  readonly movers: Map<number, Car>;
  /** Grows with everything that a crash must not forget: crossings and cards. */
  marks: number;
  /** Told what happened, for the log and for tests. */
  readonly onEvent: (event: WorldEvent) => void;
}

export interface OnAisle {
  readonly car: Car;
  readonly start_m: number;
}

export interface NodeHold {
  readonly car: number;
  readonly from: number;
  readonly to: number;
}

/** A stretch of an aisle that an input is on over. */
export interface SensedPlace {
  readonly from_m: number;
  readonly to_m: number;
  readonly input: Input;
  readonly only: 'tall' | null;
}

export type WorldEvent =
  | { readonly kind: 'crossed'; readonly car: number; readonly from: Id | null; readonly to: Id | null }
  | { readonly kind: 'parked'; readonly car: number; readonly bay: Id }
  | { readonly kind: 'left-bay'; readonly car: number; readonly bay: Id }
  | { readonly kind: 'completed'; readonly car: number; readonly lane: Id }
  | { readonly kind: 'turned-away'; readonly car: number; readonly with_card: number | null }
  | { readonly kind: 'knot'; readonly car: number }
  | { readonly kind: 'hit'; readonly barrier: Id; readonly car: number };
