import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import type { FeedFromEngine, FeedRequest } from '@berth/contract';
import { secret } from './rig.ts';

/** One request of an operator over the engine's feed. Throws when it is refused. */
export async function askFeed(port: number, command: FeedRequest['command']): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  const request: FeedRequest = { kind: 'request', id: 'bench-1', actor: 'bench', reason: 'bench', command };
  socket.write(`${JSON.stringify({ kind: 'hello', secret })}\n${JSON.stringify(request)}\n`);
  for await (const line of createInterface({ input: socket })) {
    const message = JSON.parse(line) as FeedFromEngine;
    if (message.kind !== 'result') continue;
    socket.destroy();
    if (message.refusal !== null) throw new Error(`${command.kind} was refused: ${message.refusal}`);
    return;
  }
  throw new Error('the feed ended before the answer');
}
