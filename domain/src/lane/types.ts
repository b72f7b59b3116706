import type {
  Credential,
  Elapsed,
  Id,
  LaneDirection,
  LaneMode,
  PassageId,
  PictureCause,
  PointReference,
  RefusalCode,
} from '../kernel/index.ts';
import type { Lane, SiteRules } from '../site/model.ts';

/** Null when the reading is silent, stale or was never had: the caller has already applied its greatest age. */
export type Reading = boolean | null;
export type NumberReading = number | null;

/** What one lane's devices say in this scan. The caller may keep one image for each lane and write into it. */
export interface LaneImage {
  approach: Reading;
  arming: Reading;
  closing: Reading;
  leaving: Reading;
  /** In the order of `lane.safety`. */
  safety: Reading[];
  barrier: BarrierImage;
  forward: EndImage;
  backward: EndImage;
  opened_by_hand: Reading;
  /** The fire contact of this gateway. Null (silent) keeps arms from being lowered. */
  fire: Reading;
  mains_lost: Reading;
  battery_low: Reading;
}

/** A reading that the barrier's profile does not have stays false. */
export interface BarrierImage {
  up: Reading;
  down: Reading;
  safety: Reading;
  arm_off: Reading;
  by_hand: Reading;
  mains_lost: Reading;
  battery_low: Reading;
}

/** What stands at one end of the lane. Readings of what is not there stay false, numbers null. */
export interface EndImage {
  button: Reading;
  help_button: Reading;
  height_beam: Reading;
  dispenser: DispenserImage;
  collector: CollectorImage;
  reader: ReaderImage;
  long_range_reader: ReaderImage;
}

export interface DispenserImage {
  low: Reading;
  empty: Reading;
  jammed: Reading;
  card_at_mouth: Reading;
  card_number: NumberReading;
}

export interface CollectorImage {
  card_held: Reading;
  card_number: NumberReading;
  bin_full: Reading;
  jammed: Reading;
}

/** `read_count` tells one read from the next; it may wrap. */
export interface ReaderImage {
  card_number: NumberReading;
  read_count: NumberReading;
}

export interface LaneContext {
  readonly lane: Lane;
  readonly rules: SiteRules;
  /** Card numbers on the stop list that the agent holds, for when the lane decides alone. */
  readonly stopped: ReadonlySet<string>;
}

/** What the agent's command messages ask of a lane (a message's `lane` is read by the agent). */
export type LaneCommand =
  | { readonly kind: 'raise'; readonly reason: string }
  | { readonly kind: 'lower'; readonly reason: string }
  | { readonly kind: 'lane-mode'; readonly mode: LaneMode }
  | { readonly kind: 'lane-direction'; readonly direction: LaneDirection }
  | { readonly kind: 'keep-open'; readonly on: boolean; readonly reason: string; readonly for_s?: number | undefined }
  | { readonly kind: 'reset-fire'; readonly reason: string }
  | { readonly kind: 'acknowledge-alarm' };

export type Decision = { readonly kind: 'let-pass' } | { readonly kind: 'refuse'; readonly code: string };

/** Messages that reached the agent since the last scan. */
export type LaneInput =
  | { readonly kind: 'command'; readonly id: string; readonly command: LaneCommand }
  /** `question` is the number of the `ask` it answers; any other number changes nothing. */
  | { readonly kind: 'answer'; readonly question: number; readonly decision: Decision }
  /** Whether the controller can be asked. A lane starts with the link down. */
  | { readonly kind: 'link'; readonly up: boolean };

export interface LaneScan {
  readonly image: LaneImage;
  readonly inputs: readonly LaneInput[];
  /** The agent's monotonic clock. */
  readonly now: Elapsed;
}

/** Text keys for the pillar's display and voice. */
export type DisplayText =
  | 'welcome'
  | 'press-for-card'
  | 'show-card'
  | 'take-card'
  | 'please-wait'
  | 'drive-on'
  | 'drive-through'
  | 'wait-for-car-before'
  | 'wait-for-green'
  | 'full'
  | 'closed'
  | 'fire-no-entry'
  | 'fire-leave'
  | 'too-high'
  | 'use-other-lane'
  | 'card-refused'
  | 'show-one-card'
  | 'help-is-coming';

/** What the agent does for the lane. Pulses (raise, lower, cards) are ended by the module itself. */
export type LaneOutput =
  | { readonly kind: 'raise' }
  | { readonly kind: 'lower' }
  /** A level: while on, the barrier keeps its arm up (fire). Sent again every second while on. */
  | { readonly kind: 'hold-up'; readonly on: boolean }
  | { readonly kind: 'issue-card'; readonly dispenser: Id }
  | { readonly kind: 'draw-back'; readonly dispenser: Id }
  | { readonly kind: 'keep-card'; readonly collector: Id }
  | { readonly kind: 'give-back'; readonly collector: Id }
  | {
      readonly kind: 'ask';
      readonly question: number;
      readonly direction: LaneDirection;
      readonly credential: Credential;
      readonly deadline_ms: number;
    }
  /** The card goes on (or off) the stop list that this agent holds for all its lanes, at once. */
  | { readonly kind: 'stop-card'; readonly card: string }
  | { readonly kind: 'allow-card'; readonly card: string }
  | {
      readonly kind: 'traffic-light';
      readonly end: LaneDirection;
      readonly point: PointReference;
      readonly light: 'red' | 'green';
    }
  /** `for_ms` is for modules that end the output themselves; `on: false` follows in any case. */
  | { readonly kind: 'alarm-output'; readonly point: PointReference; readonly on: boolean; readonly for_ms: number }
  | {
      readonly kind: 'take-picture';
      readonly camera: Id;
      readonly passage: PassageId | null;
      readonly cause: PictureCause;
    }
  | { readonly kind: 'display'; readonly end: LaneDirection; readonly device: Id; readonly text: DisplayText }
  | { readonly kind: 'command-result'; readonly id: string; readonly refusal: RefusalCode | null };
