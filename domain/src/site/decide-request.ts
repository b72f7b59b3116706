import { cardState, outstanding } from '../card-stock/index.ts';
import type { RefusalCode } from '../kernel/index.ts';
import type { Crossing } from '../stay/index.ts';
import { closeByHand, credentialOf, passageKey } from '../stay/index.ts';
import { modeOrder, orderId } from './decide-agent.ts';
import type { Ledger } from './decide-inbox.ts';
import { enter } from './decide-inbox.ts';
import { decideInventory, stockRefusal } from './decide-inventory.ts';
import type { EventBody, Source } from './draft.ts';
import type { AgentOrder, Effect } from './effects.ts';
import type { SiteInput } from './input.ts';

export type RequestInput = Extract<SiteInput, { kind: 'request' }>;
type Command = RequestInput['command'];
type CommandOf<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>;

/**
 * What a person asks. `waits`: the result comes with the agent's answer. Else it is refused, or done
 * with these events.
 */
type Outcome =
  | { readonly kind: 'refused'; readonly code: RefusalCode }
  | { readonly kind: 'done'; readonly bodies: readonly EventBody[]; readonly effects?: readonly Effect[] }
  | { readonly kind: 'waits'; readonly bodies: readonly EventBody[]; readonly effects: readonly Effect[] };

const notFound: Outcome = { kind: 'refused', code: 'not-found' };

export function decideRequest(ledger: Ledger, input: RequestInput): Effect[] {
  const { id, actor, command } = input;
  const reason = input.reason.trim();
  const result = (refusal: string | null): Effect => ({ kind: 'result', request: id, refusal });
  if (ledger.state.requests.has(id)) return [result(null)];
  if ([...ledger.base.commands.values()].some((one) => one.request === id)) return [];
  if (reason === '') return [result('reason-missing')];
  const outcome = judge(ledger, { ...input, reason }, command);
  if (outcome.kind === 'refused') return [result(outcome.code)];
  const source: Source = { seen_at: null, actor, reason, cause: { kind: 'request', id } };
  enter(ledger, source, outcome.bodies);
  if (outcome.kind === 'waits') return [...outcome.effects];
  enter(ledger, source, [{ kind: 'request-done', request: id, what: command.kind }]);
  return [...(outcome.effects ?? []), result(null)];
}

function judge(ledger: Ledger, input: RequestInput, command: Command): Outcome {
  switch (command.kind) {
    case 'raise':
    case 'lower':
      return askLane(ledger, input, { kind: command.kind, lane: command.lane, reason: input.reason });
    case 'lane-direction':
      return askLane(ledger, input, command);
    case 'reset-fire':
      return resetFire(ledger, input);
    case 'lane-mode':
      return setMode(ledger, command);
    case 'keep-open-start':
    case 'keep-open-end': {
      const on = command.kind === 'keep-open-start';
      const end = command.kind === 'keep-open-start' && command.for_s !== undefined ? { for_s: command.for_s } : {};
      return askLane(ledger, input, { kind: 'keep-open', lane: command.lane, on, reason: input.reason, ...end });
    }
    case 'correct-count': {
      const zone = ledger.state.zones.get(command.zone);
      if (!zone) return notFound;
      const { zone: id, occupied } = command;
      return { kind: 'done', bodies: [{ kind: 'count-corrected', zone: id, was: zone.kept, occupied }] };
    }
    case 'opening-inventory':
      return decideInventory(ledger, input, command);
    case 'acknowledge-alarm':
      return acknowledge(ledger, command);
    case 'close-stay':
      return closeStay(ledger, input, command);
    case 'settle-car':
      return settleCar(ledger, command.car);
    case 'stop-card':
    case 'card-lost':
    case 'card-found':
      return moveStock(ledger, command);
    case 'stock-dispenser': {
      const { dispenser, first, last } = command;
      const refusal = stockRefusal([command]);
      if (refusal) return { kind: 'refused', code: refusal };
      return { kind: 'done', bodies: [{ kind: 'stock-filled', dispenser, first, last }] };
    }
  }
}

/** A car of one of the two lists, or a crossing whose stay never came. */
function settleCar({ base }: Ledger, car: string): Outcome {
  if (base.unmatched.has(car) || base.left_unseen.has(car)) {
    return { kind: 'done', bodies: [{ kind: 'car-settled', car }] };
  }
  const isIt = ({ lane, passage }: Crossing) => lane !== null && passage !== null && passageKey(lane, passage) === car;
  const found = [...base.threads].find(([, thread]) => thread.strays.some(isIt));
  if (!found) return notFound;
  const [key, thread] = found;
  const strays = thread.strays.filter((crossing) => !isIt(crossing));
  return { kind: 'done', bodies: [{ kind: 'strays-changed', credential: credentialOf(key), strays }] };
}

type LaneAct = Extract<AgentOrder, { kind: 'raise' | 'lower' | 'lane-direction' | 'keep-open' }>;

function askLane({ context }: Ledger, input: RequestInput, command: LaneAct): Outcome {
  const lane = context.lanes.get(command.lane);
  if (!lane) return notFound;
  if (command.kind === 'lane-direction' && lane.kind !== 'reversible' && lane.kind !== 'one-car-ramp') {
    return { kind: 'refused', code: 'wrong-direction' };
  }
  const { id } = input;
  const agent = lane.gateway;
  return {
    kind: 'waits',
    bodies: [{ kind: 'command-asked', command: id, agent, request: id, what: command.kind, lane: lane.id }],
    effects: [{ kind: 'command', agent, id, request: id, command }],
  };
}

/** Every agent that holds fire; all that have lanes, when none is known to. */
function resetFire({ context, base }: Ledger, input: RequestInput): Outcome {
  const { id, reason } = input;
  const agents = base.fire.size > 0 ? [...base.fire] : context.laneAgents;
  if (agents.length === 0) return { kind: 'refused', code: 'module-absent' };
  const asked = agents.map((agent) => ({ agent, command: `${id.slice(0, 40)}.${agent}`.slice(0, 80) }));
  return {
    kind: 'waits',
    bodies: asked.map(({ agent, command }) => ({
      kind: 'command-asked',
      command,
      agent,
      request: id,
      what: 'reset-fire',
      lane: null,
    })),
    effects: asked.map(({ agent, command }) => ({
      kind: 'command',
      agent,
      id: command,
      request: id,
      command: { kind: 'reset-fire', reason },
    })),
  };
}

function setMode({ context, state }: Ledger, command: CommandOf<'lane-mode'>): Outcome {
  const lane = context.lanes.get(command.lane);
  if (!lane) return notFound;
  const by_operator = command.mode !== 'automatic';
  const full = lane.kind !== 'exit' && lane.to_area !== null && state.full.has(`area/${lane.to_area}`);
  const mode = command.mode !== 'automatic' ? command.mode : full ? 'full' : 'open';
  return {
    kind: 'done',
    bodies: [{ kind: 'lane-mode-asked', lane: lane.id, mode, by_operator }],
    effects: [modeOrder(state, lane.gateway, { lane: lane.id, mode })],
  };
}

/** The lane's own alarm output is quieted with the last alarm of that lane. */
function acknowledge({ context, base }: Ledger, command: CommandOf<'acknowledge-alarm'>): Outcome {
  const alarm = base.alarms.get(command.alarm);
  if (!alarm) return notFound;
  const bodies: EventBody[] = [{ kind: 'alarm-acknowledged', alarm: alarm.id }];
  const lane = context.lanes.get(alarm.lane);
  const others = [...base.alarms.values()].some((one) => one.lane === alarm.lane && one.id !== alarm.id);
  if (!lane || others) return { kind: 'done', bodies };
  const order = { kind: 'acknowledge-alarm', lane: lane.id } as const;
  const id = orderId('acknowledge', lane.id, base);
  return {
    kind: 'done',
    bodies,
    effects: [{ kind: 'command', agent: lane.gateway, id, request: null, command: order }],
  };
}

function closeStay({ state, now }: Ledger, input: RequestInput, command: CommandOf<'close-stay'>): Outcome {
  const key = state.stays.get(command.stay);
  const stay = key === undefined ? undefined : state.threads.get(key)?.open.find((one) => one.id === command.stay);
  if (!stay) return notFound;
  const { departure } = command;
  if (departure !== null && !state.left_unseen.has(departure)) return notFound;
  const closed = closeByHand(stay, { request: input.id, at: now.instant });
  const settled: EventBody[] = departure === null ? [] : [{ kind: 'car-settled', car: departure }];
  return { kind: 'done', bodies: [{ kind: 'stay-closed', stay: closed }, ...settled] };
}

function moveStock({ state }: Ledger, command: CommandOf<'stop-card' | 'card-lost' | 'card-found'>): Outcome {
  const card = state.cards.get(command.card);
  if (!card) return { kind: 'refused', code: 'card-unknown' };
  const moved = (move: Extract<EventBody, { kind: 'card-moved' }>['move']): EventBody => ({
    kind: 'card-moved',
    card: card.number,
    move,
  });
  if (command.kind !== 'card-found') {
    const kind = command.kind === 'stop-card' ? 'stopped' : 'lost';
    if (card.last_issue === null) return { kind: 'refused', code: 'card-unknown' };
    return { kind: 'done', bodies: [moved({ kind, issue: card.last_issue })] };
  }
  const back = outstanding(card) > 0 && cardState(card) !== 'out' ? [moved({ kind: 'collected' })] : [];
  return { kind: 'done', bodies: [...back, moved({ kind: 'unstopped' })] };
}

/** What became of a command: the request that waits for it is done when all its commands are, or one was refused. */
export function decideResult(ledger: Ledger, input: Extract<SiteInput, { kind: 'command-result' }>): Effect[] {
  const { agent, id, refusal } = input;
  const waiting = ledger.state.commands.get(id);
  if (!waiting || waiting.agent !== agent) return [];
  const { request } = waiting;
  const cause = { kind: 'request', id: request } as const;
  const source: Source = { seen_at: null, actor: `agent:${agent}`, reason: null, cause };
  enter(ledger, source, [{ kind: 'command-answered', command: id, agent, refusal }]);
  const more = [...ledger.base.commands].some(([other, one]) => other !== id && one.request === request);
  if (ledger.state.requests.has(request) || (more && refusal === null)) return [];
  enter(ledger, source, [{ kind: 'request-done', request, what: 'command' }]);
  return [{ kind: 'result', request, refusal }];
}
