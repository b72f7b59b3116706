import { connect, type Socket } from 'node:net';
import type { FeedFromEngine, FeedRequest } from '@berth/contract';
import { feedFromEngineSchema } from '@berth/contract';
import type { RecordedEvent } from '@berth/domain/site';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lineSplitter } from './lines.ts';
import { type FeedServer, serveFeed } from './server.ts';

const secret = 'only for us';
const record = (revision: number): RecordedEvent => ({
  ...{ revision, at: revision, seen_at: null, actor: 'engine', reason: null, cause: { kind: 'engine' } },
  event: { kind: 'agent-booted', version: 1, agent: 'g1', boot: 'b' },
  previous_hash: null,
});
const view = (revision: number) => ({
  ...{ epoch: 3, revision, at: 9 },
  state: () => ({ version: 1, revision, state: { bays: [] } }),
});

describe('feed server', () => {
  let server: FeedServer;
  let sockets: Socket[];
  let revision: number;
  let asked: FeedRequest[];
  let refused: string[];

  beforeEach(async () => {
    sockets = [];
    asked = [];
    refused = [];
    revision = 5;
    const listener = {
      joined: () => server.admit(view(revision)),
      asked: (request: FeedRequest) => asked.push(request),
      refused: (code: string) => refused.push(code),
    };
    server = await serveFeed({ host: '127.0.0.1', port: 0, secret, listener });
  });
  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    await server.close();
  });

  function client() {
    const socket = connect({ port: server.port, host: '127.0.0.1' });
    sockets.push(socket);
    const heard: FeedFromEngine[] = [];
    const waiters: (() => void)[] = [];
    const wake = () => {
      for (const waiter of waiters.splice(0)) waiter();
    };
    let closed = false;
    const split = lineSplitter(
      50_000_000,
      (line) => heard.push(feedFromEngineSchema.parse(JSON.parse(line))),
      () => {},
    );
    socket.on('data', (chunk: Buffer) => {
      split(chunk);
      wake();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      closed = true;
      wake();
    });
    const until = async (done: () => boolean) => {
      while (!done()) await new Promise<void>((resolve) => waiters.push(resolve));
    };
    const say = (message: unknown) => socket.write(`${JSON.stringify(message)}\n`);
    return { socket, heard, say, until, isClosed: () => closed };
  }

  async function joined(after?: { epoch: number; revision: number }) {
    const one = client();
    one.say({ kind: 'hello', secret, ...(after ? { after } : {}) });
    return one;
  }

  it('gives the snapshot and then every event after it', async () => {
    const one = await joined();
    await one.until(() => one.heard.length === 1);
    expect(one.heard[0]).toMatchObject({ kind: 'snapshot', epoch: 3, revision: 5, state: { version: 1 } });
    server.events(3, [record(6), record(7)]);
    await one.until(() => one.heard.length === 2);
    expect(one.heard[1]).toEqual({ kind: 'events', epoch: 3, events: [record(6), record(7)] });
  });

  it('gives only what is missing to a reader who comes back to the same engine', async () => {
    server.events(3, [record(4), record(5)]);
    const back = await joined({ epoch: 3, revision: 4 });
    await back.until(() => back.heard.length === 1);
    expect(back.heard[0]).toMatchObject({ kind: 'events', events: [record(5)] });
    for (const after of [
      { epoch: 2, revision: 4 },
      { epoch: 3, revision: 1 },
      { epoch: 3, revision: 6 },
    ]) {
      const other = await joined(after);
      await other.until(() => other.heard.length === 1);
      expect(other.heard[0]).toMatchObject({ kind: 'snapshot' });
    }
  });

  it('hangs up on a wrong secret, and on a first line that is no hello', async () => {
    for (const line of [{ kind: 'hello', secret: 'guess' }, { kind: 'request', id: '1' }, 'GET / HTTP/1.1']) {
      const one = client();
      one.say(line);
      await one.until(one.isClosed);
      expect(one.heard).toEqual([]);
    }
    expect(refused).toEqual(['wrong-secret', 'malformed', 'malformed']);
  });

  it('hands requests on and answers only who asked', async () => {
    const [one, two] = [await joined(), await joined()];
    await one.until(() => one.heard.length === 1);
    const request = { kind: 'request', id: 'r1', actor: 'li', reason: 'test', command: { kind: 'raise', lane: 'in' } };
    one.say(request);
    one.say({ ...request, id: 'r2', command: { kind: 'dance' } });
    await one.until(() => one.heard.length === 2);
    expect(one.heard[1]).toMatchObject({ kind: 'result', id: 'r2', refusal: 'malformed' });
    expect(asked).toEqual([request]);
    server.result({ kind: 'result', id: 'r1', refusal: null, revision: 6 });
    await one.until(() => one.heard.length === 3);
    expect(one.heard[2]).toMatchObject({ id: 'r1', refusal: null });
    expect(two.heard.some((message) => message.kind === 'result')).toBe(false);
  });

  it('cuts a reader that does not read, and goes on with the others', async () => {
    const frozen = await joined();
    await frozen.until(() => frozen.heard.length === 1);
    frozen.socket.pause();
    const good = await joined();
    await good.until(() => good.heard.length === 1);
    const events = Array.from({ length: 2000 }, (_, index) => record(6 + index));
    for (let sent = 1; sent <= 200; sent += 1) {
      server.events(3, events);
      await good.until(() => good.heard.length > sent);
    }
    frozen.socket.resume();
    await frozen.until(frozen.isClosed);
    expect(good.isClosed()).toBe(false);
  });

  it('cuts a line that does not end', async () => {
    const one = await joined();
    one.socket.write('x'.repeat(5_000_000));
    await one.until(one.isClosed);
    expect(refused).toEqual(['too-large']);
  });
});
