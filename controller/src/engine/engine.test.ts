import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeviceProfile, EngineConfig, FeedFromEngine } from '@berth/contract';
import { agentTopic, engineStatusTopic, feedFromEngineSchema } from '@berth/contract';
import type { Observation } from '@berth/domain/kernel';
import type { Site } from '@berth/domain/site';
import mqtt, { type MqttClient } from 'mqtt';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningBroker, startBroker } from '../broker/broker.ts';
import { openSqliteStore, pictureFile, storeFile } from '../store/index.ts';
import { systemClock } from './clock.ts';
import { emptySite } from './empty-site.fixture.ts';
import { lineSplitter } from './feed/lines.ts';
import { type Engine, startEngine } from './start.ts';

const boot = '1700000000000-0a1b2c3d';
const log = pino({ level: 'silent' });
const bays = ['b-1', 'b-2', 'b-3'];

const site: Site = {
  ...emptySite,
  areas: [{ id: 'public', name: { zh: '公', en: 'Public' }, within: null }],
  zones: [
    { id: 'z', name: { zh: '区', en: 'Z' }, level: 'l', area: 'public', capacity: bays.length, kept_for_permits: 0 },
  ],
  bays: bays.map((id) => ({
    ...{ id, label: id, level: 'l', zone: 'z', kind: 'ordinary', permit_only: false, aisle: 'a', at_m: 0 },
    ...{ outline: [], sensor: `us-${id}.distance`, light: null },
  })),
  signs: [
    {
      ...{ id: 's-1', name: { zh: '屏', en: 'Sign' }, purpose: 'zone-entrance', level: 'l', at: [0, 0], gateway: 'g1' },
      ...{ device: 'sign-1', zones: [{ zone: 'z', arrow: 'ahead' }], lane: null },
    },
  ],
  gateways: [{ id: 'g1', name: { zh: '柜', en: 'Cabinet' }, buses: [] }],
  devices: [{ id: 'sign-1', profile: 'sign', gateway: 'g1', bus: 'm', unit: 1, address: null }],
};

const panel: DeviceProfile = {
  ...{ berth: 1, profile: 'sign', kind: 'sign', describes: 'an example', wire: 'sign' },
  sign: {
    ...{ codec: 'led-voice-card', columns: 8, rows: 2, colours: ['red', 'green'] },
    ...{ blanks_after_s: 30, safe_text: '', answers: true },
  },
};
const profiles = new Map([[panel.profile, panel]]);

interface Rig {
  readonly agent: MqttClient;
  readonly heard: { verb: string; body: Record<string, unknown> }[];
}

describe('engine over real sockets', () => {
  let dir: string;
  let broker: RunningBroker;
  let engines: Engine[];
  let deaths: string[];
  let sockets: Socket[];
  let clients: MqttClient[];

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'berth-engine-'));
    [engines, deaths, sockets, clients] = [[], [], [], []];
    const users = [
      { role: 'engine', username: 'engine', secret: 's' } as const,
      { role: 'agent', username: 'g1', secret: 's', agent: 'g1' } as const,
    ];
    const listen = { host: '127.0.0.1', port: 0 };
    broker = await startBroker({ site: 'tiny', listen, users, max_clients: 10, drain_timeout_ms: 150 }, log);
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    for (const client of clients) await client.endAsync(true);
    for (const engine of engines) await engine.leave();
    await broker.stop();
    await rm(dir, { recursive: true });
  });

  async function start(): Promise<Engine> {
    const config: EngineConfig = {
      ...{ site_file: '', devices_dir: '', data_dir: dir, store: 'sqlite' },
      broker: { host: '127.0.0.1', port: broker.port, username: 'engine', secret: 's' },
      feed: { host: '127.0.0.1', port: 0, secret: 'f' },
    };
    const store = await openSqliteStore(storeFile(dir));
    const disk = { freeMegabytes: async () => 100 };
    const die = (reason: string, error: unknown) => deaths.push(`${reason}: ${String(error)}`);
    const engine = await startEngine(config, { site, profiles }, { clock: systemClock, store, disk, log, die });
    engines.push(engine);
    return engine;
  }

  async function agent(): Promise<Rig> {
    const client = await mqtt.connectAsync({ host: '127.0.0.1', port: broker.port, username: 'g1', password: 's' });
    clients.push(client);
    const heard: Rig['heard'] = [];
    client.on('message', (topic, payload) => {
      heard.push({ verb: topic.split('/').at(-1) ?? '', body: JSON.parse(payload.toString()) });
    });
    await client.subscribeAsync(['berth/tiny/agent/g1/+', engineStatusTopic('tiny')].slice(1));
    for (const verb of ['ack', 'command', 'picture-ack'] as const) {
      await client.subscribeAsync(agentTopic('tiny', 'g1', verb));
    }
    await expect.poll(() => heard.some(({ verb }) => verb === 'status')).toBe(true);
    return { agent: client, heard };
  }

  function say({ agent: client }: Rig, verb: Parameters<typeof agentTopic>[2], body: unknown): void {
    client.publish(agentTopic('tiny', 'g1', verb), typeof body === 'string' ? body : JSON.stringify(body), { qos: 1 });
  }

  const bay = (id: string, state: 'free' | 'occupied'): Observation => ({ kind: 'bay', bay: id, state });
  const observed = (first: number, observations: readonly Observation[]) => ({
    boot,
    observations: observations.map((observation, index) => ({ sequence: first + index, at: 1000, observation })),
  });

  async function feedOf(engine: Engine): Promise<FeedFromEngine[]> {
    const socket = connect({ port: engine.feed_port, host: '127.0.0.1' });
    sockets.push(socket);
    const heard: FeedFromEngine[] = [];
    const onLine = (line: string) => heard.push(feedFromEngineSchema.parse(JSON.parse(line)));
    socket.on(
      'data',
      lineSplitter(50_000_000, onLine, () => {}),
    );
    socket.write(`${JSON.stringify({ kind: 'hello', secret: 'f' })}\n`);
    await expect.poll(() => heard.length).toBeGreaterThan(0);
    return heard;
  }

  it('acknowledges what is durable, feeds it, and has it after a restart', async () => {
    const first = await start();
    const feed = await feedOf(first);
    const rig = await agent();
    say(rig, 'observations', observed(1, [bay('b-1', 'occupied'), bay('b-2', 'free')]));
    await expect.poll(() => rig.heard.find(({ verb }) => verb === 'ack')?.body).toEqual({ epoch: 1, boot, upto: 2 });
    await expect
      .poll(() => feed.flatMap((message) => (message.kind === 'events' ? message.events : [])))
      .toEqual(expect.arrayContaining([expect.objectContaining({ event: expect.objectContaining({ bay: 'b-1' }) })]));
    await first.leave();
    engines = [];

    const second = await start();
    expect(second.epoch).toBe(2);
    const [snapshot] = await feedOf(second);
    if (snapshot?.kind !== 'snapshot') throw new Error('no snapshot');
    expect(JSON.stringify(snapshot.state)).toContain('"b-1",{"state":"occupied"');
    say(rig, 'observations', observed(1, [bay('b-1', 'free'), bay('b-2', 'free')]));
    await expect
      .poll(() => rig.heard.filter(({ verb }) => verb === 'ack').at(-1)?.body)
      .toMatchObject({ epoch: 2, upto: 2 });
    const reader = await openSqliteStore(storeFile(dir));
    const changed = (await reader.lastEvents({ limit: 100, before: null })).filter(
      ({ event }) => event.kind === 'bay-changed' && event.bay === 'b-1',
    );
    expect(changed).toHaveLength(1);
    await reader.close();
  });

  it('lives on whatever comes, and counts what it refuses', async () => {
    const engine = await start();
    const feed = await feedOf(engine);
    const rig = await agent();
    for (const payload of ['', '{', 'null', '[]', '{"boot":1}', JSON.stringify(observed(0, [bay('b-1', 'free')]))]) {
      say(rig, 'observations', payload);
    }
    say(rig, 'state', { boot, upto: 0 });
    say(rig, 'observations', observed(1, [bay('nowhere', 'occupied'), bay('b-1', 'occupied')]));
    await expect.poll(() => rig.heard.find(({ verb }) => verb === 'ack')?.body).toMatchObject({ upto: 2 });
    await expect
      .poll(() => feed.findLast((message) => message.kind === 'status'), { timeout: 3000 })
      .toMatchObject({ engine: { refused: { malformed: 7 } } });
    expect(deaths).toEqual([]);
  });

  it('tells an agent that comes what its signs show', async () => {
    await start();
    const rig = await agent();
    const state = { boot, upto: 0, at: 1000, part: 0, parts: 1, observations: [bay('b-1', 'occupied')] };
    say(rig, 'state', state);
    await expect
      .poll(() => rig.heard.filter(({ verb }) => verb === 'command').map(({ body }) => body.command))
      .toContainEqual(expect.objectContaining({ kind: 'show-sign', sign: 's-1' }));
    const before = rig.heard.length;
    say(rig, 'state', state);
    await expect
      .poll(() => rig.heard.slice(before).map(({ body }) => body.command))
      .toContainEqual(expect.objectContaining({ kind: 'show-sign', sign: 's-1' }));
  });

  it('acknowledges a picture once it is on disk', async () => {
    await start();
    const rig = await agent();
    const bytes = Buffer.from('a picture');
    const hash = createHash('sha256').update(bytes).digest('hex');
    say(rig, 'picture', { hash, media_type: 'image/jpeg', bytes_base64: bytes.toString('base64') });
    await expect.poll(() => rig.heard.find(({ verb }) => verb === 'picture-ack')?.body).toEqual({ epoch: 1, hash });
    expect(await readFile(pictureFile(dir, hash, 'image/jpeg'))).toEqual(bytes);
  });

  it('raises disk-low while there is still room to store it', async () => {
    const engine = await start();
    const feed = await feedOf(engine);
    await expect.poll(() => engine.faults()).toEqual(['disk-low']);
    await expect
      .poll(() => feed.findLast((message) => message.kind === 'status'), { timeout: 3000 })
      .toMatchObject({ faults: ['disk-low'], engine: { disk_free_mb: 100 } });
  });
});
