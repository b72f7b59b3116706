import type { SiteSnapshot } from '@berth/domain/site';
import { snapshotVersion, toSnapshot } from '@berth/domain/site';
import type { Store } from '../store/index.ts';
import { release } from './core/release.ts';
import type { Showing } from './core/signs.ts';
import { type Core, type EngineInput, isEmpty, type Outcome, step } from './core/step.ts';
import type { FeedServer } from './feed/server.ts';
import type { Clock, Link } from './ports.ts';

export interface LoopPorts {
  readonly clock: Clock;
  readonly store: Store;
  readonly link: Pick<Link, 'say'>;
  readonly feed: Pick<FeedServer, 'events' | 'result' | 'admit'>;
  /** Called with how long an append took. */
  readonly appended: (ms: number) => void;
  /** The engine cannot go on, and must start anew from its store. It hears no more of this loop. */
  readonly die: (reason: string, error: unknown) => void;
}

export interface Loop {
  enqueue(input: EngineInput): void;
  waiting(): number;
  /** Resolves when everything enqueued has been decided and stored. */
  settled(): Promise<void>;
  /** Takes no more input, ends what waits, and saves where it stands. */
  stop(): Promise<void>;
  /** A feed client waits: it is let in where the state is durable. */
  admit(): void;
}

/** Observations in one batch at the most: it bounds how long anything waits behind them. */
const largestBatch = 2000;
/** A restart folds at most so many events, and a snapshot of ten thousand bays is written seldom. */
const eventsPerSnapshot = 20_000;
const snapshotEveryMs = 60_000;

interface LoopState {
  readonly core: Core;
  readonly ports: LoopPorts;
  readonly showing: (core: Core, elapsed: number) => Showing;
  queue: EngineInput[];
  running: Promise<void> | null;
  ended: boolean;
  saved: { revision: number; elapsed: number };
}

export function startLoop(core: Core, ports: LoopPorts, showing: LoopState['showing']): Loop {
  const saved = { revision: core.state.revision, elapsed: ports.clock.now().elapsed };
  const loop: LoopState = { core, ports, showing, queue: [], running: null, ended: false, saved };
  const settled = async () => {
    while (loop.running) await loop.running;
  };
  return {
    enqueue: (input) => {
      if (loop.ended) return;
      loop.queue.push(input);
      wake(loop);
    },
    waiting: () => loop.queue.length,
    settled,
    stop: async () => {
      await settled();
      if (loop.ended) return;
      loop.ended = true;
      await save(loop);
    },
    admit: () => {
      if (!loop.running) admit(loop);
    },
  };
}

/** Whatever came in by the time the event loop turns shares one append: no waiting, and no timer. */
function wake(loop: LoopState): void {
  loop.running ??= new Promise<void>((resolve) => setImmediate(resolve))
    .then(() => run(loop))
    .catch((error: unknown) => {
      loop.ended = true;
      loop.queue = [];
      loop.ports.die('a batch could not be decided or stored', error);
    })
    .finally(() => {
      loop.running = null;
      if (loop.queue.length > 0) wake(loop);
    });
}

async function run(loop: LoopState): Promise<void> {
  const { core, ports } = loop;
  while (loop.queue.length > 0) {
    const inputs = takeBatch(loop);
    const outcome = step(core, inputs, ports.clock.now());
    const outbox = isEmpty(outcome) ? [] : await append(loop, outcome);
    const { elapsed } = ports.clock.now();
    const { said, results } = release(core, outcome, { outbox, elapsed, showing: loop.showing(core, elapsed) });
    for (const message of said) ports.link.say(message);
    if (outcome.records.length > 0) ports.feed.events(core.epoch, outcome.records);
    for (const result of results) ports.feed.result({ kind: 'result', ...result, revision: core.state.revision });
    admit(loop);
    await saveWhenDue(loop);
  }
}

function takeBatch(loop: LoopState): EngineInput[] {
  let weight = 0;
  let count = 0;
  while (count < loop.queue.length && weight < largestBatch) {
    const input = loop.queue[count];
    weight +=
      input?.kind === 'heard' && input.message.verb === 'observations' ? input.message.body.observations.length : 1;
    count += 1;
  }
  if (count === loop.queue.length) {
    const all = loop.queue;
    loop.queue = [];
    return all;
  }
  return loop.queue.splice(0, count);
}

async function append({ ports }: LoopState, outcome: Outcome) {
  const since = ports.clock.now().elapsed;
  const appended = await ports.store.append(outcome.batch);
  if (!appended.ok) throw new Error(`the store refused: ${appended.refusal}; another engine writes this site`);
  ports.appended(ports.clock.now().elapsed - since);
  return appended.outbox;
}

function admit({ core, ports }: LoopState): void {
  const state = (): SiteSnapshot => toSnapshot(core.state);
  ports.feed.admit({ epoch: core.epoch, revision: core.state.revision, at: ports.clock.now().instant, state });
}

async function saveWhenDue(loop: LoopState): Promise<void> {
  const { revision, elapsed } = loop.saved;
  const behind = loop.core.state.revision - revision;
  const due = behind > 0 && loop.ports.clock.now().elapsed - elapsed >= snapshotEveryMs;
  if (due || behind >= eventsPerSnapshot) await save(loop);
}

async function save(loop: LoopState): Promise<void> {
  const { core, ports } = loop;
  const { instant, elapsed } = ports.clock.now();
  const revision = core.state.revision;
  if (revision === loop.saved.revision && revision > 0) return;
  const state = toSnapshot(core.state);
  await ports.store.saveSnapshot(core.epoch, {
    revision,
    state_version: snapshotVersion,
    at: Math.round(instant),
    state,
  });
  loop.saved = { revision, elapsed };
}
