import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Transport } from './transport.ts';
import { openMqttTransport } from './transport-mqtt.ts';

/** Just enough of a broker: it takes a login and subscriptions, and keeps what it is sent. */
interface Broker {
  readonly port: number;
  readonly connects: Buffer[];
  readonly subscribed: string[];
  readonly published: { topic: string; body: string; qos: number }[];
  readonly sockets: Set<Socket>;
  send(topic: string, body: string): void;
}

let server: Server;
let broker: Broker;
let transport: Transport | null = null;

const packetKinds = { connect: 1, publish: 3, subscribe: 8, ping: 12 } as const;

function answer(socket: Socket, first: number, body: Buffer): void {
  const kind = first >> 4;
  if (kind === packetKinds.connect) {
    broker.connects.push(body);
    socket.write(Buffer.from([0x20, 2, 0, 0]));
  }
  if (kind === packetKinds.subscribe) {
    const granted: number[] = [];
    for (let at = 2; at < body.length; ) {
      const length = body.readUInt16BE(at);
      broker.subscribed.push(body.toString('utf8', at + 2, at + 2 + length));
      granted.push(0);
      at += 2 + length + 1;
    }
    socket.write(Buffer.from([0x90, 2 + granted.length, body[0] ?? 0, body[1] ?? 0, ...granted]));
  }
  if (kind === packetKinds.publish) {
    const qos = (first >> 1) & 3;
    const length = body.readUInt16BE(0);
    const topic = body.toString('utf8', 2, 2 + length);
    const after = 2 + length + (qos > 0 ? 2 : 0);
    broker.published.push({ topic, body: body.toString('utf8', after), qos });
    if (qos > 0) socket.write(Buffer.from([0x40, 2, body[2 + length] ?? 0, body[3 + length] ?? 0]));
  }
  if (kind === packetKinds.ping) socket.write(Buffer.from([0xd0, 0]));
}

/** Packets of up to 16 kB: two bytes of length. */
function serve(socket: Socket): void {
  let waiting = Buffer.alloc(0);
  broker.sockets.add(socket);
  socket.on('error', () => undefined);
  socket.on('close', () => broker.sockets.delete(socket));
  socket.on('data', (chunk) => {
    waiting = Buffer.concat([waiting, chunk]);
    for (;;) {
      const low = waiting[1];
      if (low === undefined) return;
      const long = low >= 128;
      const length = long ? (low & 127) + (waiting[2] ?? 0) * 128 : low;
      const head = long ? 3 : 2;
      if (waiting.length < head + length) return;
      answer(socket, waiting[0] ?? 0, waiting.subarray(head, head + length));
      waiting = waiting.subarray(head + length);
    }
  });
}

beforeEach(async () => {
  server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const sockets = new Set<Socket>();
  broker = {
    port,
    connects: [],
    subscribed: [],
    published: [],
    sockets,
    send(topic, text) {
      const name = Buffer.from(topic);
      const body = Buffer.concat([Buffer.from([0, name.length]), name, Buffer.from(text)]);
      for (const socket of sockets) socket.write(Buffer.concat([Buffer.from([0x30, body.length]), body]));
    },
  };
});

afterEach(async () => {
  await transport?.close();
  transport = null;
  for (const socket of broker.sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

function open() {
  const seen: string[] = [];
  transport = openMqttTransport(
    {
      site: 'bund',
      agent: 'gw-1',
      host: '127.0.0.1',
      port: broker.port,
      username: 'agent-gw-1',
      secret: 's3cret',
      gone: '{"boot":"b"}',
      sensor_topics: ['sensors/7/up'],
    },
    {
      onUp: () => void seen.push('up'),
      onDown: () => void seen.push('down'),
      onMessage: (topic, body) => void seen.push(`${topic} ${Buffer.from(body).toString()}`),
    },
  );
  return { transport, seen };
}

describe('the MQTT driver', () => {
  it('logs in by name with its last will, and is up once it may hear', async () => {
    const { seen } = open();
    await vi.waitFor(() => expect(seen).toEqual(['up']));
    const login = broker.connects[0]?.toString('latin1') ?? '';
    for (const part of ['gw-1', 'agent-gw-1', 's3cret', 'berth/bund/agent/gw-1/gone', '{"boot":"b"}']) {
      expect(login).toContain(part);
    }
    await vi.waitFor(() => expect(broker.subscribed).toContain('sensors/7/up'));
    expect(broker.subscribed).toContain('berth/bund/agent/gw-1/command');
    expect(broker.subscribed).toContain('berth/bund/engine/main/status');
  });

  it('brings messages in, and sends with the grade of the table', async () => {
    const { transport: open1, seen } = open();
    await vi.waitFor(() => expect(seen).toEqual(['up']));
    broker.send('berth/bund/agent/gw-1/ack', '{}');
    await vi.waitFor(() => expect(seen).toContain('berth/bund/agent/gw-1/ack {}'));
    open1.publish('observations', '[1]');
    open1.publish('heartbeat', '[2]');
    await vi.waitFor(() =>
      expect(broker.published).toEqual([
        { topic: 'berth/bund/agent/gw-1/observations', body: '[1]', qos: 1 },
        { topic: 'berth/bund/agent/gw-1/heartbeat', body: '[2]', qos: 0 },
      ]),
    );
  });

  it('comes back by itself after a cut, and carries nothing over from before', async () => {
    const { transport: open1, seen } = open();
    await vi.waitFor(() => expect(seen).toEqual(['up']));
    for (const socket of broker.sockets) socket.destroy();
    await vi.waitFor(() => expect(seen).toEqual(['up', 'down']));
    open1.publish('observations', '[lost]');
    await vi.waitFor(() => expect(seen).toEqual(['up', 'down', 'up']), { timeout: 5000 });
    expect(broker.connects).toHaveLength(2);
    expect(broker.published).toEqual([]);
  });

  it('says that it goes', async () => {
    const { transport: open1, seen } = open();
    await vi.waitFor(() => expect(seen).toEqual(['up']));
    await open1.close();
    expect(broker.published).toEqual([{ topic: 'berth/bund/agent/gw-1/gone', body: '{"boot":"b"}', qos: 1 }]);
  });
});
