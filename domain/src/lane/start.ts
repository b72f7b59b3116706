import type { Elapsed, LaneDirection } from '../kernel/index.ts';
import { bothDirections } from './direction.ts';
import type { EndState, KeptCard, LaneBoot, LaneMemory, LaneState, Phase } from './state.ts';
import { issue_ms, never } from './state.ts';
import type { LaneContext } from './types.ts';

/** A lane whose agent has just started: it knows nothing of the arm, and holds it up if it is up. */
export function startLane(context: LaneContext, start: LaneBoot): LaneState {
  const { memory, now } = start;
  return {
    boot: `${start.boot}-${context.lane.id}`,
    passages: 0,
    questions: 0,
    seen: null,
    wake_at: now,
    link_up: false,
    mode: memory?.mode ?? 'open',
    direction: memory?.direction ?? 'forward',
    fire: memory?.fire ?? false,
    fire_sent_at: never,
    keep_open: memory?.keep_open ? { reason: memory.keep_open.reason, end_at: now + memory.keep_open.left_ms } : null,
    hold: 'restart',
    risen_by: 'restart',
    barrier: {
      state: 'unknown',
      last_end: 'unknown',
      asked: 'none',
      asked_at: never,
      moving_at: never,
      not_closed_at: never,
      stuck: false,
    },
    silence: { loops_at: now, safety_at: now, barrier_at: now },
    crossing: {
      started: false,
      arming: false,
      closing: false,
      stage: 'clear',
      direction: 'forward',
      between_at: never,
      whole: false,
      behind: false,
      ahead: false,
    },
    unmatched: memory?.unmatched ?? [],
    phase: phaseOf(memory, { now, lost_ms: context.rules.card_not_taken_s * 1000 }),
    absent_at: never,
    sight_lost: memory?.open?.kind === 'authorised',
    ramp: 'empty',
    ends: {
      forward: endState(memory, { direction: 'forward', now }),
      backward: endState(memory, { direction: 'backward', now }),
    },
    reads: [],
    deaf: [],
    waiting: null,
    faults: [],
    alarm_until_at: never,
    by_hand: false,
    clear_at: never,
  };
}

function phaseOf(memory: LaneMemory | null, times: { now: Elapsed; lost_ms: number }): Phase {
  const open = memory?.open;
  if (!open) return { kind: 'idle' };
  if (open.kind === 'issuing') return { ...open, until_at: times.now + issue_ms };
  if (open.kind === 'card-at-mouth') return { ...open, until_at: times.now + times.lost_ms };
  return { ...open, since_at: times.now, car_seen: true, alarmed: false };
}

function endState(memory: LaneMemory | null, end: { direction: LaneDirection; now: Elapsed }): EndState {
  const kept = memory?.keeping.find((card) => card.direction === end.direction);
  return {
    drawing_back: null,
    drawing_until_at: never,
    collector: kept ? 'keeping' : 'ready',
    collector_card: kept?.card ?? '',
    collector_passage: kept?.passage ?? null,
    collector_until_at: kept ? end.now + 1000 : never,
    collector_tries: 0,
    too_high_at: never,
    text: 'welcome',
    notice: null,
    notice_until_at: never,
    light: 'none',
  };
}

/** What to store so that a killed agent takes up an open passage again. */
export function memoryOf(state: LaneState, now: Elapsed): LaneMemory {
  return {
    mode: state.mode,
    direction: state.direction,
    fire: state.fire,
    keep_open: state.keep_open && {
      reason: state.keep_open.reason,
      left_ms: Math.max(0, state.keep_open.end_at - now),
    },
    open: openOf(state.phase),
    unmatched: state.unmatched,
    keeping: bothDirections.flatMap((direction) => keptBy(state, direction)),
  };
}

function keptBy(state: LaneState, direction: LaneDirection): KeptCard[] {
  const { collector, collector_card, collector_passage } = state.ends[direction];
  if (collector !== 'keeping' || collector_passage === null) return [];
  return [{ direction, passage: collector_passage, card: collector_card }];
}

function openOf(phase: Phase): LaneMemory['open'] {
  if (phase.kind === 'issuing') return { kind: phase.kind, direction: phase.direction, passage: phase.passage };
  if (phase.kind === 'card-at-mouth') {
    return { kind: phase.kind, direction: phase.direction, passage: phase.passage, card: phase.card };
  }
  if (phase.kind !== 'authorised') return null;
  const { kind, direction, passage, cause, credential, passed } = phase;
  return { kind, direction, passage, cause, credential, passed };
}

/** Whether `memoryOf` would tell something new. Cheap: most scans change none of it. */
export function memoryChanged(before: LaneState, after: LaneState): boolean {
  return (
    before !== after &&
    (before.mode !== after.mode ||
      before.direction !== after.direction ||
      before.fire !== after.fire ||
      before.keep_open !== after.keep_open ||
      before.phase !== after.phase ||
      before.unmatched !== after.unmatched ||
      before.ends.forward.collector !== after.ends.forward.collector ||
      before.ends.backward.collector !== after.ends.backward.collector)
  );
}
