import type { CardMove } from '../card-stock/index.ts';
import type {
  AlarmCode,
  BarrierState,
  BayReading,
  Credential,
  FaultCode,
  Id,
  Instant,
  LaneDirection,
  LaneMode,
  PassageCause,
  PassageId,
  PictureCause,
} from '../kernel/index.ts';
import type { Crossing, Stay, UncountedCar } from '../stay/index.ts';

/** What is stored. Everything that was worked out from the site file or the state is written here. */
export type SiteEvent =
  | Event<'bay-changed', { bay: Id; state: BayReading; distance_m: number | null }>
  /** One car from zone to zone (null: outside). `by` is the border or lane that saw it. */
  | Event<'car-moved', { by: Id; from_zone: Id | null; to_zone: Id | null; passage: PassageId | null }>
  | Event<
      'passage-authorised',
      { lane: Id; direction: LaneDirection; passage: PassageId; cause: PassageCause; credential: Credential | null }
    >
  | Event<'passage-passed', { lane: Id; direction: LaneDirection; passage: PassageId }>
  | Event<
      'passage-committed',
      {
        lane: Id;
        direction: LaneDirection;
        passage: PassageId;
        cause: PassageCause;
        credential: Credential | null;
        /** The loops were not seen to the end. */
        in_part: boolean;
      }
    >
  | Event<
      'passage-voided',
      { lane: Id; direction: LaneDirection; passage: PassageId; reason: string; credential: Credential | null }
    >
  | Event<'lane-refused', { lane: Id; code: string; credential: Credential | null }>
  /** The whole stay as it is now; history keeps the last one of each id. */
  | Event<'stay-opened', { stay: Stay }>
  | Event<'stay-changed', { stay: Stay }>
  | Event<'stay-closed', { stay: Stay }>
  /** The crossings of a credential that belong to no stay, all of them. */
  | Event<'strays-changed', { credential: Credential; strays: readonly Crossing[] }>
  | Event<'car-unmatched', { car: UncountedCar }>
  | Event<'car-left-unseen', { car: UncountedCar }>
  | Event<'car-settled', { car: string }>
  | Event<'card-moved', { card: string; move: CardMove }>
  | Event<'stock-filled', { dispenser: Id; first: number; last: number }>
  | Event<'barrier-changed', { lane: Id; state: BarrierState }>
  | Event<'lane-mode-changed', { lane: Id; mode: LaneMode; cause: 'command' | 'fire' | 'restart' }>
  /** What the engine wants of a lane; `by_operator` until an operator says automatic. */
  | Event<'lane-mode-asked', { lane: Id; mode: LaneMode; by_operator: boolean }>
  | Event<'keep-open-changed', { lane: Id; on: boolean }>
  | Event<'lane-direction-changed', { lane: Id; direction: LaneDirection }>
  | Event<'alarm-raised', { alarm: string; lane: Id; code: AlarmCode; passage: PassageId | null }>
  | Event<'alarm-acknowledged', { alarm: string }>
  /** `agent` is null for what the engine found out by itself. */
  | Event<'fault-raised', { agent: Id | null; subject: Id; code: FaultCode; detail: string | null }>
  | Event<'fault-cleared', { agent: Id | null; subject: Id; code: FaultCode }>
  | Event<'fire-changed', { agent: Id; latched: boolean }>
  /** `counted`: its car was counted before, and what was written of it follows with the picture. */
  | Event<'picture-taken', { lane: Id; passage: PassageId | null; cause: PictureCause; hash: string; counted: boolean }>
  /** A zone, or an area (for the lanes that lead into it), is full for temporary drivers, or no longer. */
  | Event<'full-changed', { scope: 'zone' | 'area'; id: Id; full: boolean }>
  | Event<'count-corrected', { zone: Id; was: number; occupied: number }>
  | Event<'inventory-taken', { zones: readonly { zone: Id; was: number; occupied: number }[]; cards: number }>
  | Event<'agent-booted', { agent: Id; boot: string }>
  | Event<'agent-left', { agent: Id; boot: string }>
  | Event<'agent-back', { agent: Id; boot: string }>
  /** Observations that changed nothing still move the position. */
  | Event<'inbox-moved', { agent: Id; boot: string; upto: number }>
  /** Observations `from` to `to` never came. Not accepted: they are asked for again. */
  | Event<'inbox-gap', { agent: Id; boot: string; from: number; to: number; accepted: boolean }>
  | Event<'command-asked', { command: string; agent: Id; request: string; what: string; lane: Id | null }>
  | Event<'command-answered', { command: string; agent: Id; refusal: string | null }>
  | Event<'request-done', { request: string; what: string }>;

/** `version` is that of the kind's shape (`eventVersions`). */
export type Event<Kind extends string, Body> = { readonly kind: Kind; readonly version: number } & Readonly<Body>;

export type SiteEventKind = SiteEvent['kind'];

export type EventCause =
  | { readonly kind: 'observation'; readonly agent: Id; readonly boot: string; readonly sequence: number }
  | { readonly kind: 'state'; readonly agent: Id; readonly boot: string; readonly upto: number }
  | { readonly kind: 'message'; readonly agent: Id; readonly boot: string }
  | { readonly kind: 'request'; readonly id: string }
  | { readonly kind: 'engine' };

/** An event as `decide` gives it, before the writer gives it its revision. */
export interface DecidedEvent {
  /** When the agent saw it, by its calendar clock, or null. */
  readonly seen_at: Instant | null;
  /** Who: `agent:<id>`, `engine`, or the operator's name. */
  readonly actor: string;
  readonly reason: string | null;
  readonly cause: EventCause;
  readonly event: SiteEvent;
}

export interface RecordedEvent extends DecidedEvent {
  readonly revision: number;
  /** When the engine took it, by its calendar clock. */
  readonly at: Instant;
  /** Room for the hash of the event before it. */
  readonly previous_hash: string | null;
}
