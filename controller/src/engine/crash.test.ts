import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineConfig } from '@berth/contract';
import { agentTopic, engineStatusTopic } from '@berth/contract';
import { loadSite } from '@berth/contract/node';
import mqtt from 'mqtt';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type RunningBroker, startBroker } from '../broker/broker.ts';
import { openSqliteHistory, storeFile } from '../store/index.ts';

const root = join(import.meta.dirname, '../../..');
const program = join(root, 'controller/dist/engine/main.js');
const place = { site_file: join(root, 'config/sites/bund.yaml'), devices_dir: join(root, 'config/devices') };
const boot = '1700000000000-0a1b2c3d';
const kills = 3;

let dir: string;
let broker: RunningBroker;
let engine: ChildProcess | null = null;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'berth-crash-'));
});
afterEach(async () => {
  engine?.kill('SIGKILL');
  await broker.stop();
  await rm(dir, { recursive: true });
});

/** An agent that keeps what is not acknowledged, and sends it again to each new engine. */
async function startAgent(id: string, bays: readonly string[]) {
  const client = await mqtt.connectAsync({ host: '127.0.0.1', port: broker.port, username: id, password: 's' });
  const seen = { acked: 0, epoch: 0, sent: 0 };
  const send = () => {
    while (seen.epoch > 0 && seen.sent - seen.acked < 60) {
      const observations = Array.from({ length: 3 }, (_, index) => {
        const sequence = seen.sent + 1 + index;
        const state = Math.floor(sequence / bays.length) % 2 ? 'free' : 'occupied';
        return { sequence, at: 1000, observation: { kind: 'bay', bay: bays[sequence % bays.length], state } };
      });
      seen.sent += observations.length;
      client.publish(agentTopic('bund', id, 'observations'), JSON.stringify({ boot, observations }), { qos: 1 });
    }
  };
  client.on('message', (_topic, payload) => {
    const message = JSON.parse(payload.toString()) as { epoch: number; upto?: number };
    if (message.upto !== undefined) seen.acked = Math.max(seen.acked, message.upto);
    if (message.epoch !== seen.epoch) {
      seen.epoch = message.epoch;
      seen.sent = seen.acked;
    }
    send();
  });
  await client.subscribeAsync([agentTopic('bund', id, 'ack'), engineStatusTopic('bund')]);
  return { seen, stop: () => client.endAsync(true) };
}

/** A broker, and an agent with bay sensors of the reference site. */
async function startRig() {
  expect(existsSync(program), 'npm run build makes the program that dies here').toBe(true);
  const { site } = loadSite(place.site_file, place.devices_dir);
  const agentOf = new Map(site.devices.map((device) => [device.id, device.gateway]));
  const gateway = site.gateways.find(({ id }) => site.bays.some((bay) => agentOf.get(deviceOf(bay.sensor)) === id))?.id;
  if (!gateway) throw new Error('the reference site has no bay sensors');
  const bays = site.bays.filter((bay) => agentOf.get(deviceOf(bay.sensor)) === gateway).map((bay) => bay.id);
  broker = await startBroker(
    {
      ...{ site: 'bund', listen: { host: '127.0.0.1', port: 0 }, max_clients: 10, drain_timeout_ms: 150 },
      users: [
        { role: 'engine', username: 'engine', secret: 's' },
        { role: 'agent', username: gateway, secret: 's', agent: gateway },
      ],
    },
    pino({ level: 'silent' }),
  );
  return startAgent(gateway, bays);
}

/** `shell` comes before the program, to bound what it may do. */
async function startProgram(shell: readonly string[]): Promise<ChildProcess> {
  const config: EngineConfig = {
    ...{ ...place, data_dir: dir, store: 'sqlite' },
    broker: { host: '127.0.0.1', port: broker.port, username: 'engine', secret: 's' },
    feed: { host: '127.0.0.1', port: await freePort(), secret: 'f' },
  };
  const file = join(dir, 'engine.json');
  await writeFile(file, JSON.stringify(config));
  const [command = process.execPath, ...words] = [...shell, process.execPath, program, '--config', file];
  engine = spawn(command, words, { stdio: ['ignore', 'pipe', 'ignore'] });
  return engine;
}

/** Everything acknowledged is stored; nothing is stored twice, and nothing is left out between. */
async function expectWhole(acked: number): Promise<void> {
  const history = await openSqliteHistory(storeFile(dir));
  const stored = await history.events({ first: 1, last: Number.MAX_SAFE_INTEGER, limit: 1_000_000 });
  await history.close();
  expect(stored.map(({ revision }) => revision)).toEqual(stored.map((_, index) => index + 1));
  const sequences = stored.flatMap(({ event, cause }) =>
    event.kind === 'bay-changed' && cause.kind === 'observation' ? [cause.sequence] : [],
  );
  expect(sequences.length).toBeGreaterThanOrEqual(acked);
  expect(sequences).toEqual(sequences.map((_, index) => index + 1));
}

it('has everything that it acknowledged, once, however often it is killed', { timeout: 120_000 }, async () => {
  const agent = await startRig();
  for (let round = 1; round <= kills; round += 1) {
    const child = await startProgram([]);
    const target = agent.seen.acked + 300 + 137 * round;
    await expect.poll(() => agent.seen.acked, { timeout: 30_000, interval: 1 }).toBeGreaterThan(target);
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }
  await agent.stop();
  expect(agent.seen.acked).toBeGreaterThan(300 * kills);
  await expectWhole(agent.seen.acked);
});

it('dies clearly where the disk takes no more, and has what it acknowledged', { timeout: 120_000 }, async () => {
  const agent = await startRig();
  const child = await startProgram(['/bin/sh', '-c', 'ulimit -f 2000; exec "$0" "$@"']);
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  await agent.stop();
  expect(code).toBe(1);
  expect(said).toContain('a batch could not be decided or stored');
  expect(said).toMatch(/"remedy":"[^"]+disk/);
  expect(agent.seen.acked).toBeGreaterThan(0);
  await expectWhole(agent.seen.acked);
});

function deviceOf(reference: string | null): string {
  return reference?.split('.')[0] ?? '';
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
