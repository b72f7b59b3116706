import type { FeedAgent, HeartbeatMessage } from '@berth/contract';
import type { Elapsed, Id, Instant } from '@berth/domain/kernel';
import type { Liveness } from '@berth/domain/site';

/** What the engine knows of one agent from this run of its own; nothing of it is stored. */
export interface AgentLife {
  boot: string | null;
  /** The last heartbeat's count; acts that are sent to the agent carry it. */
  stamp: number;
  heard_at: Elapsed | null;
  gone: boolean;
  offsets: number[];
  journal_waiting: number | null;
  buses: HeartbeatMessage['buses'];
}

export type AgentLives = Map<Id, AgentLife>;

/** Heartbeats come each second; two missed ones and some way. */
const awayAfterMs = 2500;
const rememberedOffsets = 8;

export function makeLives(agents: Iterable<Id>): AgentLives {
  const silent = (): AgentLife => ({
    boot: null,
    stamp: 0,
    heard_at: null,
    gone: false,
    offsets: [],
    journal_waiting: null,
    buses: [],
  });
  return new Map([...agents].map((agent) => [agent, silent()]));
}

/** Any word of an agent. */
export function heardFrom(life: AgentLife, elapsed: Elapsed): void {
  life.heard_at = elapsed;
  life.gone = false;
}

/**
 * The boot that lives now, by a heartbeat, a state or a question. Journals also tell of boots that are
 * over, and a clock that was set back makes a later boot sort before an earlier one.
 */
export function livesAs(life: AgentLife, boot: string): void {
  if (life.boot === boot) return;
  life.boot = boot;
  life.stamp = 0;
  life.offsets = [];
}

export function heartbeatFrom(life: AgentLife, beat: HeartbeatMessage, received: Instant): void {
  livesAs(life, beat.boot);
  life.stamp = Math.max(life.stamp, beat.stamp);
  life.offsets = [...life.offsets, beat.at - received].slice(-rememberedOffsets);
  life.journal_waiting = beat.journal_waiting;
  life.buses = beat.buses;
}

/** The agent's clock minus ours. A message on its way only ever looks too old, so the largest is the nearest. */
export function clockOffset(life: AgentLife): number | null {
  return life.offsets.length === 0 ? null : Math.max(...life.offsets);
}

export function isHere(life: AgentLife, elapsed: Elapsed): boolean {
  return !life.gone && life.heard_at !== null && elapsed - life.heard_at <= awayAfterMs;
}

export function livenessOf(lives: AgentLives, elapsed: Elapsed): Liveness {
  const ages = new Map<Id, number>();
  for (const [agent, life] of lives) if (life.heard_at !== null) ages.set(agent, elapsed - life.heard_at);
  return ages;
}

export function describeAgents(lives: AgentLives, elapsed: Elapsed): FeedAgent[] {
  return [...lives].map(([id, life]) => ({
    id,
    state: isHere(life, elapsed) ? 'here' : 'away',
    boot: life.boot,
    heartbeat_age_ms: life.heard_at === null ? null : Math.max(0, elapsed - life.heard_at),
    clock_offset_ms: clockOffset(life),
    journal_waiting: life.journal_waiting,
    buses: life.buses,
  }));
}
