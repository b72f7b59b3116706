import type { AlarmCode, FaultCode } from './codes.ts';
import type { Id } from './ids.ts';

/** What names a stay at a lane. Cards are plain numbered cards; the number is the printed one. */
export type Credential = { readonly kind: 'card'; readonly number: string };

/** Unique at one lane: `<boot>-<count>` of the agent that saw it begin. */
export type PassageId = string;

export type BayReading = 'free' | 'occupied' | 'unknown';

export type BarrierState = 'open' | 'closed' | 'opening' | 'closing' | 'unknown' | 'faulty';

export type LaneMode = 'open' | 'full' | 'closed' | 'closed-to-all';

/** With the lane or aisle as the site file draws it, or against it. A reversible lane is passed both ways. */
export type LaneDirection = 'forward' | 'backward';

/** Why a passage was let through, or why a car passed without one. */
export type PassageCause =
  | 'card-taken'
  | 'card-accepted'
  | 'operator'
  | 'exit-limit'
  | 'keep-open'
  | 'fire'
  | 'opened-by-hand'
  | 'tailgating'
  | 'wrong-way'
  | 'arm-torn-off'
  /** A one-car ramp without readers gave it its turn. */
  | 'ramp-turn'
  /** The arm rose because the power went. */
  | 'power-lost'
  /** The arm stayed up after a restart or after fire, until a whole passage was seen. */
  | 'after-restart';

export type PictureCause = 'entry' | 'exit' | 'inner' | 'tailgating' | 'opened-by-hand' | 'let-out';

/**
 * What an agent saw or decided by itself. The controller folds these and never decides them again.
 * `authorised`, `passed` and `committed` are three things: only `committed` makes or ends a stay.
 */
export type Observation =
  | { readonly kind: 'bay'; readonly bay: Id; readonly state: BayReading; readonly distance_m?: number }
  | { readonly kind: 'border-crossed'; readonly border: Id; readonly direction: LaneDirection }
  | { readonly kind: 'card-issued'; readonly lane: Id; readonly passage: PassageId; readonly card: string }
  | { readonly kind: 'card-taken'; readonly lane: Id; readonly passage: PassageId; readonly card: string }
  | { readonly kind: 'card-drawn-back'; readonly lane: Id; readonly passage: PassageId; readonly card: string }
  | { readonly kind: 'card-kept'; readonly lane: Id; readonly passage: PassageId; readonly card: string }
  | {
      readonly kind: 'passage-authorised';
      readonly lane: Id;
      readonly direction: LaneDirection;
      readonly passage: PassageId;
      readonly cause: PassageCause;
      readonly credential: Credential | null;
    }
  | {
      readonly kind: 'passage-passed';
      readonly lane: Id;
      readonly direction: LaneDirection;
      readonly passage: PassageId;
    }
  | {
      readonly kind: 'passage-committed';
      readonly lane: Id;
      readonly direction: LaneDirection;
      readonly passage: PassageId;
      readonly cause: PassageCause;
      readonly credential: Credential | null;
      /** Set when the loops were not seen to the end: the agent was away while the car drove. */
      readonly in_part?: true | undefined;
    }
  | {
      readonly kind: 'passage-voided';
      readonly lane: Id;
      readonly direction: LaneDirection;
      readonly passage: PassageId;
      readonly reason: 'backed-out' | 'no-passage' | 'card-not-taken' | 'restart';
      readonly credential: Credential | null;
    }
  | {
      readonly kind: 'car-unmatched';
      readonly lane: Id;
      readonly direction: LaneDirection;
      readonly passage: PassageId;
      readonly cause: PassageCause;
    }
  | { readonly kind: 'barrier'; readonly lane: Id; readonly state: BarrierState }
  | {
      readonly kind: 'lane-mode';
      readonly lane: Id;
      readonly mode: LaneMode;
      readonly cause: 'command' | 'fire' | 'restart';
    }
  | { readonly kind: 'alarm'; readonly lane: Id; readonly code: AlarmCode; readonly passage?: PassageId }
  | { readonly kind: 'fault-raised'; readonly subject: Id; readonly code: FaultCode; readonly detail?: string }
  | { readonly kind: 'fault-cleared'; readonly subject: Id; readonly code: FaultCode }
  | { readonly kind: 'fire'; readonly latched: boolean }
  | { readonly kind: 'keep-open'; readonly lane: Id; readonly on: boolean; readonly reason: string }
  | { readonly kind: 'lane-direction'; readonly lane: Id; readonly direction: LaneDirection }
  | {
      readonly kind: 'picture';
      readonly lane: Id;
      readonly passage: PassageId | null;
      readonly cause: PictureCause;
      /** SHA-256 of the picture, in hexadecimal. */
      readonly hash: string;
    }
  | { readonly kind: 'refused'; readonly lane: Id; readonly code: string; readonly credential: Credential | null };

/** An observation with its place in the agent's journal: (agent, boot, sequence) is its identity. */
export interface JournalledObservation {
  readonly sequence: number;
  /** When it was seen, by the agent's calendar clock (milliseconds). */
  readonly at: number;
  readonly observation: Observation;
}
