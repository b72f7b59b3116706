import { createServer, type Socket } from 'node:net';
import type { FeedFromEngine, FeedHello, FeedRequest, FeedResult, FeedStatus } from '@berth/contract';
import { feedFromClientSchema } from '@berth/contract';
import type { RecordedEvent, SiteSnapshot } from '@berth/domain/site';
import { listen } from '../../listen.ts';
import { isSecret } from '../../secret.ts';
import { lineSplitter } from './lines.ts';

/** The state at a revision that is durable; `state` is only made when somebody needs it. */
export interface FeedView {
  readonly epoch: number;
  readonly revision: number;
  readonly at: number;
  readonly state: () => SiteSnapshot;
}

export interface FeedListener {
  /** Somebody waits for `admit`. */
  joined(): void;
  asked(request: FeedRequest): void;
  refused(code: string, about: string): void;
}

export interface FeedServer {
  readonly port: number;
  events(epoch: number, records: readonly RecordedEvent[]): void;
  status(status: FeedStatus): void;
  result(result: FeedResult): void;
  /** Lets in who waits, with what it lacks. Called only where the state is durable. */
  admit(view: FeedView): void;
  close(): Promise<void>;
}

interface Client {
  readonly socket: Socket;
  hello: FeedHello | null;
  admitted: boolean;
}

interface FeedState {
  readonly clients: Set<Client>;
  readonly askers: Map<string, Client>;
  recent: RecordedEvent[];
  epoch: number;
  status: FeedStatus | null;
  waiting: number;
}

const largestLineBytes = 4_000_000;
/** A reader so far behind is cut: it comes back and takes a snapshot, and nobody waits for it. */
const largestBacklogBytes = 32_000_000;
const helloWithinMs = 5000;
const keptEvents = 20_000;

export interface FeedOptions {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
  readonly listener: FeedListener;
}

/** Serves the feed of `contract/src/feed.ts`. */
export async function serveFeed(options: FeedOptions): Promise<FeedServer> {
  const state: FeedState = { clients: new Set(), askers: new Map(), recent: [], epoch: 0, status: null, waiting: 0 };
  const server = createServer({ noDelay: true }, (socket) => accept(state, options, socket));
  const port = await listen(server, options);
  return {
    port,
    events: (epoch, records) => tellEvents(state, epoch, records),
    status: (status) => {
      state.status = status;
      tellAll(state, status);
    },
    result: (result) => {
      const asker = state.askers.get(result.id);
      state.askers.delete(result.id);
      if (asker) tell(asker, result);
    },
    admit: (view) => {
      if (state.waiting > 0) admitWaiting(state, view);
    },
    close: async () => {
      for (const { socket } of state.clients) socket.end();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      setTimeout(() => {
        for (const { socket } of state.clients) socket.destroy();
      }, 200).unref();
      await closed;
    },
  };
}

function accept(state: FeedState, options: FeedOptions, socket: Socket): void {
  const client: Client = { socket, hello: null, admitted: false };
  state.clients.add(client);
  const late = setTimeout(() => {
    if (!client.hello) socket.destroy();
  }, helloWithinMs);
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    clearTimeout(late);
    state.clients.delete(client);
    if (client.hello && !client.admitted) state.waiting -= 1;
    for (const [id, asker] of state.askers) if (asker === client) state.askers.delete(id);
  });
  const tooLong = () => {
    options.listener.refused('too-large', 'feed');
    socket.destroy();
  };
  socket.on(
    'data',
    lineSplitter(largestLineBytes, (line) => hear(state, options, { client, line }), tooLong),
  );
}

function hear(state: FeedState, { secret, listener }: FeedOptions, from: { client: Client; line: string }): void {
  const { client, line } = from;
  if (client.socket.destroyed) return;
  const message = feedFromClientSchema.safeParse(parseJson(line));
  const known = client.hello !== null;
  if (!message.success || known !== (message.data.kind === 'request')) {
    listener.refused('malformed', 'feed');
    if (known) refuseRequest(client, line);
    else client.socket.destroy();
    return;
  }
  if (message.data.kind === 'request') {
    state.askers.set(message.data.id, client);
    listener.asked(message.data);
    return;
  }
  if (!isSecret(message.data.secret, secret)) {
    listener.refused('wrong-secret', 'feed');
    client.socket.destroy();
    return;
  }
  client.hello = message.data;
  state.waiting += 1;
  listener.joined();
}

/** A request that does not fit is answered all the same, if it has an id to answer to. */
function refuseRequest(client: Client, line: string): void {
  const raw = parseJson(line);
  if (typeof raw !== 'object' || raw === null || !('id' in raw) || typeof raw.id !== 'string') return;
  tell(client, { kind: 'result', id: raw.id.slice(0, 80), refusal: 'malformed', revision: 0 });
}

function admitWaiting(state: FeedState, view: FeedView): void {
  state.epoch = view.epoch;
  let snapshot: string | null = null;
  for (const client of state.clients) {
    if (client.admitted || !client.hello) continue;
    client.admitted = true;
    state.waiting -= 1;
    const missed = missedEvents(state, view, client.hello);
    if (missed === null) {
      snapshot ??= `${JSON.stringify({ kind: 'snapshot', ...view, state: view.state() })}\n`;
      write(client, snapshot);
    } else if (missed.length > 0) tell(client, { kind: 'events', epoch: view.epoch, events: missed });
    if (state.status) tell(client, state.status);
  }
}

/** Null when a snapshot is needed: another engine, or too long ago. */
function missedEvents(state: FeedState, view: FeedView, { after }: FeedHello): RecordedEvent[] | null {
  if (!after || after.epoch !== view.epoch || after.revision > view.revision) return null;
  if (after.revision === view.revision) return [];
  const index = state.recent.findIndex((record) => record.revision === after.revision + 1);
  return index < 0 ? null : state.recent.slice(index);
}

function tellEvents(state: FeedState, epoch: number, records: readonly RecordedEvent[]): void {
  state.recent.push(...records);
  if (state.recent.length > 2 * keptEvents) state.recent = state.recent.slice(-keptEvents);
  tellAll(state, { kind: 'events', epoch, events: [...records] });
}

function tellAll(state: FeedState, message: FeedFromEngine): void {
  let line: string | null = null;
  for (const client of state.clients) {
    if (!client.admitted) continue;
    line ??= `${JSON.stringify(message)}\n`;
    write(client, line);
  }
}

function tell(client: Client, message: FeedFromEngine): void {
  write(client, `${JSON.stringify(message)}\n`);
}

function write({ socket }: Client, line: string): void {
  if (socket.destroyed) return;
  if (socket.writableLength > largestBacklogBytes) socket.destroy();
  else socket.write(line);
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
