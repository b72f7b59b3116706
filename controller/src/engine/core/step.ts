import type { FeedRequest } from '@berth/contract';
import type { Elapsed, FaultCode, Id, Now } from '@berth/domain/kernel';
import type {
  Decided,
  Effect,
  GatheredState,
  RecordedEvent,
  SiteContext,
  SiteInput,
  SiteState,
  World,
} from '@berth/domain/site';
import { gatherState } from '@berth/domain/site';
import type { Batch } from '../../store/index.ts';
import type { Heard } from '../ports.ts';
import { type AgentLives, heardFrom, heartbeatFrom, livenessOf, livesAs } from './agents.ts';
import { expired, type Orders, type StoredOrder } from './orders.ts';
import { addRows, makeRows, type Rows } from './rows.ts';
import type { SignPlan, ToldSigns } from './signs.ts';

/** Pictures go to the disk, and never through the core. */
export type HeardByCore = Exclude<Heard, { verb: 'picture' }>;

/** Everything that can reach the engine. Handlers only enqueue it. */
export type EngineInput =
  | { readonly kind: 'heard'; readonly message: HeardByCore }
  | { readonly kind: 'request'; readonly request: FeedRequest }
  | { readonly kind: 'own-fault'; readonly code: FaultCode; readonly raised: boolean; readonly detail: string | null }
  | { readonly kind: 'tick' };

export interface Rules {
  readonly decide: (world: World, input: SiteInput, now: Now) => Decided;
  readonly evolve: (context: SiteContext, state: SiteState, event: RecordedEvent) => void;
}

/** The engine's working state: the truth of the site, and what only this run of the engine knows. */
export interface Core {
  readonly rules: Rules;
  readonly context: SiteContext;
  readonly plans: readonly SignPlan[];
  readonly epoch: number;
  readonly state: SiteState;
  readonly lives: AgentLives;
  readonly gathered: Map<Id, GatheredState | null>;
  readonly orders: Orders;
  readonly told: ToldSigns;
  readonly faults: Set<FaultCode>;
  readonly started_at: Elapsed;
  observations: number;
}

/** What one batch of inputs came to. Nothing of it may leave before `batch` is durable. */
export interface Outcome {
  readonly batch: Batch;
  readonly records: readonly RecordedEvent[];
  readonly effects: readonly Effect[];
  /** Agents that came anew and must be told everything. */
  readonly anew: ReadonlySet<Id>;
}

/** The subject of the faults that the engine finds with itself. */
export const engineSubject: Id = 'engine';

interface Work {
  readonly now: Now;
  readonly records: RecordedEvent[];
  readonly effects: Effect[];
  readonly delivered: number[];
  readonly anew: Set<Id>;
  readonly rows: Rows;
}

/** Decides on a batch of inputs in order, each on the state that the one before left. */
export function step(core: Core, inputs: readonly EngineInput[], now: Now): Outcome {
  const expected = core.state.revision;
  const work: Work = { now, records: [], effects: [], delivered: [], anew: new Set(), rows: makeRows() };
  for (const input of inputs) {
    const taken = siteInput(core, work, input);
    if (taken) apply(core, work, taken);
  }
  for (const over of expired(core.orders, now.elapsed)) {
    settleOrder(core, work, over.id);
    apply(core, work, { kind: 'command-result', ...over, refusal: 'no-answer' });
  }
  const running_ms = now.elapsed - core.started_at;
  apply(core, work, { kind: 'tick', liveness: livenessOf(core.lives, now.elapsed), running_ms });
  const outbox = work.effects.flatMap((effect): StoredOrder[] =>
    effect.kind === 'command' && effect.request !== null ? [{ effect, asked_at: now.instant }] : [],
  );
  return {
    records: work.records,
    effects: work.effects,
    anew: work.anew,
    batch: {
      epoch: core.epoch,
      expected_revision: expected,
      events: work.records.map(({ revision: _, previous_hash: __, ...record }) => record),
      outbox,
      delivered: work.delivered,
      stays: [...work.rows.stays.values()],
      pictures: work.rows.pictures,
    },
  };
}

export function isEmpty({ batch }: Outcome): boolean {
  return batch.events.length === 0 && batch.outbox.length === 0 && batch.delivered.length === 0;
}

function apply(core: Core, work: Work, input: SiteInput): void {
  const { now } = work;
  const decided = core.rules.decide(core, input, now);
  for (const event of decided.events) {
    const revision = core.state.revision + 1;
    const record: RecordedEvent = { revision, at: now.instant, ...event, previous_hash: null };
    core.rules.evolve(core.context, core.state, record);
    core.state.revision = revision;
    work.records.push(record);
    addRows(work.rows, record);
  }
  work.effects.push(...decided.effects);
}

/** What the site is to decide on, or null: nothing yet. What only the engine needs is noted on the way. */
function siteInput(core: Core, work: Work, input: EngineInput): SiteInput | null {
  switch (input.kind) {
    case 'heard':
      return heardInput(core, work, input.message);
    case 'request': {
      const { id, actor, reason, command } = input.request;
      return { kind: 'request', id, actor, reason, command };
    }
    case 'own-fault': {
      const { code, raised, detail } = input;
      if (raised) core.faults.add(code);
      else core.faults.delete(code);
      return { kind: 'own-fault', subject: engineSubject, code, raised, detail };
    }
    case 'tick':
      return null;
  }
}

function heardInput(core: Core, work: Work, message: HeardByCore): SiteInput | null {
  const { now } = work;
  const { agent } = message;
  const life = core.lives.get(agent);
  if (!life) return null;
  if (message.verb !== 'gone') heardFrom(life, now.elapsed);
  if (message.verb === 'state' || message.verb === 'question') livesAs(life, message.body.boot);
  switch (message.verb) {
    case 'observations': {
      const { boot, observations } = message.body;
      core.observations += observations.length;
      return { kind: 'observations', agent, boot, observations };
    }
    case 'state': {
      const { gathered, input } = gatherState(agent, core.gathered.get(agent) ?? null, message.body);
      core.gathered.set(agent, gathered);
      if (input) work.anew.add(agent);
      return input;
    }
    case 'heartbeat': {
      const { boot, at } = message.body;
      heartbeatFrom(life, message.body, now.instant);
      return { kind: 'heartbeat', agent, boot, at };
    }
    case 'gone': {
      const { boot } = message.body;
      if (boot === life.boot) life.gone = true;
      return { kind: 'agent-gone', agent, boot };
    }
    case 'question': {
      const { deadline_ms: _, ...question } = message.body;
      return { kind: 'question', agent, ...question };
    }
    case 'result': {
      const { id, refusal } = message.body;
      settleOrder(core, work, id);
      return { kind: 'command-result', agent, id, refusal };
    }
  }
}

function settleOrder(core: Core, work: Work, id: string): void {
  const order = core.orders.get(id);
  if (!order) return;
  core.orders.delete(id);
  if (order.outbox_id !== null) work.delivered.push(order.outbox_id);
}
