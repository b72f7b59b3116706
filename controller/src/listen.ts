import type { Server } from 'node:net';

export interface ListenAt {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

/** The port it listens on; rejects when it may not. */
export async function listen(server: Server, at: ListenAt): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(at.port, at.host, resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address ? address.port : at.port;
}
