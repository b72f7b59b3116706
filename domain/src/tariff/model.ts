import type { Instant } from '../kernel/index.ts';

/** Whole minor units of the currency (ISO 4217: cents, fen; yen themselves). */
export type Minor = number;

/** Days since 1970-01-01, of a calendar and not of a clock. */
export type DayNumber = number;

/** One price for all, or one for each vehicle class. */
export type Price = Minor | Readonly<Record<string, Minor>>;

export interface Ratio {
  readonly num: number;
  readonly den: number;
}

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type DayName = (typeof weekdays)[number] | 'workday' | 'restday' | 'holiday' | 'holiday-eve';

/** Of a local day, in ms from its midnight. `to_ms` at or below `from_ms` reaches into the next day. */
export interface ClockRange {
  readonly from_ms: number;
  readonly to_ms: number;
}

/** Both ends included. Yearly ends are month * 100 + day, and may run over New Year. */
export type DateRange =
  | { readonly kind: 'once'; readonly first: DayNumber; readonly last: DayNumber }
  | { readonly kind: 'yearly'; readonly first: number; readonly last: number };

/** All of it must hold; empty lists ask for nothing. */
export interface When {
  readonly days: readonly DayName[];
  readonly dates: readonly DateRange[];
  readonly times: readonly ClockRange[];
  readonly areas: readonly string[];
}

/** In ms; or to the end of the local day, of the band as it stands in the stay, or of the stay. */
export type BlockLength = number | 'day' | 'band' | 'stay';

export interface Block {
  readonly length: BlockLength;
  readonly price: Price;
  /** The price is for so many ms, and a block takes its part of it. Null: the price is the block's. */
  readonly per_ms: number | null;
  /** How many such blocks; null goes on for ever. */
  readonly times: number | null;
}

export interface Band {
  readonly name: string;
  /** One of these must hold. Null matches what no other band does. */
  readonly when: readonly When[] | null;
  /** The higher wins where two match. */
  readonly priority: number;
  /** Null takes the blocks of the charge; none costs nothing. */
  readonly blocks: readonly Block[] | null;
  readonly factor: Ratio;
  /** Time here is not counted: a block that runs stands still. */
  readonly stopped: boolean;
  /** Most for each unbroken time in this band. */
  readonly cap: Price | null;
}

/** A change of band, the start of a local day, or every so many ms from entry. */
export type Border = 'band' | 'day' | number;

export type Charge =
  | {
      readonly kind: 'blocks';
      readonly name: string;
      readonly blocks: readonly Block[];
      readonly bands: readonly Band[];
      /** Borders where a block ends and the list of blocks begins anew. */
      readonly restart_at: readonly Border[];
      /** Borders where a block ends and the list goes on. */
      readonly cut_at: readonly Border[];
      /** A block is charged only when more than this of it is used. */
      readonly grace_ms: number;
    }
  | { readonly kind: 'passing'; readonly name: string; readonly at_ms: number; readonly price: Price };

export interface Cap {
  readonly name: string;
  readonly amount: Price;
  /** The stay, a local day, a week from Monday, windows of so many ms from entry, or each time that `when` holds. */
  readonly per: 'stay' | 'day' | 'week' | 'window' | number;
  /** Only for what begins while one of these holds. */
  readonly when: readonly When[] | null;
  /** Names of the charges it holds for; none means all. */
  readonly charges: readonly string[];
  /** With ms: only so many windows from entry are capped. */
  readonly times: number | null;
}

export interface Free {
  readonly first_ms: number;
  readonly when_exceeded: 'deduct' | 'charge';
  /** Not again within so many ms of the last time. */
  readonly once_in_ms: number | null;
}

export interface Rounding {
  readonly to: Minor;
  readonly mode: 'up' | 'down' | 'nearest';
}

export interface ProductCondition {
  /** One of these must hold at entry; none asks for nothing. */
  readonly enter: readonly When[];
  readonly leave: {
    readonly days: readonly DayName[];
    /** Local days after the day of entry; null does not ask. */
    readonly days_after: number | null;
    readonly after_ms: number | null;
    readonly by_ms: number | null;
    /** Not after the first time since entry that the clock shows this. */
    readonly by_next_ms: number | null;
  };
  readonly at_least_ms: number | null;
  readonly at_most_ms: number | null;
  readonly classes: readonly string[];
}

export interface Product {
  readonly name: string;
  readonly when: ProductCondition | null;
  readonly charges: readonly Charge[];
  readonly caps: readonly Cap[];
  readonly minimum: Price | null;
  readonly free: Free | null;
}

export interface Tariff {
  readonly id: string;
  readonly currency: string;
  readonly time_zone: string;
  /** Closed: what lasts exactly as long as a block, a free time or a window still belongs to it. */
  readonly boundary: 'closed' | 'half-open';
  readonly seconds: 'count' | 'drop';
  readonly day_starts_ms: number;
  readonly holidays: readonly DayNumber[];
  readonly working_days: readonly DayNumber[];
  /** The first is what a stay without a class is taken for. None: all classes alike. */
  readonly classes: readonly { readonly id: string; readonly factor: Ratio }[];
  readonly areas_off: readonly string[];
  readonly choose: 'cheapest' | 'first';
  readonly products: readonly Product[];
  readonly rounding: Rounding | null;
  readonly longest_ms: number | null;
  readonly most: Minor | null;
}

/** Offset of local time from UTC from each instant on, sorted; the first holds for all time before. */
export type ZoneOffsets = readonly { readonly at: Instant; readonly offset_ms: number }[];

export type Discount = {
  readonly name: string;
  readonly stackable: boolean;
  /** Takes off no more than this. */
  readonly most_minor?: Minor;
} & (
  | { readonly kind: 'amount'; readonly amount_minor: Minor }
  | { readonly kind: 'percent'; readonly percent: number }
  | { readonly kind: 'minutes'; readonly minutes: number; readonly taken_from: 'start' | 'end' | 'cheapest' }
  | { readonly kind: 'free' }
);

export interface Stay {
  readonly entry: Instant;
  readonly exit: Instant;
  readonly class?: string;
  /** Time in areas, in order, without overlap; the rest of the stay is in no area that has a name. */
  readonly segments?: readonly { readonly area: string; readonly from: Instant; readonly to: Instant }[];
  readonly discounts?: readonly Discount[];
  /** What makes the entry doubtful; the first of it becomes the reason. */
  readonly doubts?: readonly ('no-exit-before' | 'plate-mismatch')[];
  /** When this plate or permit last had free minutes. */
  readonly last_free?: Instant;
  /** An entry so far in the future of the exit's clock is a stay of no length. Default 0. */
  readonly clock_tolerance_ms?: number;
}

export interface FareLine {
  readonly from: Instant;
  readonly to: Instant;
  readonly rule: string;
  /** Blocks of the same kind; 1 for caps and the like. */
  readonly quantity: number;
  readonly amount_minor: Minor;
}

export const operatorReasons = [
  'no-exit-before',
  'plate-mismatch',
  'exit-before-entry',
  'stay-too-long',
  'fare-too-high',
  'class-unknown',
  'no-product-applies',
  'time-not-a-number',
  'segments-out-of-order',
  'discount-not-possible',
] as const;
export type OperatorReason = (typeof operatorReasons)[number];

export type Fare =
  | { readonly status: 'priced'; readonly fare_minor: Minor; readonly lines: readonly FareLine[] }
  | { readonly status: 'operator'; readonly reason: OperatorReason };
