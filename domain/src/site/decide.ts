import type { Now } from '../kernel/index.ts';
import { decideAgentState, decideHeartbeat, decideQuestion } from './decide-agent.ts';
import type { Decided, Ledger } from './decide-inbox.ts';
import { agentMessage, decideObservations, enter, openLedger } from './decide-inbox.ts';
import type { World } from './decide-observation.ts';
import { decideRequest, decideResult } from './decide-request.ts';
import { decideTick, stopListChanges } from './decide-tick.ts';
import { engineSource } from './draft.ts';
import type { Effect } from './effects.ts';
import type { SiteInput } from './input.ts';
import { faultKey } from './state.ts';

export type { Decided } from './decide-inbox.ts';

/**
 * What follows from one input. Pure: the state is only read. The writer folds the events into its
 * working state before it decides on the next input, and sends the effects after its fsync.
 */
export function decide(world: World, input: SiteInput, now: Now): Decided {
  const ledger = openLedger(world, now);
  const effects = answer(ledger, input);
  return { events: ledger.events, effects: [...effects, ...stopListChanges(ledger)] };
}

function answer(ledger: Ledger, input: SiteInput): Effect[] {
  switch (input.kind) {
    case 'observations':
      return decideObservations(ledger, input);
    case 'agent-state':
      return decideAgentState(ledger, input);
    case 'heartbeat':
      return decideHeartbeat(ledger, input);
    case 'agent-gone':
      return leave(ledger, input);
    case 'question':
      return decideQuestion(ledger.context, ledger.base, input);
    case 'request':
      return decideRequest(ledger, input);
    case 'command-result':
      return decideResult(ledger, input);
    case 'tick':
      return decideTick(ledger, input);
    case 'own-fault':
      return ownFault(ledger, input);
  }
}

/** The last will of a boot that is over already says nothing of the agent. */
function leave(ledger: Ledger, input: Extract<SiteInput, { kind: 'agent-gone' }>): Effect[] {
  const { agent, boot } = input;
  const known = ledger.state.agents.get(agent);
  if (!known || known.gone || known.boots.at(-1)?.boot !== boot) return [];
  enter(ledger, agentMessage(agent, boot), [{ kind: 'agent-left', agent, boot }]);
  return [];
}

function ownFault(ledger: Ledger, input: Extract<SiteInput, { kind: 'own-fault' }>): Effect[] {
  const { subject, code, detail } = input;
  const known = ledger.state.faults.has(faultKey(null, subject, code));
  if (known === input.raised) return [];
  const fault = { agent: null, subject, code } as const;
  enter(ledger, engineSource, [
    input.raised ? { kind: 'fault-raised', ...fault, detail } : { kind: 'fault-cleared', ...fault },
  ]);
  return [];
}
