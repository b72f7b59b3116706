import { connect as connectTcp, type Socket } from 'node:net';
import type { BrokerConfig } from '@berth/contract';
import mqtt, { type MqttClient } from 'mqtt';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningBroker, startBroker } from './broker.ts';

const config: BrokerConfig = {
  site: 'bund',
  listen: { host: '127.0.0.1', port: 0 },
  users: [
    { role: 'engine', username: 'engine', secret: 'engine-secret' },
    { role: 'agent', username: 'agent-gate', secret: 'gate-secret', agent: 'gate' },
    { role: 'agent', username: 'agent-b1', secret: 'b1-secret', agent: 'b1' },
  ],
  max_clients: 20,
  drain_timeout_ms: 150,
};

let broker: RunningBroker;
let clients: MqttClient[] = [];
let cuts: string[] = [];

beforeEach(async () => {
  cuts = [];
  const write = (line: string) => {
    const { msg, reason } = JSON.parse(line) as { msg: string; reason: string };
    if (msg === 'client cut') cuts.push(reason);
  };
  broker = await startBroker(config, pino({ level: 'warn' }, { write }));
});
afterEach(async () => {
  await Promise.all(clients.map((client) => client.endAsync(true)));
  clients = [];
  await broker.stop();
});

async function login(username: string, password: string): Promise<MqttClient> {
  const client = await mqtt.connectAsync({
    host: '127.0.0.1',
    port: broker.port,
    username,
    password,
    reconnectPeriod: 0,
  });
  clients.push(client);
  return client;
}

describe('broker', () => {
  it('refuses a wrong secret and an unknown name', async () => {
    await expect(login('engine', 'gate-secret')).rejects.toThrow();
    await expect(login('nobody', '')).rejects.toThrow();
  });

  it('cuts a client that publishes where it may not, and nobody hears it', async () => {
    const engine = await login('engine', 'engine-secret');
    const heard: string[] = [];
    engine.on('message', (topic) => heard.push(topic));
    await engine.subscribeAsync('berth/bund/agent/+/observations');
    const gate = await login('agent-gate', 'gate-secret');
    const closed = new Promise<void>((resolve) => gate.once('close', () => resolve()));
    gate.publish('berth/bund/agent/b1/observations', '{}');
    await closed;
    const b1 = await login('agent-b1', 'b1-secret');
    await b1.publishAsync('berth/bund/agent/b1/observations', '{}', { qos: 1 });
    await expect.poll(() => heard).toEqual(['berth/bund/agent/b1/observations']);
  });

  it('keeps lane traffic going while a subscriber freezes, reconnects and freezes again', async () => {
    const gate = await login('agent-gate', 'gate-secret');
    const engine = await login('engine', 'engine-secret');
    await gate.subscribeAsync('berth/bund/agent/gate/command');
    const times: number[] = [];
    gate.on('message', () => times.push(performance.now()));
    let frozen = freeze();
    const ballast = Buffer.alloc(500_000, 0x20);
    const sent = 80;
    for (let index = 0; index < sent; index += 1) {
      if (index % 25 === 24) {
        frozen.destroy();
        frozen = freeze();
      }
      engine.publish('berth/bund/agent/b1/command', ballast, { qos: 0 });
      engine.publish('berth/bund/agent/gate/command', String(index), { qos: 0 });
      await pause(25);
    }
    await expect.poll(() => times.length).toBe(sent);
    frozen.destroy();
    expect(cuts.filter((reason) => reason === 'not-reading').length).toBeGreaterThanOrEqual(2);
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
    expect(Math.max(...gaps)).toBeLessThan(250);
  });

  it('cuts a client that announces a packet larger than any message of ours', async () => {
    const socket = connectTcp(broker.port, '127.0.0.1');
    socket.on('error', () => undefined);
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.write(connectPacket('big', 'agent-gate', 'gate-secret'));
    socket.write(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]));
    await closed;
    await expect(login('engine', 'engine-secret')).resolves.toBeDefined();
  });
});

const pause = (duration_ms: number) => new Promise((resolve) => setTimeout(resolve, duration_ms));

/** A client that subscribes and then reads nothing any more. */
function freeze(): Socket {
  const socket = connectTcp(broker.port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(connectPacket('frozen', 'agent-b1', 'b1-secret'));
  socket.write(subscribePacket('berth/bund/agent/b1/command'));
  return socket;
}

function field(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

/** CONNECT of MQTT 3.1.1 (3.1) with name and secret, clean session. */
function connectPacket(id: string, username: string, secret: string): Buffer {
  const body = Buffer.concat([field('MQTT'), Buffer.from([4, 0xc2, 0, 60]), field(id), field(username), field(secret)]);
  return Buffer.concat([Buffer.from([0x10, body.length]), body]);
}

function subscribePacket(topic: string): Buffer {
  const body = Buffer.concat([Buffer.from([0, 1]), field(topic), Buffer.from([0])]);
  return Buffer.concat([Buffer.from([0x82, body.length]), body]);
}
