import type { Id, Observation } from '../kernel/index.ts';
import { passageKey } from '../stay/index.ts';
import type { SiteContext } from './context.ts';
import type { Seen } from './decide-passages.ts';
import { decidePassage, decidePicture, wayThrough } from './decide-passages.ts';
import type { EventBody } from './draft.ts';
import type { LaneState, SiteState } from './state.ts';
import { faultKey } from './state.ts';

/** What the site file says, and what has come to pass. */
export interface World {
  readonly context: SiteContext;
  readonly state: SiteState;
}

/**
 * The events of one observation. It is a fact: it is never refused, only resolved (which zones, which
 * stay). What repeats what is known, or names a thing that the site file no longer has, gives none.
 */
export function decideObservation(world: World, seen: Seen, told: Observation): EventBody[] {
  if (isCondition(told)) return decideCondition(world, seen.agent, told);
  switch (told.kind) {
    case 'fault-cleared': {
      const { subject, code } = told;
      if (!world.state.faults.has(faultKey(seen.agent, subject, code))) return [];
      return [{ kind: 'fault-cleared', agent: seen.agent, subject, code }];
    }
    case 'border-crossed':
      return decideBorder(world, told);
    case 'card-issued':
    case 'card-taken':
    case 'card-drawn-back':
    case 'card-kept':
      return decideCard(seen, told);
    case 'passage-authorised': {
      const { lane, direction, passage, cause, credential } = told;
      return [{ kind: 'passage-authorised', lane, direction, passage, cause, credential }];
    }
    case 'passage-passed': {
      const { lane, direction, passage } = told;
      return [{ kind: 'passage-passed', lane, direction, passage }];
    }
    case 'passage-committed':
    case 'car-unmatched':
      return decidePassage(world, seen, told);
    case 'passage-voided':
      return decideVoid(world, seen, told);
    case 'alarm': {
      const alarm = `${seen.agent}.${seen.boot}.${seen.sequence}`;
      return [{ kind: 'alarm-raised', alarm, lane: told.lane, code: told.code, passage: told.passage ?? null }];
    }
    case 'picture':
      return decidePicture(world.state, told);
    case 'refused':
      return [{ kind: 'lane-refused', lane: told.lane, code: told.code, credential: told.credential }];
  }
}

const conditionKinds = ['bay', 'barrier', 'lane-mode', 'fire', 'keep-open', 'lane-direction', 'fault-raised'] as const;

type Condition = Extract<Observation, { kind: (typeof conditionKinds)[number] }>;

/** What is true until it is said otherwise: these also stand in an agent's whole state. */
export function isCondition(told: Observation): told is Condition {
  return conditionKinds.some((kind) => kind === told.kind);
}

export function decideCondition({ context, state }: World, agent: Id, told: Condition): EventBody[] {
  switch (told.kind) {
    case 'bay': {
      if (!context.bays.has(told.bay) || state.bays.get(told.bay)?.state === told.state) return [];
      return [{ kind: 'bay-changed', bay: told.bay, state: told.state, distance_m: told.distance_m ?? null }];
    }
    case 'barrier': {
      const lane = state.lanes.get(told.lane);
      if (!lane || (lane.barrier === told.state && lane.barrier_since !== null)) return [];
      return [{ kind: 'barrier-changed', lane: told.lane, state: told.state }];
    }
    case 'lane-mode':
      return decideMode(state.lanes.get(told.lane), told);
    case 'fire': {
      if (state.fire.has(agent) === told.latched) return [];
      return [{ kind: 'fire-changed', agent, latched: told.latched }];
    }
    case 'keep-open': {
      const lane = state.lanes.get(told.lane);
      if (!lane || (lane.keep_open !== null) === told.on) return [];
      return [{ kind: 'keep-open-changed', lane: told.lane, on: told.on }];
    }
    case 'lane-direction': {
      const { lane, direction } = told;
      if (!state.lanes.has(lane) || state.lanes.get(lane)?.direction === direction) return [];
      return [{ kind: 'lane-direction-changed', lane, direction }];
    }
    case 'fault-raised': {
      const { subject, code } = told;
      const detail = told.detail ?? null;
      const known = state.faults.get(faultKey(agent, subject, code));
      if (known && known.detail === detail) return [];
      return [{ kind: 'fault-raised', agent, subject, code, detail }];
    }
  }
}

function decideMode(lane: LaneState | undefined, told: Extract<Observation, { kind: 'lane-mode' }>): EventBody[] {
  if (!lane || lane.mode === told.mode) return [];
  return [{ kind: 'lane-mode-changed', lane: told.lane, mode: told.mode, cause: told.cause }];
}

function decideBorder({ context }: World, told: Extract<Observation, { kind: 'border-crossed' }>): EventBody[] {
  const border = context.borders.get(told.border);
  if (!border) return [];
  const { from_zone, to_zone } = border;
  const move = { kind: 'car-moved', by: border.id, passage: null } as const;
  return told.direction === 'forward'
    ? [{ ...move, from_zone, to_zone }]
    : [{ ...move, from_zone: to_zone, to_zone: from_zone }];
}

type CardFact = Extract<Observation, { kind: 'card-issued' | 'card-taken' | 'card-drawn-back' | 'card-kept' }>;

function decideCard(seen: Seen, told: CardFact): EventBody[] {
  const moves = {
    'card-issued': { kind: 'issued', issue: { passage: passageKey(told.lane, told.passage), at: seen.at } },
    'card-taken': { kind: 'taken' },
    'card-drawn-back': { kind: 'collected' },
    'card-kept': { kind: 'collected' },
  } as const;
  return [{ kind: 'card-moved', card: told.card, move: moves[told.kind] }];
}

/** Who backs out of an entry keeps a card that never was inside: its issue is barred at once. */
function decideVoid(
  { context }: World,
  seen: Seen,
  told: Extract<Observation, { kind: 'passage-voided' }>,
): EventBody[] {
  const { lane, direction, passage, reason, credential } = told;
  const voided: EventBody = { kind: 'passage-voided', lane, direction, passage, reason, credential };
  const place = context.lanes.get(lane);
  const entering = place !== undefined && wayThrough(place, direction).from_area === null;
  if (!entering || credential === null || reason === 'restart') return [voided];
  const issue = { passage: passageKey(lane, passage), at: seen.at };
  return [voided, { kind: 'card-moved', card: credential.number, move: { kind: 'stopped', issue } }];
}
