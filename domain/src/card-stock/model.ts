import type { Id, Instant } from '../kernel/index.ts';

export type CardState = 'in-dispenser' | 'out' | 'in-bin' | 'lost' | 'stopped';

/** One time that a card was handed out: the passage it was for, by its key, and when. */
export interface Issue {
  readonly passage: string;
  readonly at: Instant;
}

/**
 * One card of the stock. The three counts only grow, so that facts give the same record in whatever
 * order agents send them; its state follows from them (`cardState`).
 */
export interface CardRecord {
  /** Printed on it. */
  readonly number: string;
  /** How often it was issued: the issue number of the card now. */
  readonly issued: number;
  /** How often it came back: kept by a collector, or drawn back by a dispenser. */
  readonly collected: number;
  /** Issues that were given up when the card turned up in a dispenser again. */
  readonly written_off: number;
  /** The dispenser it was stocked in, or null. */
  readonly dispenser: Id | null;
  /** The latest issue, and the latest of those that are barred and that are known lost. */
  readonly last_issue: Issue | null;
  readonly stopped: Issue | null;
  readonly lost: Issue | null;
}

/** What becomes of a card. */
export type CardMove =
  | { readonly kind: 'issued'; readonly issue: Issue }
  | { readonly kind: 'taken' }
  | { readonly kind: 'collected' }
  | { readonly kind: 'stocked'; readonly dispenser: Id }
  | { readonly kind: 'stopped'; readonly issue: Issue }
  | { readonly kind: 'unstopped' }
  | { readonly kind: 'lost'; readonly issue: Issue };

/** Issued = collected + inside + lost. */
export interface StockTotals {
  readonly issued: number;
  readonly collected: number;
  readonly inside: number;
  /** Lost, stopped in a driver's hand, and written off. */
  readonly lost: number;
}
