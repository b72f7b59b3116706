import { connect as connectTcp, type Socket } from 'node:net';
import { agentTopic } from '@berth/contract';
import mqtt, { type MqttClient } from 'mqtt';
import { atLeast, atMost, type Bench, type BenchOptions, type BenchResult } from './measure.ts';
import { freePort, inFolder, pause, type Started, startProgram } from './processes.ts';
import { brokerConfig, secret } from './rig.ts';

/** What one subscriber that stops reading costs the lanes, with our broker and with its library as it comes. */
export const frozen: Bench = {
  id: 'P6',
  name: 'frozen',
  title: 'Lane traffic while a subscriber is frozen',
  run: (options) => inFolder(10, (dir) => measure(dir, options)),
};

interface Seen {
  /** Messages that arrived, over those that arrived in the same time with nobody frozen. */
  readonly kept: number;
  readonly longest_gap_ms: number;
}

const brokers = {
  ours: 'controller/dist/broker/main.js',
  bare: 'tests/dist/bench/bare-broker.js',
} as const;

const site = { id: 'big', gateways: [gateway('g1'), gateway('g2')] };
function gateway(id: string) {
  return { id, name: { zh: id, en: id }, buses: [] };
}

async function measure(dir: string, { runs, short, progress }: BenchOptions): Promise<BenchResult> {
  const seen: Record<keyof typeof brokers, Seen[]> = { ours: [], bare: [] };
  const window_ms = short ? 4000 : 10_000;
  for (let run = 1; run <= runs; run += 1) {
    for (const which of ['ours', 'bare'] as const) {
      const one = await runOnce({ dir, script: brokers[which], window_ms });
      seen[which].push(one);
      progress(`run ${run}, ${which}: kept ${one.kept.toFixed(3)}, longest gap ${Math.round(one.longest_gap_ms)} ms`);
    }
  }
  const kept = (which: keyof typeof brokers) => seen[which].map((one) => one.kept);
  const gaps = (which: keyof typeof brokers) => seen[which].map((one) => one.longest_gap_ms);
  return {
    measures: [
      { what: 'our broker: rate kept', unit: 'of it', runs: kept('ours'), budget: atLeast(0.95, '') },
      { what: 'our broker: longest gap', unit: 'ms', runs: gaps('ours'), budget: atMost(250, 'ms') },
      { what: 'bare aedes: rate kept', unit: 'of it', runs: kept('bare'), budget: null },
      { what: 'bare aedes: longest gap', unit: 'ms', runs: gaps('bare'), budget: null },
    ],
    notes: [
      `${2 * ratePerS} lane messages a second, both ways, for ${window_ms / 1000} s; beside them 8 MB/s for a client that reads nothing, comes back 0.1 s after it is cut, and once by itself, and freezes again. The gap is at most the window’s length: what never came again is a gap until its end.`,
    ],
  };
}

async function runOnce({ dir, script, window_ms }: { dir: string; script: string; window_ms: number }): Promise<Seen> {
  const port = await freePort();
  const broker = startProgram(dir, { name: 'broker', script, config: brokerConfig(site, port) });
  await broker.ready;
  try {
    const well = await traffic({ port, window_ms, freezes: false, broker });
    const ill = await traffic({ port, window_ms, freezes: true, broker });
    return { kept: ill.arrived / well.arrived, longest_gap_ms: ill.longest_gap_ms };
  } finally {
    await broker.kill();
  }
}

const ratePerS = 200;
const everyMs = 5;
/** Eight megabytes a second: more than the system's buffers take in the time before the client is replaced. */
const ballast = Buffer.alloc(40_000, 0x20);
const ballastEvery = 1;
const againMs = 100;

interface Traffic {
  readonly port: number;
  readonly window_ms: number;
  readonly freezes: boolean;
  readonly broker: Started;
}

/** Commands to one agent and its observations back, while another agent is sent more than it may read. */
async function traffic({ port, window_ms, freezes }: Traffic): Promise<{ arrived: number; longest_gap_ms: number }> {
  const engine = await login(port, 'engine');
  const agent = await login(port, 'agent-g1');
  const command = agentTopic(site.id, 'g1', 'command');
  const observed = agentTopic(site.id, 'g1', 'observations');
  const heard = { engine: [] as number[], agent: [] as number[] };
  await agent.subscribeAsync(command);
  await engine.subscribeAsync(agentTopic(site.id, '+', 'observations'));
  agent.on('message', () => heard.agent.push(performance.now()));
  engine.on('message', () => heard.engine.push(performance.now()));
  const stopOther = keepOther({ port, freezes, replaced_ms: window_ms / 2 });
  await pause(200);
  const from = performance.now();
  let sent = 0;
  while (performance.now() - from < window_ms) {
    for (; sent < (performance.now() - from) / everyMs; sent += 1) {
      engine.publish(command, `{"n":${sent}}`);
      agent.publish(observed, `{"n":${sent}}`, { qos: 1 });
      if (sent % ballastEvery === 0) engine.publish(agentTopic(site.id, 'g2', 'command'), ballast);
    }
    await pause(2);
  }
  const until = performance.now();
  stopOther();
  await Promise.all([engine.endAsync(true), agent.endAsync(true)]);
  const gaps = [heard.engine, heard.agent].map((times) => longestGap([from, ...times, until]));
  return { arrived: heard.engine.length + heard.agent.length, longest_gap_ms: Math.max(...gaps) };
}

/** The other agent is here again soon after it was cut, and once by itself. */
function keepOther(how: { port: number; freezes: boolean; replaced_ms: number }): () => void {
  let over = false;
  let socket = subscribe(how);
  const watch = () =>
    socket.on('close', () => {
      if (over) return;
      setTimeout(() => {
        if (over) return;
        socket = subscribe(how);
        watch();
      }, againMs);
    });
  watch();
  const replace = setTimeout(() => socket.destroy(), how.replaced_ms);
  return () => {
    over = true;
    clearTimeout(replace);
    socket.destroy();
  };
}

function longestGap(times: readonly number[]): number {
  return Math.max(...times.slice(1).map((time, index) => time - (times[index] ?? time)));
}

async function login(port: number, username: string): Promise<MqttClient> {
  const client = await mqtt.connectAsync({
    ...{ host: '127.0.0.1', port, username, password: secret, clientId: username },
    ...{ reconnectPeriod: 0, keepalive: 0 },
  });
  client.on('error', () => undefined);
  return client;
}

/** The other agent: it subscribes, and then reads, or reads nothing any more. */
function subscribe({ port, freezes }: { port: number; freezes: boolean }): Socket {
  const socket = connectTcp({ host: '127.0.0.1', port, noDelay: true });
  socket.on('error', () => undefined);
  socket.write(connectPacket('g2', 'agent-g2'));
  socket.write(subscribePacket(agentTopic(site.id, 'g2', 'command')));
  if (!freezes) socket.resume();
  return socket;
}

function field(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

/** CONNECT of MQTT 3.1.1 (3.1) with name and secret, clean session, no keep-alive. */
function connectPacket(id: string, username: string): Buffer {
  const body = Buffer.concat([field('MQTT'), Buffer.from([4, 0xc2, 0, 0]), field(id), field(username), field(secret)]);
  return Buffer.concat([Buffer.from([0x10, body.length]), body]);
}

function subscribePacket(topic: string): Buffer {
  const body = Buffer.concat([Buffer.from([0, 1]), field(topic), Buffer.from([0])]);
  return Buffer.concat([Buffer.from([0x82, body.length]), body]);
}
