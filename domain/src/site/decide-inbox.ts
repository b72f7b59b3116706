import type { Id, JournalledObservation, Now } from '../kernel/index.ts';
import type { SiteContext } from './context.ts';
import type { World } from './decide-observation.ts';
import { decideObservation } from './decide-observation.ts';
import type { EventBody, Source } from './draft.ts';
import { draft } from './draft.ts';
import type { Effect } from './effects.ts';
import type { DecidedEvent } from './events.ts';
import { evolve } from './evolve.ts';
import { forkState } from './fork.ts';
import type { SiteInput } from './input.ts';
import type { SiteState } from './state.ts';

export interface Decided {
  readonly events: readonly DecidedEvent[];
  readonly effects: readonly Effect[];
}

export type ObservationsInput = Extract<SiteInput, { kind: 'observations' }>;

/** Folds what is decided into a working copy as it goes, so that each observation sees the ones before it. */
export interface Ledger {
  readonly context: SiteContext;
  /** As it was before this input: the one to be listed. */
  readonly base: SiteState;
  /** As it is now: read by key only. */
  readonly state: SiteState;
  readonly now: Now;
  readonly events: DecidedEvent[];
}

export function openLedger({ context, state }: World, now: Now): Ledger {
  return { context, base: state, state: forkState(state), now, events: [] };
}

export function enter(ledger: Ledger, source: Source, bodies: readonly EventBody[]): void {
  for (const body of bodies) {
    const event = draft(source, body);
    ledger.events.push(event);
    const { revision } = ledger.state;
    const { seen_at, actor, reason, cause } = event;
    const at = ledger.now.instant;
    const recorded = { revision, at, previous_hash: null, seen_at, actor, reason, cause, event: event.event };
    evolve(ledger.context, ledger.state, recorded);
  }
}

export function agentMessage(agent: Id, boot: string): Source {
  return { seen_at: null, actor: `agent:${agent}`, reason: null, cause: { kind: 'message', agent, boot } };
}

/** A boot that was not heard before, or an agent that is here again after it was gone. */
export function greet(state: SiteState, agent: Id, boot: string): EventBody[] {
  const known = state.agents.get(agent);
  if (!known?.boots.some((one) => one.boot === boot)) return [{ kind: 'agent-booted', agent, boot }];
  return known.gone ? [{ kind: 'agent-back', agent, boot }] : [];
}

/**
 * A batch of an agent's journal. What was folded before is passed over; what is new follows without a
 * gap; the ack names the last that is folded, so that the agent sends on from there.
 */
export function decideObservations(ledger: Ledger, input: ObservationsInput): Effect[] {
  const { agent, boot } = input;
  enter(ledger, agentMessage(agent, boot), greet(ledger.state, agent, boot));
  const observations = isSorted(input.observations)
    ? input.observations
    : [...input.observations].sort((a, b) => a.sequence - b.sequence);
  let moved = 0;
  for (const journalled of observations) {
    const { upto } = positionOf(ledger.state, input);
    const expected = Math.max(upto, moved) + 1;
    if (journalled.sequence < expected) continue;
    if (journalled.sequence > expected && !passGap(ledger, input, { expected, sequence: journalled.sequence })) break;
    foldOne(ledger, input, journalled);
    moved = journalled.sequence;
  }
  const { upto } = positionOf(ledger.state, input);
  if (moved > upto) enter(ledger, agentMessage(agent, boot), [{ kind: 'inbox-moved', agent, boot, upto: moved }]);
  return [{ kind: 'ack', agent, boot, upto: Math.max(upto, moved) }];
}

function isSorted(observations: readonly JournalledObservation[]): boolean {
  return observations.every((one, index) => one.sequence > (observations[index - 1]?.sequence ?? 0));
}

function foldOne(ledger: Ledger, input: ObservationsInput, journalled: JournalledObservation): void {
  const { agent, boot } = input;
  const { sequence, at, observation } = journalled;
  const reason = observation.kind === 'keep-open' ? observation.reason : null;
  const cause = { kind: 'observation', agent, boot, sequence } as const;
  const source: Source = { seen_at: at, actor: `agent:${agent}`, reason, cause };
  enter(ledger, source, decideObservation(ledger, { agent, boot, sequence, at }, observation));
}

function positionOf(state: SiteState, { agent, boot }: ObservationsInput): { upto: number; waiting_at: number | null } {
  const known = state.agents.get(agent)?.boots.find((one) => one.boot === boot);
  return known ?? { upto: 0, waiting_at: null };
}

/**
 * True when the gap is taken. The first time it is reported and not passed, and the ack asks for what is
 * missing. When the agent then begins again behind the same gap, it has nothing older: what is lost is
 * lost, and said so.
 */
function passGap(ledger: Ledger, input: ObservationsInput, gap: { expected: number; sequence: number }): boolean {
  const { agent, boot } = input;
  const { waiting_at } = positionOf(ledger.state, input);
  if (waiting_at !== null && gap.sequence > waiting_at) return false;
  const accepted = waiting_at === gap.sequence;
  const { expected: from, sequence } = gap;
  enter(ledger, agentMessage(agent, boot), [
    { kind: 'inbox-gap', agent, boot, from, to: sequence - 1, accepted },
    ...(accepted
      ? [
          {
            kind: 'fault-raised',
            agent: null,
            subject: agent,
            code: 'journal-failing',
            detail: `${from}-${sequence - 1} of ${boot} lost`,
          } as const,
        ]
      : []),
  ]);
  return accepted;
}
