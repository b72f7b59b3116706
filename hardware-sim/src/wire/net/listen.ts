import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';

export const loopback = '127.0.0.1';

export interface Listening {
  readonly port: number;
  readonly sockets: ReadonlySet<Socket>;
  stop(): Promise<void>;
}

/** The port it had before if that is free still, else any. */
export async function bindLoopback(server: Server, wanted: number | null): Promise<number> {
  const port =
    wanted === null ? await tryPort(server, 0) : await tryPort(server, wanted).catch(() => tryPort(server, 0));
  server.on('error', () => undefined);
  return port;
}

function tryPort(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => reject(error);
    server.once('error', failed);
    server.listen({ host: loopback, port }, () => {
      server.off('error', failed);
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('listening on no port'));
      else resolve(address.port);
    });
  });
}

/** A TCP server that remembers its connections, so that it can end. Errors of a connection end it alone. */
export async function listen(wanted: number | null, accept: (socket: Socket) => void): Promise<Listening> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    accept(socket);
  });
  const port = await bindLoopback(server, wanted);
  return { port, sockets, stop: () => stopServer(server, sockets) };
}

export function stopServer(server: Server, sockets: Iterable<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets) socket.destroy();
  });
}
