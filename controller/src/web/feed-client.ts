import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import {
  type CommandRequest,
  type FeedFromClient,
  type FeedFromEngine,
  type FeedResult,
  feedFromEngineSchema,
  type WebConfig,
} from '@berth/contract';
import type { Logger } from 'pino';

export interface FeedListener {
  readonly onMessage: (message: Exclude<FeedFromEngine, FeedResult>) => void;
  readonly onAway: () => void;
  /** What we hold already, so that the engine need not send it all again. */
  readonly position: () => { epoch: number; revision: number } | null;
}

export type RequestAnswer = { readonly kind: 'result'; readonly result: FeedResult } | { readonly kind: 'engine-away' };

export interface FeedClient {
  readonly request: (request: CommandRequest) => Promise<RequestAnswer>;
  /** Drops the connection and takes everything anew. */
  readonly again: () => void;
  readonly stop: () => void;
}

const tryAgainMs = 200;
const answerLimitMs = 5000;

/** Follows the engine's feed, and finds it again whenever it is lost. */
export function followFeed(feed: WebConfig['feed'], listener: FeedListener, log: Logger): FeedClient {
  const waiting = new Map<string, (answer: RequestAnswer) => void>();
  let socket: Socket | null = null;
  let stopped = false;

  const send = (message: FeedFromClient) => socket?.write(`${JSON.stringify(message)}\n`);
  const lose = () => {
    socket = null;
    for (const answer of waiting.values()) answer({ kind: 'engine-away' });
    waiting.clear();
    listener.onAway();
    if (!stopped) setTimeout(open, tryAgainMs);
  };
  const hear = (line: string) => {
    const message = readMessage(line, log);
    if (!message) return socket?.destroy();
    if (message.kind !== 'result') return listener.onMessage(message);
    waiting.get(message.id)?.({ kind: 'result', result: message });
    waiting.delete(message.id);
  };
  const open = () => {
    if (stopped) return;
    const opened = connect({ host: feed.host, port: feed.port, noDelay: true });
    opened.on('error', () => undefined);
    opened.on('close', lose);
    opened.on('connect', () => {
      socket = opened;
      const after = listener.position();
      send({ kind: 'hello', secret: feed.secret, ...(after ? { after } : {}) });
    });
    createInterface({ input: opened, crlfDelay: Number.POSITIVE_INFINITY })
      .on('line', hear)
      .on('error', () => undefined);
  };
  open();
  return {
    request: (request) =>
      new Promise((resolve) => {
        if (!socket) return resolve({ kind: 'engine-away' });
        const limit = setTimeout(() => {
          waiting.delete(request.id);
          resolve({ kind: 'engine-away' });
        }, answerLimitMs);
        waiting.set(request.id, (answer) => {
          clearTimeout(limit);
          resolve(answer);
        });
        send({ kind: 'request', ...request });
      }),
    again: () => socket?.destroy(),
    stop: () => {
      stopped = true;
      socket?.destroy();
    },
  };
}

function readMessage(line: string, log: Logger): FeedFromEngine | null {
  try {
    return feedFromEngineSchema.parse(JSON.parse(line));
  } catch (error) {
    log.error({ error: error instanceof Error ? error.message.slice(0, 300) : String(error) }, 'feed not understood');
    return null;
  }
}
