import type { Id, LaneDirection, LaneMode } from '../kernel/index.ts';

/** How many cars stand in each zone, and which cards are where: what commissioning tells the engine. */
export interface OpeningInventory {
  readonly zones: readonly { readonly zone: Id; readonly cars: number }[];
  /** Printed numbers of the cards whose cars are inside. */
  readonly cards: readonly string[];
  /** Cards stocked in each dispenser, from the first printed number to the last, both included. */
  readonly stock: readonly { readonly dispenser: Id; readonly first: number; readonly last: number }[];
}

/** What a person may ask of the site. Each comes with an actor and a reason. */
export type OperatorCommand =
  | { readonly kind: 'lane-mode'; readonly lane: Id; readonly mode: LaneMode | 'automatic' }
  | { readonly kind: 'lane-direction'; readonly lane: Id; readonly direction: LaneDirection }
  | { readonly kind: 'raise'; readonly lane: Id }
  | { readonly kind: 'lower'; readonly lane: Id }
  /** `for_s` is its end, which the lane keeps by itself; left out: 12 h. */
  | { readonly kind: 'keep-open-start'; readonly lane: Id; readonly for_s?: number }
  | { readonly kind: 'keep-open-end'; readonly lane: Id }
  | { readonly kind: 'reset-fire' }
  | { readonly kind: 'correct-count'; readonly zone: Id; readonly occupied: number }
  | ({ readonly kind: 'opening-inventory' } & OpeningInventory)
  | { readonly kind: 'acknowledge-alarm'; readonly alarm: string }
  /** Ends a stay whose car is gone; `departure` names the car that left unseen, if it is known. */
  | { readonly kind: 'close-stay'; readonly stay: string; readonly departure: string | null }
  /** Takes a car off the list of unmatched cars, or off that of unseen departures. */
  | { readonly kind: 'settle-car'; readonly car: string }
  | { readonly kind: 'stop-card'; readonly card: string }
  | { readonly kind: 'card-lost'; readonly card: string }
  /** A card that was lost or stopped is in our hands again. */
  | { readonly kind: 'card-found'; readonly card: string }
  | { readonly kind: 'stock-dispenser'; readonly dispenser: Id; readonly first: number; readonly last: number };
