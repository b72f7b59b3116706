import { once } from 'node:events';
import { Socket } from 'node:net';

/** A connection without Nagle's delay; null when there is none in time. Its errors end it alone. */
export async function openSocket(
  address: { readonly host: string; readonly port: number },
  timeout_ms: number,
): Promise<Socket | null> {
  const socket = new Socket();
  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  socket.connect(address);
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(timeout_ms) });
    return socket;
  } catch {
    socket.destroy();
    return null;
  }
}
