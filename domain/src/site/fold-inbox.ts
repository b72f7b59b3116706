import type { Id } from '../kernel/index.ts';
import type { Folds } from './evolve.ts';
import type { AgentRecord, SiteState } from './state.ts';

type InboxKinds =
  | 'agent-booted'
  | 'agent-left'
  | 'agent-back'
  | 'inbox-moved'
  | 'inbox-gap'
  | 'command-asked'
  | 'command-answered'
  | 'request-done';

/** Boots of an agent whose position is remembered: what an older one repeats is still known. */
const bootsKept = 8;
const requestsKept = 1000;

export const inboxFolds: Folds<InboxKinds> = {
  'agent-booted': ({ state }, event) => {
    moveInbox(state, { ...event, upto: 0 });
    agentOf(state, event.agent).gone = false;
  },
  'agent-left': ({ state }, event) => {
    agentOf(state, event.agent).gone = true;
  },
  'agent-back': ({ state }, event) => {
    agentOf(state, event.agent).gone = false;
  },
  'inbox-moved': ({ state }, event) => moveInbox(state, event),
  'inbox-gap': ({ state }, event) => {
    if (event.accepted) moveInbox(state, { ...event, upto: event.to });
    else waitInbox(state, event);
  },
  'command-asked': ({ state }, event) => {
    state.commands.set(event.command, { agent: event.agent, request: event.request });
  },
  'command-answered': ({ state }, event) => {
    state.commands.delete(event.command);
  },
  'request-done': ({ state, recorded }, event) => {
    state.requests.set(event.request, recorded.revision);
    const [oldest] = state.requests.keys();
    if (state.requests.size > requestsKept && oldest !== undefined) state.requests.delete(oldest);
  },
};

function agentOf(state: SiteState, agent: Id): AgentRecord {
  const known = state.agents.get(agent);
  if (known) return known;
  const record: AgentRecord = { boots: [], gone: false };
  state.agents.set(agent, record);
  return record;
}

/** A position only grows. */
export function moveInbox(state: SiteState, position: { agent: Id; boot: string; upto: number }): void {
  const agent = agentOf(state, position.agent);
  const place = agent.boots.find((known) => known.boot === position.boot);
  if (place && place.upto >= position.upto && place.waiting_at === null) return;
  const upto = Math.max(place?.upto ?? 0, position.upto);
  const moved = { boot: position.boot, upto, waiting_at: null };
  if (place) agent.boots = agent.boots.map((known) => (known === place ? moved : known));
  else agent.boots = [...agent.boots, moved].slice(-bootsKept);
}

function waitInbox(state: SiteState, gap: { agent: Id; boot: string; to: number }): void {
  const agent = agentOf(state, gap.agent);
  agent.boots = agent.boots.map((known) => (known.boot === gap.boot ? { ...known, waiting_at: gap.to + 1 } : known));
}
