import type {
  BarrierState,
  Credential,
  Elapsed,
  FaultCode,
  Id,
  LaneDirection,
  LaneMode,
  PassageCause,
  PassageId,
} from '../kernel/index.ts';
import type { DisplayText, LaneImage } from './types.ts';

/**
 * A lane between two scans. Plain data; every field that ends in `_at` is a moment of the agent's
 * monotonic clock (`never` when it is not running), all others are free of time.
 */
export interface LaneState {
  boot: string;
  passages: number;
  questions: number;
  /** The last image, for edges; null before the first scan. */
  seen: LaneImage | null;
  /** No later than this the lane wants a whole scan, whether or not its image changed. */
  wake_at: Elapsed;
  link_up: boolean;
  mode: LaneMode;
  /** The direction in service of a reversible lane; the turn of a ramp; forward elsewhere. */
  direction: LaneDirection;
  fire: boolean;
  fire_sent_at: Elapsed;
  keep_open: KeepOpen | null;
  hold: Hold;
  /** Why the arm is up: what passes unmatched has this cause. */
  risen_by: 'command' | Exclude<Hold, 'none'>;
  barrier: BarrierTrack;
  silence: Silence;
  crossing: Crossing;
  unmatched: readonly UnmatchedCar[];
  phase: Phase;
  /** The car was there, and both loops have been free since then. */
  absent_at: Elapsed;
  sight_lost: boolean;
  /** A car that a ramp let in has not been seen to leave it. */
  ramp: 'empty' | 'car' | 'car-at-its-end';
  ends: { forward: EndState; backward: EndState };
  reads: readonly HeldRead[];
  deaf: readonly DeafTag[];
  waiting: Waiting | null;
  faults: readonly Fault[];
  alarm_until_at: Elapsed;
  by_hand: boolean;
  clear_at: Elapsed;
}

export const never = Number.POSITIVE_INFINITY;

/** From the pulse to a card at the mouth; longer is a dispenser that does not work. */
export const issue_ms = 5000;

/** Why a raised arm is not lowered until a whole passage is seen or an operator who sees the lane lowers it. */
export type Hold = 'none' | 'restart' | 'fire' | 'hand' | 'power';

export interface KeepOpen {
  readonly reason: string;
  readonly end_at: Elapsed;
}

export interface BarrierTrack {
  state: BarrierState;
  /** The last end at which the arm was seen. */
  last_end: 'open' | 'closed' | 'unknown';
  asked: 'none' | 'raise' | 'lower';
  asked_at: Elapsed;
  moving_at: Elapsed;
  not_closed_at: Elapsed;
  stuck: boolean;
}

/** Since when something of a group is silent. */
export interface Silence {
  loops_at: Elapsed;
  safety_at: Elapsed;
  barrier_at: Elapsed;
}

/** A car under the arm, by the order of edges of the two loops; near is the loop that it meets first. */
export interface Crossing {
  started: boolean;
  arming: boolean;
  closing: boolean;
  stage: 'clear' | 'between' | 'both' | 'past' | 'past-and-next';
  direction: LaneDirection;
  between_at: Elapsed;
  /** Its first loop was seen before its second: it may end a hold. */
  whole: boolean;
  /** The loop before the near one was occupied since this car came: someone may be behind. */
  behind: boolean;
  ahead: boolean;
}

export interface UnmatchedCar {
  readonly passage: PassageId;
  readonly direction: LaneDirection;
  readonly cause: PassageCause;
}

export type CredentialSource = 'collector' | 'reader' | 'tag';

export type Phase =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'issuing';
      readonly direction: LaneDirection;
      readonly passage: PassageId;
      readonly until_at: Elapsed;
    }
  | {
      readonly kind: 'card-at-mouth';
      readonly direction: LaneDirection;
      readonly passage: PassageId;
      readonly card: string;
      readonly until_at: Elapsed;
    }
  | {
      readonly kind: 'asking';
      readonly direction: LaneDirection;
      readonly credential: Credential;
      readonly source: CredentialSource;
      readonly question: number;
      readonly until_at: Elapsed;
    }
  | Authorised;

export interface Authorised {
  readonly kind: 'authorised';
  readonly direction: LaneDirection;
  readonly passage: PassageId;
  readonly cause: PassageCause;
  readonly credential: Credential | null;
  readonly since_at: Elapsed;
  /** A car was on the loops when or since the arm was asked to rise. */
  readonly car_seen: boolean;
  readonly passed: boolean;
  readonly alarmed: boolean;
}

export interface EndState {
  drawing_back: string | null;
  drawing_until_at: Elapsed;
  collector: 'ready' | 'keeping' | 'giving-back';
  collector_card: string;
  collector_passage: PassageId | null;
  collector_until_at: Elapsed;
  collector_tries: number;
  too_high_at: Elapsed;
  text: DisplayText;
  notice: DisplayText | null;
  notice_until_at: Elapsed;
  light: 'red' | 'green' | 'none';
}

/** A card or tag that was read, and not used yet. */
export interface HeldRead {
  readonly number: string;
  readonly source: 'reader' | 'tag';
  readonly direction: LaneDirection;
  readonly until_at: Elapsed;
}

export interface DeafTag {
  readonly number: string;
  readonly until_at: Elapsed;
}

/** A car at an exit that has not been let out. */
export interface Waiting {
  readonly direction: LaneDirection;
  readonly since_at: Elapsed;
  readonly helped: boolean;
  readonly credential: Credential | null;
}

export interface Fault {
  readonly subject: Id;
  readonly code: FaultCode;
}

/**
 * What a lane must still know after its agent was killed. The agent stores it in the same write as
 * the facts of the scan, before the outputs leave, whenever `memoryOf(state)` differs from the last.
 */
export interface LaneMemory {
  readonly mode: LaneMode;
  readonly direction: LaneDirection;
  readonly fire: boolean;
  readonly keep_open: { readonly reason: string; readonly left_ms: number } | null;
  readonly open:
    | { readonly kind: 'issuing'; readonly direction: LaneDirection; readonly passage: PassageId }
    | {
        readonly kind: 'card-at-mouth';
        readonly direction: LaneDirection;
        readonly passage: PassageId;
        readonly card: string;
      }
    | {
        readonly kind: 'authorised';
        readonly direction: LaneDirection;
        readonly passage: PassageId;
        readonly cause: PassageCause;
        readonly credential: Credential | null;
        readonly passed: boolean;
      }
    | null;
  readonly unmatched: readonly UnmatchedCar[];
  /** A card on its way into the bin. */
  readonly keeping: readonly KeptCard[];
}

export interface KeptCard {
  readonly direction: LaneDirection;
  readonly passage: PassageId;
  readonly card: string;
}

/** How a lane comes up. `memory` is null on the very first start. */
export interface LaneBoot {
  /** New at each start of the agent; passages are `<boot>-<lane>-<count>`. */
  readonly boot: string;
  readonly now: Elapsed;
  readonly memory: LaneMemory | null;
}
