import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { until, wait } from '../wait.fixture.ts';
import { type Listening, listen } from './listen.ts';
import { type Relay, startRelay } from './relay.ts';

const stops: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function world(): Promise<{ relay: Relay; far: Listening; heard: Buffer[] }> {
  const heard: Buffer[] = [];
  const far = await listen(null, (socket) => {
    socket.on('data', (bytes) => {
      heard.push(bytes);
      socket.write(bytes);
    });
  });
  const relay = await startRelay({ host: '127.0.0.1', port: far.port }, null);
  stops.push(relay.stop, far.stop);
  return { relay, far, heard };
}

interface Client {
  readonly socket: Socket;
  readonly got: () => string;
  readonly closed: Promise<void>;
  isClosed(): boolean;
}

function client(port: number): Promise<Client> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    stops.push(() => void socket.destroy());
    let text = '';
    let over = false;
    const closed = new Promise<void>((done) => {
      socket.on('close', () => {
        over = true;
        done();
      });
    });
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      text += bytes.toString();
    });
    const made = { socket, got: () => text, closed, isClosed: () => over };
    socket.on('connect', () => resolve(made));
    socket.on('close', () => resolve(made));
  });
}

describe('relay', () => {
  it('passes bytes both ways, and the end of one side to the other', async () => {
    const { relay, far } = await world();
    const agent = await client(relay.port);
    agent.socket.write('hello');
    await until(() => agent.got() === 'hello');
    agent.socket.end();
    await agent.closed;
    await until(() => far.sockets.size === 0);
  });

  it('cut: ends what stands and takes nothing new, on either side, until it is well', async () => {
    const { relay, far, heard } = await world();
    const agent = await client(relay.port);
    agent.socket.write('a');
    await until(() => agent.got() === 'a');
    relay.set('cut');
    await agent.closed;
    await until(() => far.sockets.size === 0);
    const late = await client(relay.port);
    late.socket.write('b');
    await late.closed;
    relay.set('well');
    const next = await client(relay.port);
    next.socket.write('c');
    await until(() => next.got() === 'c');
    expect(Buffer.concat(heard).toString()).toBe('ac');
  });

  it('black hole: connections stand, and nothing comes through either way', async () => {
    const { relay, far, heard } = await world();
    const agent = await client(relay.port);
    agent.socket.write('a');
    await until(() => agent.got() === 'a');
    relay.set('black-hole');
    agent.socket.write('b');
    for (const socket of far.sockets) socket.write('x');
    const late = await client(relay.port);
    late.socket.write('c');
    await wait(150);
    expect(Buffer.concat(heard).toString()).toBe('a');
    expect([agent.got(), late.got()]).toEqual(['a', '']);
    expect([agent.isClosed(), late.isClosed(), far.sockets.size]).toEqual([false, false, 1]);
    relay.set('well');
    await until(() => agent.got().length === 3 && late.got() === 'c');
    expect(agent.got()).toBe('axb');
  });

  it('black hole: who leaves meanwhile is not seen to leave before it is well', async () => {
    const { relay, far } = await world();
    const agent = await client(relay.port);
    agent.socket.write('a');
    await until(() => agent.got() === 'a');
    relay.set('black-hole');
    agent.socket.destroy();
    await wait(100);
    expect(far.sockets.size).toBe(1);
    relay.set('well');
    await until(() => far.sockets.size === 0);
  });

  it('a far side that is not there ends the connection, and the relay lives', async () => {
    const { relay, far } = await world();
    await far.stop();
    const agent = await client(relay.port);
    await agent.closed;
    const again = await client(relay.port);
    await again.closed;
  });
});
