import { cardState } from '../card-stock/index.ts';
import type { Id } from '../kernel/index.ts';
import { credentialKey } from '../stay/index.ts';
import type { SiteContext } from './context.ts';
import type { Ledger } from './decide-inbox.ts';
import { agentMessage, enter, greet } from './decide-inbox.ts';
import { decideCondition, isCondition } from './decide-observation.ts';
import { wayThrough } from './decide-passages.ts';
import type { EventBody, Source } from './draft.ts';
import { engineSource } from './draft.ts';
import type { Decision, Effect } from './effects.ts';
import type { SiteInput } from './input.ts';
import type { SiteState } from './state.ts';
import { faultKey } from './state.ts';

type Input<Kind extends SiteInput['kind']> = Extract<SiteInput, { kind: Kind }>;

/**
 * An agent's whole state: conditions are taken over where they differ, faults it no longer names are
 * cleared, and it is told what the engine wants of it. Counts are never in it. One that is older than
 * what its journal has told changes nothing.
 */
export function decideAgentState(ledger: Ledger, input: Input<'agent-state'>): Effect[] {
  const { agent, boot, upto } = input;
  enter(ledger, agentMessage(agent, boot), greet(ledger.state, agent, boot));
  const position = ledger.state.agents.get(agent)?.boots.find((one) => one.boot === boot)?.upto ?? 0;
  if (upto >= position) takeOver(ledger, input);
  return [{ kind: 'ack', agent, boot, upto: position }, ...ordersFor(ledger, agent)];
}

function takeOver(ledger: Ledger, input: Input<'agent-state'>): void {
  const { agent, boot, upto } = input;
  const source: Source = {
    seen_at: input.at,
    actor: `agent:${agent}`,
    reason: null,
    cause: { kind: 'state', agent, boot, upto },
  };
  const named = new Set<string>();
  for (const told of input.observations) {
    if (told.kind === 'fault-raised') named.add(faultKey(agent, told.subject, told.code));
    if (isCondition(told)) enter(ledger, source, decideCondition(ledger, agent, told));
  }
  const over = [...ledger.base.faults].filter(([key, fault]) => fault.agent === agent && !named.has(key));
  const cleared = over.map(([, { subject, code }]): EventBody => ({ kind: 'fault-cleared', agent, subject, code }));
  enter(ledger, source, cleared);
}

/** Everything the engine wants of an agent that has just come. */
function ordersFor({ context, state, base }: Ledger, agent: Id): Effect[] {
  const lanes = context.site.lanes.filter((lane) => lane.gateway === agent);
  if (lanes.length === 0) return [];
  const orders: Effect[] = [stopListFor(base, agent)];
  for (const { id } of lanes) {
    const lane = state.lanes.get(id);
    if (!lane) continue;
    const mode = lane.asked_mode ?? 'open';
    if (lane.mode !== mode && !state.fire.has(agent)) orders.push(modeOrder(state, agent, { lane: id, mode }));
  }
  return orders;
}

export function stopListFor(state: SiteState, agent: Id): Effect {
  const { version, cards } = state.stop_list;
  const command = { kind: 'stop-list', version, cards: [...cards.keys()] } as const;
  return { kind: 'command', agent, id: `stop-list.${version}`, request: null, command };
}

export function modeOrder(
  state: SiteState,
  agent: Id,
  wanted: { lane: Id; mode: 'open' | 'full' | 'closed' | 'closed-to-all' },
): Effect {
  const command = { kind: 'lane-mode', ...wanted } as const;
  return { kind: 'command', agent, id: orderId(wanted.mode, wanted.lane, state), request: null, command };
}

/** At most 80 characters, as the wire has it; the revision makes it one of its kind. */
export function orderId(what: string, lane: Id, state: SiteState): string {
  return `${state.revision}.${what}.${lane}`.slice(0, 80);
}

/** Facts that are lost stay a fault for so long, so that somebody sees it and counts the cars. */
const lostFactsShownMs = 3_600_000;

/** A lane whose agent says another mode than was asked is asked again: orders may be lost on the way. */
export function decideHeartbeat(ledger: Ledger, input: Input<'heartbeat'>): Effect[] {
  const { context, state, now } = ledger;
  const { agent, boot } = input;
  enter(ledger, agentMessage(agent, boot), greet(state, agent, boot));
  const off = Math.abs(input.at - now.instant) > context.site.rules.clock_offset_limit_ms;
  const known = state.faults.has(faultKey(null, agent, 'clock-offset'));
  const found: EventBody[] = [];
  if (off && !known) {
    const detail = `${Math.round((input.at - now.instant) / 1000)} s`;
    found.push({ kind: 'fault-raised', agent: null, subject: agent, code: 'clock-offset', detail });
  }
  if (!off && known) found.push({ kind: 'fault-cleared', agent: null, subject: agent, code: 'clock-offset' });
  const lost = state.faults.get(faultKey(null, agent, 'journal-failing'));
  if (lost && now.instant - lost.since >= lostFactsShownMs) {
    found.push({ kind: 'fault-cleared', agent: null, subject: agent, code: 'journal-failing' });
  }
  enter(ledger, engineSource, found);
  if (state.fire.has(agent)) return [];
  return context.site.lanes.flatMap(({ id, gateway }) => {
    const lane = gateway === agent ? state.lanes.get(id) : undefined;
    if (!lane || lane.asked_mode === null || lane.mode === lane.asked_mode) return [];
    return [modeOrder(state, agent, { lane: id, mode: lane.asked_mode })];
  });
}

/**
 * The answer to a lane that asks about a card. Where facts of another lane may still be on their way,
 * a doubt lets pass: nobody is locked in.
 */
export function decideQuestion(context: SiteContext, state: SiteState, input: Input<'question'>): Effect[] {
  const { agent, boot, number } = input;
  const code = refusalOf(context, state, input);
  const decision: Decision = code === null ? { kind: 'let-pass' } : { kind: 'refuse', code };
  return [{ kind: 'answer', agent, boot, number, decision }];
}

function refusalOf(context: SiteContext, state: SiteState, input: Input<'question'>): string | null {
  const lane = context.lanes.get(input.lane);
  if (!lane) return 'not-found';
  const { from_area, to_area } = wayThrough(lane, input.direction);
  const leaving = to_area === null;
  const mode = state.lanes.get(lane.id)?.asked_mode ?? 'open';
  if (mode === 'closed-to-all' || (mode === 'closed' && !leaving)) return 'lane-closed';
  if (state.fire.size > 0 && !leaving) return 'lane-fire';
  const card = state.cards.get(input.credential.number);
  const thread = state.threads.get(credentialKey(input.credential));
  const inside = thread !== undefined && thread.open.length > 0;
  if (card && ['stopped', 'lost'].includes(cardState(card))) return 'card-stopped';
  if (from_area === null) {
    if (!card) return 'card-unknown';
    if (inside) return 'card-already-inside';
    return mode === 'full' ? 'lane-full' : null;
  }
  if (inside || thread?.closed.at(-1)?.doubt === 'times-disagree') return null;
  if (!card && !thread) return 'card-unknown';
  return isWhole(context, state) ? 'card-not-inside' : null;
}

/** Every agent with lanes has spoken and none is away: no fact of a lane is still to come. */
function isWhole(context: SiteContext, state: SiteState): boolean {
  return context.laneAgents.every((id) => {
    const agent = state.agents.get(id);
    const heard = agent !== undefined && !agent.gone && !state.faults.has(faultKey(null, id, 'agent-away'));
    return heard && agent.boots.every((boot) => boot.waiting_at === null);
  });
}
