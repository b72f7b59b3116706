import { createServer } from 'node:net';

/** A port that is free now on this host, picked by the system. */
export function pickPort(host: string): Promise<number> {
  return tryPort(host, 0).then((port) => port ?? Promise.reject(new Error(`no free port on ${host}`)));
}

/** The wanted port, or the next free one after it. */
export async function nextFreePort(host: string, wanted: number): Promise<number> {
  for (let port = wanted; port < Math.min(wanted + 200, 65536); port += 1) {
    if ((await tryPort(host, port)) !== null) return port;
  }
  throw new Error(`no free port on ${host} from ${wanted} on`);
}

function tryPort(host: string, port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : null));
    });
  });
}
