import type { Credential, Id, Instant, PassageCause, PassageId } from '../kernel/index.ts';

/** Why a card's way begins, goes on or ends: a passage, the opening inventory, or an operator. */
export type CrossingCause = PassageCause | 'inventory' | 'operator-closed';

/**
 * One committed passage of a card from one area to another; null is outside. `at` is the agent's
 * calendar time. (agent, boot, sequence) is its identity, and orders what one agent saw.
 */
export interface Crossing {
  readonly at: Instant;
  readonly agent: Id;
  readonly boot: string;
  readonly sequence: number;
  /** Null when no lane saw it: opening inventory, or closed by an operator. */
  readonly lane: Id | null;
  readonly passage: PassageId | null;
  readonly cause: CrossingCause;
  readonly from_area: Id | null;
  readonly to_area: Id | null;
  /** SHA-256 of each picture, in hexadecimal. */
  readonly pictures: readonly string[];
}

/** A stay's time in one area. `until` is null while it lasts. */
export interface Segment {
  readonly area: Id;
  readonly lane: Id | null;
  readonly since: Instant;
  readonly until: Instant | null;
}

/**
 * `left-unseen`: its car has left without being seen, as far as we know; it stops accruing and waits
 * for a person on a list of its own.
 */
export type StayPhase = 'open' | 'left-unseen' | 'closed';

/** Why a person should look at it. */
export type StayDoubt = 'entered-again' | 'times-disagree';

export interface Stay {
  /** `<lane>.<passage>` of its entry, or `inventory.<request>.<card>`: the same whenever it is folded. */
  readonly id: string;
  readonly credential: Credential;
  readonly phase: StayPhase;
  readonly doubt: StayDoubt | null;
  readonly entry: Crossing;
  readonly inner: readonly Crossing[];
  readonly exit: Crossing | null;
  readonly segments: readonly Segment[];
  /** When it stopped accruing; null while it accrues. */
  readonly ended_at: Instant | null;
}

/** What is known of one credential: stays not closed, the last closed ones, and crossings without a stay. */
export interface Thread {
  readonly open: readonly Stay[];
  readonly closed: readonly Stay[];
  readonly strays: readonly Crossing[];
}

/** A car that no credential speaks for: one that came in so, or one that left so. */
export interface UncountedCar {
  /** `<lane>.<passage>`. */
  readonly id: string;
  readonly lane: Id;
  readonly passage: PassageId;
  readonly cause: PassageCause;
  readonly at: Instant;
  readonly pictures: readonly string[];
}

export function credentialKey(credential: Credential): string {
  return `${credential.kind}:${credential.number}`;
}

/** The credential of a key that `credentialKey` made. */
export function credentialOf(key: string): Credential {
  return { kind: 'card', number: key.slice(key.indexOf(':') + 1) };
}

export function passageKey(lane: Id, passage: PassageId): string {
  return `${lane}.${passage}`;
}
