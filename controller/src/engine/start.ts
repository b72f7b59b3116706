import { mkdir } from 'node:fs/promises';
import type { DeviceProfile, EngineConfig } from '@berth/contract';
import type { FaultCode, Id } from '@berth/domain/kernel';
import { makeContext, type Site } from '@berth/domain/site';
import { makeLives } from './core/agents.ts';
import { type Orders, restoreOrder } from './core/orders.ts';
import { planSigns } from './core/signs.ts';
import { type Core, engineSubject } from './core/step.ts';
import { makePictureKeeper } from './disk/picture-keeper.ts';
import { makeOwnFaults } from './faults.ts';
import { serveFeed } from './feed/server.ts';
import { connectMqtt } from './link/mqtt.ts';
import { startLoop } from './loop.ts';
import { makeDamper, makeMeasures } from './measures.ts';
import { restore } from './restore.ts';
import { rules, showing } from './rules.ts';
import { type EnginePorts, type Running, statusMessage } from './running.ts';
import { watch } from './watch.ts';

/** Of refusals with one code, and troubles of one kind, the log has one in so long, with the counts. */
const logEveryMs = 10_000;
/** Messages; what is beyond is let go, and its agent sends again what was not acknowledged. */
const mostWaiting = 20_000;

export interface Engine {
  readonly epoch: number;
  readonly feed_port: number;
  faults(): readonly FaultCode[];
  /** In good order: everything taken is decided and stored, a snapshot is saved, and agents are told. */
  leave(): Promise<void>;
}

export async function startEngine(
  config: EngineConfig,
  place: { readonly site: Site; readonly profiles: ReadonlyMap<Id, DeviceProfile> },
  ports: EnginePorts,
): Promise<Engine> {
  await mkdir(config.data_dir, { recursive: true });
  const core = await makeCore(place, ports);
  const running = await connectParts(config, core, ports);
  for (const code of [...running.faults.held()]) running.faults.set(code, false);
  const stopWatching = watch(running);
  return {
    epoch: core.epoch,
    feed_port: running.feed.port,
    faults: () => [...running.faults.held()],
    leave: async () => {
      stopWatching();
      await running.pictures.settled();
      await running.loop.stop();
      running.link.status(statusMessage(running, 'leaving'));
      await running.feed.close();
      await running.link.close();
      await ports.store.close();
    },
  };
}

async function makeCore(
  place: { readonly site: Site; readonly profiles: ReadonlyMap<Id, DeviceProfile> },
  { store, clock, log }: EnginePorts,
): Promise<Core> {
  const context = makeContext(place.site);
  const since = clock.now();
  const { epoch, state, from } = await restore(store, context, rules);
  const orders: Orders = new Map();
  for (const entry of await store.undelivered()) {
    if (!restoreOrder(orders, entry, clock.now())) log.warn({ entry }, 'an outbox entry is no order');
  }
  const ms = Math.round(clock.now().elapsed - since.elapsed);
  log.info({ epoch, revision: state.revision, snapshot: from, orders: orders.size, ms }, 'restored');
  return {
    rules,
    context,
    plans: planSigns(context, place.profiles),
    epoch,
    state,
    lives: makeLives(context.site.gateways.map((gateway) => gateway.id)),
    gathered: new Map(),
    orders,
    told: new Map(),
    faults: new Set(),
    started_at: since.elapsed,
    observations: 0,
  };
}

async function connectParts(config: EngineConfig, core: Core, ports: EnginePorts): Promise<Running> {
  const { log } = ports;
  const measures = makeMeasures();
  const worthLogging = makeDamper(logEveryMs);
  const refused = (code: string, about: string) => {
    measures.refused(code);
    if (worthLogging(code, ports.clock.now().elapsed)) log.warn({ code, about, all: measures.refusals() }, 'refused');
  };
  const trouble = (text: string) => {
    if (worthLogging(text, ports.clock.now().elapsed)) log.warn({ text }, 'the broker is not reached');
  };
  const before = [...core.state.faults.values()]
    .filter((fault) => fault.agent === null && fault.subject === engineSubject)
    .map((fault) => fault.code);
  const faults = makeOwnFaults(before, (input) => running.loop.enqueue(input));
  const pictures = makePictureKeeper(config.data_dir, {
    kept: (agent, hash) => {
      faults.set('picture-lost', false);
      running.link.say({ agent, verb: 'picture-ack', body: { epoch: core.epoch, hash } });
    },
    refused,
    failed: (error) => {
      log.error({ error: String(error) }, 'a picture could not be kept');
      faults.set('picture-lost', true, String(error).slice(0, 200));
    },
  });
  const feed = await serveFeed({
    ...config.feed,
    listener: {
      joined: () => running.loop.admit(),
      asked: (request) => running.loop.enqueue({ kind: 'request', request }),
      refused,
    },
  });
  const link = connectMqtt({
    site: core.context.site.id,
    agents: new Set(core.lives.keys()),
    broker: config.broker,
    listener: {
      heard: (message) => {
        if (running.loop.waiting() >= mostWaiting) return refused('overloaded', message.agent);
        if (message.verb === 'picture') pictures.take(message.agent, message.body);
        else running.loop.enqueue({ kind: 'heard', message });
      },
      refused,
      trouble,
      connected: (is) => {
        if (running.connected !== is) log.info({ connected: is }, 'broker');
        running.connected = is;
        if (is) running.link.status(statusMessage(running, 'running'));
      },
    },
  });
  const loop = startLoop(
    core,
    { clock: ports.clock, store: ports.store, link, feed, appended: measures.appended, die: ports.die },
    showing,
  );
  const running: Running = {
    ...{ core, loop, link, feed, pictures, faults, measures, ports, data_dir: config.data_dir },
    disk_free_mb: null,
    connected: false,
  };
  return running;
}
