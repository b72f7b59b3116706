import type { Behaviour } from './car.ts';

/** How the drivers of a world are. Rates are probabilities per driver. */
export interface WorldSettings {
  readonly speed_kmh: number;
  /** Share of the bays that are taken at first. */
  readonly first_full: number;
  readonly cards_per_dispenser: number;
  /** Cars that leave within the first minute, so that a demo starts at once. */
  readonly early_leavers: number;
  readonly mean_stay_s: number;
  readonly stay_spread: number;
  readonly shortest_stay_s: number;
  readonly office_share: number;
  readonly patience_s: readonly [number, number];
  readonly rates: Readonly<Partial<Record<Behaviour, number>>>;
}

export const plainSettings: WorldSettings = {
  speed_kmh: 10,
  first_full: 0.6,
  cards_per_dispenser: 500,
  early_leavers: 0,
  mean_stay_s: 3600,
  stay_spread: 0.8,
  shortest_stay_s: 20,
  office_share: 0.12,
  patience_s: [60, 110],
  rates: {},
};

/**
 * What `npm start` shows: stays short enough to see cars come and go, and now and then a driver who
 * does not keep to the rules. Nobody tailgates: who has no card stands at the exit until the limit.
 */
export const demoSettings: WorldSettings = {
  ...plainSettings,
  early_leavers: 14,
  mean_stay_s: 4200,
  rates: { 'backs-out': 0.005, 'parks-across': 0.01, 'stops-on-loop': 0.01 },
};

/** The step that cars and arms are made for; longer ones would jump over loops. */
export const step_ms = 50;
