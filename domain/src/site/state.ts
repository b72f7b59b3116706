import type { CardRecord } from '../card-stock/index.ts';
import type {
  AlarmCode,
  BarrierState,
  BayReading,
  FaultCode,
  Id,
  Instant,
  LaneDirection,
  LaneMode,
  PassageId,
} from '../kernel/index.ts';
import type { Thread, UncountedCar } from '../stay/index.ts';
import type { SiteContext } from './context.ts';

/**
 * The truth, folded from events by one writer and changed in place. It holds nothing of an engine's
 * life: no epoch, no elapsed time, no connection. Maps become arrays in a snapshot (`toSnapshot`).
 */
export interface SiteState {
  revision: number;
  bays: Map<Id, BayState>;
  zones: Map<Id, ZoneState>;
  lanes: Map<Id, LaneState>;
  /** By credential key: stays not closed, a few closed ones, strays. */
  threads: Map<string, Thread>;
  /** Credential key of every stay that is not closed, by its id. */
  stays: Map<string, string>;
  unmatched: Map<string, UncountedCar>;
  left_unseen: Map<string, UncountedCar>;
  /** Pictures of passages not committed yet, by passage key. */
  pictures: Map<string, string[]>;
  cards: Map<string, CardRecord>;
  stop_list: { version: number; cards: Map<string, number> };
  faults: Map<string, FaultRecord>;
  alarms: Map<string, AlarmRecord>;
  agents: Map<Id, AgentRecord>;
  /** Agents that hold fire. */
  fire: Set<Id>;
  /** `zone/<id>` and `area/<id>` that are full. */
  full: Set<string>;
  inventory_at: Instant | null;
  /** Commands that an operator's request waits for. */
  commands: Map<string, { agent: Id; request: string }>;
  /** The last requests that were done, with the revision that did it: one that comes again changes nothing. */
  requests: Map<string, number>;
}

export interface BayState {
  state: BayReading;
  since: Instant;
  distance_m: number | null;
}

export interface ZoneState {
  /** Cars inside as the loops count them: signed and never clamped. */
  kept: number;
  /** An inventory or a correction has said how many there were. */
  known: boolean;
  /** Border or lane that moved it last. */
  last_by: Id | null;
  changed_at: Instant | null;
  /** Bays by what their sensors say. `permit_occupied` are those a temporary driver may not use. */
  free: number;
  occupied: number;
  permit_occupied: number;
}

export interface LaneState {
  barrier: BarrierState;
  barrier_since: Instant | null;
  /** As the agent last said, or null before it did. */
  mode: LaneMode | null;
  asked_mode: LaneMode | null;
  by_operator: boolean;
  /** Of a reversible lane or one-car ramp, as its agent last said. */
  direction: LaneDirection | null;
  keep_open: { since: Instant; actor: string; reason: string } | null;
  last_passage: { passage: PassageId; stage: PassageStage; at: Instant } | null;
  /** The last passages that counted a car, so that one car counts once and its late pictures find it. */
  counted: readonly CountedPassage[];
}

export interface CountedPassage {
  readonly passage: PassageId;
  /** Key of the credential that it counted for, or null. */
  readonly thread: string | null;
}

export type PassageStage = 'authorised' | 'passed' | 'committed' | 'voided';

export interface FaultRecord {
  agent: Id | null;
  subject: Id;
  code: FaultCode;
  detail: string | null;
  since: Instant;
}

export interface AlarmRecord {
  id: string;
  lane: Id;
  code: AlarmCode;
  passage: PassageId | null;
  at: Instant;
}

export interface AgentRecord {
  /** The inbox position of each boot, in the order they were first heard. */
  boots: { boot: string; upto: number; waiting_at: number | null }[];
  gone: boolean;
}

export function makeState(context: SiteContext): SiteState {
  return {
    revision: 0,
    bays: new Map(),
    zones: new Map(context.site.zones.map((zone) => [zone.id, emptyZone()])),
    lanes: new Map(context.site.lanes.map((lane) => [lane.id, emptyLane()])),
    threads: new Map(),
    stays: new Map(),
    unmatched: new Map(),
    left_unseen: new Map(),
    pictures: new Map(),
    cards: new Map(),
    stop_list: { version: 0, cards: new Map() },
    faults: new Map(),
    alarms: new Map(),
    agents: new Map(),
    fire: new Set(),
    full: new Set(),
    inventory_at: null,
    commands: new Map(),
    requests: new Map(),
  };
}

export function emptyZone(): ZoneState {
  return { kept: 0, known: false, last_by: null, changed_at: null, free: 0, occupied: 0, permit_occupied: 0 };
}

export function emptyLane(): LaneState {
  return {
    barrier: 'unknown',
    barrier_since: null,
    mode: null,
    asked_mode: null,
    by_operator: false,
    direction: null,
    keep_open: null,
    last_passage: null,
    counted: [],
  };
}

export function faultKey(agent: Id | null, subject: Id, code: FaultCode): string {
  return `${agent ?? ''}/${subject}/${code}`;
}
