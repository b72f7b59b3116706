import type { Socket } from 'node:net';
import { exchange } from './exchange.ts';
import { watchMbap } from './mbap.ts';
import type { ModbusClient } from './modbus-client.ts';
import { createModbusClient } from './modbus-client.ts';
import type { Bus, BusAnswer, BusRequest } from './port.ts';
import { openSocket } from './socket.ts';

interface Connection {
  readonly socket: Socket;
  readonly client: ModbusClient;
  /** The last frame since the question went out. */
  frame: Uint8Array | null;
  /** Ends the exchange under way, when the connection ends or proves to be no Modbus. */
  broken: (answer: BusAnswer) => void;
}

const closed: BusAnswer = { ok: false, error: 'closed' };

/** Modbus TCP through modbus-serial, on a socket of our own without Nagle's delay. */
export function createTcpBus(address: { readonly host: string; readonly port: number }): Bus {
  let connection: Connection | null = null;

  function drop(which: Connection, answer: BusAnswer): void {
    if (connection === which) connection = null;
    which.socket.destroy();
    which.broken(answer);
  }

  return {
    async connect(timeout_ms) {
      if (connection) return true;
      const socket = await openSocket(address, timeout_ms);
      if (!socket) return false;
      const client = createModbusClient();
      const made: Connection = { socket, client, frame: null, broken: () => {} };
      const watch = watchMbap();
      socket.on('data', (chunk: Buffer) => {
        const frames = watch.feed(chunk);
        if (frames === null) drop(made, { ok: false, error: 'garbage', detail: 'no Modbus TCP' });
        else made.frame = frames.at(-1) ?? made.frame;
      });
      socket.on('close', () => drop(made, closed));
      socket.on('error', () => drop(made, closed));
      await client.linkTCP(socket, { port: address.port });
      connection = made;
      return true;
    },

    async transfer(request, timeout_ms) {
      const held = connection;
      if (!held) return closed;
      return transferOn(held, request, timeout_ms);
    },

    async close() {
      if (connection) drop(connection, closed);
    },
  };
}

async function transferOn(held: Connection, request: BusRequest, timeout_ms: number): Promise<BusAnswer> {
  held.frame = null;
  const ended = new Promise<BusAnswer>((resolve) => {
    held.broken = resolve;
  });
  const answer = await Promise.race([ended, exchange(held.client, request, { timeout_ms, frame: () => held.frame })]);
  held.broken = () => {};
  return answer;
}
