import type { FeedResult } from '@berth/contract';
import type { Now } from '@berth/domain/kernel';
import type { DecidedEvent, Effect, RecordedEvent } from '@berth/domain/site';
import { makeContext, makeState } from '@berth/domain/site';
import { beforeEach, describe, expect, it } from 'vitest';
import { openMemoryStore, type Store, StoreFailure } from '../store/index.ts';
import { makeLives } from './core/agents.ts';
import { type Orders, restoreOrder } from './core/orders.ts';
import type { Core, EngineInput, Rules } from './core/step.ts';
import { emptySite } from './empty-site.fixture.ts';
import { type Loop, startLoop } from './loop.ts';
import type { Said } from './ports.ts';

const boot = '1700000000000-0a1b2c3d';

/** Rules small enough to see through: each bay observation is an event that names the revision before it. */
const plainRules: Rules = {
  decide: ({ state }, input) => {
    const event = (text: string): DecidedEvent => ({
      ...{ seen_at: null, actor: 'engine', reason: null, cause: { kind: 'engine' } },
      event: { kind: 'agent-booted', version: 1, agent: text, boot: `after ${state.revision}` },
    });
    const command = (id: string, request: string | null): Effect => ({
      ...{ kind: 'command', agent: 'g1', id, request },
      command: { kind: 'raise', lane: 'in', reason: 'test' },
    });
    switch (input.kind) {
      case 'observations': {
        const { agent, boot: from, observations } = input;
        const upto = observations.at(-1)?.sequence ?? 0;
        const events = observations.map((seen) => event(`o${seen.sequence}`));
        return { events, effects: [{ kind: 'ack', agent, boot: from, upto }] };
      }
      case 'request':
        return { events: [event(input.id)], effects: [command(`c-${input.id}`, input.id)] };
      case 'command-result':
        return { events: [], effects: [{ kind: 'result', request: input.id.slice(2), refusal: input.refusal }] };
      default:
        return { events: [], effects: [] };
    }
  },
  evolve: () => {},
};

function observed(first: number, last = first): EngineInput {
  const observations = Array.from({ length: last - first + 1 }, (_, index) => ({
    ...{ sequence: first + index, at: 1 },
    observation: { kind: 'bay', bay: 'b-1', state: 'free' } as const,
  }));
  return { kind: 'heard', message: { agent: 'g1', verb: 'observations', body: { boot, observations } } };
}

function heartbeat(stamp: number): EngineInput {
  const body = { boot, stamp, at: 5, journal_waiting: 0, buses: [] };
  return { kind: 'heard', message: { agent: 'g1', verb: 'heartbeat', body } };
}

const request = (id: string): EngineInput => ({
  kind: 'request',
  request: { kind: 'request', id, actor: 'li', reason: 'test', command: { kind: 'raise', lane: 'in' } },
});

interface Bench {
  readonly core: Core;
  readonly loop: Loop;
  readonly said: Said[];
  readonly told: RecordedEvent[];
  readonly results: FeedResult[];
  readonly deaths: string[];
  readonly now: { instant: number; elapsed: number };
}

async function makeBench(store: Store, orders: Orders = new Map()): Promise<Bench> {
  const context = makeContext(emptySite);
  const { epoch } = await store.acquire();
  const state = makeState(context);
  const core: Core = {
    ...{ rules: plainRules, context, plans: [], epoch, state, lives: makeLives(['g1']), gathered: new Map() },
    ...{ orders, told: new Map(), faults: new Set(), started_at: 0, observations: 0 },
  };
  const now = { instant: 1_000_000, elapsed: 0 };
  const said: Said[] = [];
  const told: RecordedEvent[] = [];
  const results: FeedResult[] = [];
  const deaths: string[] = [];
  const loop = startLoop(
    core,
    {
      clock: { now: (): Now => ({ ...now }) },
      store,
      link: { say: (message) => said.push(message) },
      feed: {
        events: (_epoch, records) => told.push(...records),
        result: (result) => results.push(result),
        admit: () => {},
      },
      appended: () => {},
      die: (_reason, error) => deaths.push(error instanceof StoreFailure ? error.code : String(error)),
    },
    () => ({ zone: () => ({ kind: 'stale' }), lane: () => 'unknown' }),
  );
  return { core, loop, said, told, results, deaths, now };
}

describe('engine loop', () => {
  let store: Store;
  beforeEach(() => {
    store = openMemoryStore();
  });

  it('decides each input on the state that the one before left, and appends them together', async () => {
    let appends = 0;
    const counting: Store = {
      ...store,
      append: (batch) => {
        appends += 1;
        return store.append(batch);
      },
    };
    const { loop, said, told } = await makeBench(counting);
    for (let sequence = 1; sequence <= 5; sequence += 1) loop.enqueue(observed(sequence));
    await loop.settled();
    expect(appends).toBe(1);
    expect(told.map(({ event }) => (event.kind === 'agent-booted' ? event.boot : ''))).toEqual(
      [0, 1, 2, 3, 4].map((revision) => `after ${revision}`),
    );
    expect(told.map(({ revision }) => revision)).toEqual([1, 2, 3, 4, 5]);
    expect(said).toEqual([{ agent: 'g1', verb: 'ack', body: { epoch: 1, boot, upto: 5 } }]);
  });

  it('lets nothing leave before it is durable', async () => {
    const held: (() => void)[] = [];
    const slow: Store = {
      ...store,
      append: async (batch) => {
        await new Promise<void>((resolve) => held.push(resolve));
        return store.append(batch);
      },
    };
    const { loop, said, told, results } = await makeBench(slow);
    loop.enqueue(heartbeat(1));
    loop.enqueue(observed(1));
    loop.enqueue(request('r1'));
    while (held.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect([said, told, results]).toEqual([[], [], []]);
    for (const release of held) release();
    await loop.settled();
    expect(said.map(({ verb }) => verb)).toEqual(['ack', 'command']);
    expect(told).toHaveLength(2);
  });

  it('dies when the disk is full, with nothing acknowledged', async () => {
    const full: Store = { ...store, append: () => Promise.reject(new StoreFailure('full', 'disk', 'make room')) };
    const { loop, said, deaths } = await makeBench(full);
    loop.enqueue(observed(1));
    await loop.settled();
    loop.enqueue(observed(2));
    await loop.settled();
    expect(deaths).toEqual(['full']);
    expect(said).toEqual([]);
  });

  it('dies when another engine has taken the store', async () => {
    const { loop, said, deaths } = await makeBench(store);
    await store.acquire();
    loop.enqueue(observed(1));
    await loop.settled();
    expect(deaths).toEqual([expect.stringContaining('stale-epoch')]);
    expect(said).toEqual([]);
  });

  it('bounds a batch, and keeps the order over batches', async () => {
    const sizes: number[] = [];
    const measuring: Store = {
      ...store,
      append: (batch) => {
        sizes.push(batch.events.length);
        return store.append(batch);
      },
    };
    const { loop, said } = await makeBench(measuring);
    for (let first = 1; first <= 4900; first += 100) loop.enqueue(observed(first, first + 99));
    await loop.settled();
    expect(sizes).toEqual([2000, 2000, 900]);
    expect(said.map(({ body }) => ('upto' in body ? body.upto : 0))).toEqual([2000, 4000, 4900]);
  });

  it('keeps a command in the outbox until its agent has answered, and answers who asked', async () => {
    const { loop, said, results } = await makeBench(store);
    loop.enqueue(heartbeat(3));
    loop.enqueue(request('r1'));
    await loop.settled();
    expect(said.at(-1)).toMatchObject({ agent: 'g1', verb: 'command', body: { id: 'c-r1', boot, epoch: 1 } });
    expect(await store.undelivered()).toHaveLength(1);
    const body = { boot, id: 'c-r1', refusal: null };
    loop.enqueue({ kind: 'heard', message: { agent: 'g1', verb: 'result', body } });
    await loop.settled();
    expect(await store.undelivered()).toEqual([]);
    expect(results).toEqual([{ kind: 'result', id: 'r1', refusal: null, revision: 1 }]);
  });

  it('sends the last stamp with a command, and gives up on an agent that does not answer', async () => {
    const { loop, said, results, now } = await makeBench(store);
    loop.enqueue(heartbeat(17));
    loop.enqueue(request('r1'));
    await loop.settled();
    expect(said.at(-1)?.body).toMatchObject({ stamp: 17, valid_for_ms: 2000 });
    now.elapsed += 2600;
    loop.enqueue({ kind: 'tick' });
    await loop.settled();
    expect(results).toMatchObject([{ id: 'r1', refusal: 'no-answer' }]);
    expect(await store.undelivered()).toEqual([]);
  });

  it('goes on with a command that the engine before left, but not after its time', async () => {
    const first = await makeBench(store);
    first.loop.enqueue(request('r1'));
    await first.loop.settled();
    expect(first.said).toEqual([]);
    for (const [late, expected] of [
      [500, ['command']],
      [60_000, []],
    ] as const) {
      const orders: Orders = new Map();
      for (const entry of await store.undelivered()) {
        restoreOrder(orders, entry, { instant: 1_000_000 + late, elapsed: 0 });
      }
      const second = await makeBench(store, orders);
      second.core.state.revision = 1;
      second.loop.enqueue(heartbeat(1));
      await second.loop.settled();
      expect(second.said.map(({ verb }) => verb)).toEqual(expected);
      expect(second.results).toMatchObject(late > 1000 ? [{ id: 'r1', refusal: 'no-answer' }] : []);
    }
  });

  it('saves where it stands when it leaves, and takes no more', async () => {
    const { loop } = await makeBench(store);
    loop.enqueue(observed(1, 3));
    await loop.stop();
    loop.enqueue(observed(4));
    await loop.settled();
    expect(await store.revision()).toBe(3);
    expect(await store.loadSnapshot(1)).toMatchObject({ revision: 3 });
  });
});
