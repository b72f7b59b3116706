import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { listen } from './listen.ts';

/** How the network between an agent and its broker is. */
export type NetworkState = 'well' | 'cut' | 'black-hole';

export interface Relay {
  readonly port: number;
  set(state: NetworkState): void;
  stop(): Promise<void>;
}

interface Pair {
  readonly near: Socket;
  readonly far: Socket;
}

/**
 * A TCP relay to one far address. Cut: connections are reset, new ones too. Black hole: connections
 * stand and new ones are taken, but no byte and no end of a connection comes through in either
 * direction. What was under way when it healed goes on late, as TCP would send it again.
 */
export async function startRelay(far: { host: string; port: number }, wanted: number | null): Promise<Relay> {
  const pairs = new Set<Pair>();
  /** Taken while the network was a black hole: they reach the far side once it is well. */
  const held = new Set<Socket>();
  /** Ends of connections that nobody may see before the network is well. */
  const unseen: (() => void)[] = [];
  let state: NetworkState = 'well';
  const passage: Passage = {
    isOpen: () => state !== 'black-hole',
    once: (act) => {
      if (state === 'black-hole') unseen.push(act);
      else act();
    },
  };
  const join = (near: Socket) => {
    const pair: Pair = { near, far: connect({ ...far, noDelay: true }) };
    pairs.add(pair);
    couple(pair, passage, () => pairs.delete(pair));
    near.resume();
  };
  const server = await listen(wanted, (socket) => {
    if (state === 'cut') socket.resetAndDestroy();
    else if (state === 'well') join(socket);
    else hold(held, socket);
  });
  return {
    port: server.port,
    set: (next) => {
      if (next === state) return;
      state = next;
      if (next === 'black-hole') {
        for (const socket of ends(pairs)) socket.pause();
        return;
      }
      if (next === 'cut') for (const socket of [...held, ...ends(pairs)]) socket.resetAndDestroy();
      else for (const socket of [...ends(pairs)]) socket.resume();
      for (const socket of held) if (next === 'well') join(socket);
      held.clear();
      for (const act of unseen.splice(0)) act();
    },
    stop: () => {
      for (const pair of pairs) pair.far.destroy();
      return server.stop();
    },
  };
}

function hold(held: Set<Socket>, socket: Socket): void {
  socket.pause();
  held.add(socket);
  socket.on('close', () => held.delete(socket));
}

function* ends(pairs: Iterable<Pair>): Generator<Socket> {
  for (const pair of pairs) {
    yield pair.near;
    yield pair.far;
  }
}

interface Passage {
  /** False in a black hole. */
  isOpen(): boolean;
  /** Now, or when it is open again. */
  once(act: () => void): void;
}

/** Passes bytes both ways, at the pace of the slower side; the end of one side is the end of the other. */
function couple(pair: Pair, passage: Passage, ended: () => void): void {
  const pass = (from: Socket, to: Socket) => {
    from.on('data', (bytes) => {
      if (!to.write(bytes)) from.pause();
    });
    to.on('drain', () => {
      if (passage.isOpen()) from.resume();
    });
    from.on('end', () => passage.once(() => to.end()));
    from.on('error', () => from.destroy());
    from.on('close', () =>
      passage.once(() => {
        to.destroySoon();
        ended();
      }),
    );
  };
  pass(pair.near, pair.far);
  pass(pair.far, pair.near);
}
