import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the ports that systems lend to outgoing connections, so that a restarted process finds its own free. */
const inner = { first: 20_000, last: 32_000 } as const;

/** A port for our own processes that is free now on this host. */
export function pickPort(host: string): Promise<number> {
  return nextFreePort(host, randomInt(inner.first, inner.last));
}

/** The wanted port, or the next free one after it. */
export async function nextFreePort(host: string, wanted: number): Promise<number> {
  for (let port = wanted; port < Math.min(wanted + 200, 65_536); port += 1) {
    if (await isFree(host, port)) return port;
  }
  throw new Error(`no free port on ${host} from ${wanted} on`);
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
