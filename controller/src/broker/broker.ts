import { createServer, type Socket } from 'node:net';
import type { BrokerConfig } from '@berth/contract';
import { largestMessageBytes } from '@berth/contract';
import { Aedes, type AuthenticateError, type Client } from 'aedes';
import type { Logger } from 'pino';
import { listen } from '../listen.ts';
import { isSecret } from '../secret.ts';
import { type CutReason, guardConnection } from './guarded-connection.ts';
import { type BrokerUser, mayPublish, maySubscribe } from './rights.ts';

export interface RunningBroker {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

const largestBacklogBytes = 4 * largestMessageBytes;
/** CONNACK codes of MQTT 3.1.1, table 3.1. */
const badLogin = 4;

/**
 * The MQTT broker: users by name and secret, rights by topic, a bounded backlog for each client.
 * Nothing is kept when it ends, and nobody relies on its acknowledgements.
 */
export async function startBroker(config: BrokerConfig, log: Logger): Promise<RunningBroker> {
  const users = new Map<string, BrokerUser>(config.users.map((user) => [user.username, user]));
  const loggedIn = new WeakMap<Client, BrokerUser>();
  const userOf = (client: Client | null): BrokerUser | undefined => (client ? loggedIn.get(client) : undefined);

  const broker = await Aedes.createBroker({
    id: `berth-${config.site}`,
    drainTimeout: config.drain_timeout_ms,
    concurrency: 1000,
    connectTimeout: 5000,
    heartbeatInterval: 60_000,
    preConnect: (_client, _packet, done) => done(null, broker.connectedClients < config.max_clients),
    authenticate: (client, username, password, done) => {
      const user = users.get(username ?? '');
      if (!user || !isSecret(password, user.secret)) {
        log.warn({ client: client.id, username }, 'login refused');
        return done(Object.assign(new Error('login refused'), { returnCode: badLogin }) as AuthenticateError, null);
      }
      loggedIn.set(client, user);
      done(null, true);
    },
    authorizePublish: (client, packet, done) => {
      const user = userOf(client);
      if (user && !packet.retain && mayPublish(config.site, user, packet.topic)) return done(null);
      log.warn({ client: client?.id, topic: packet.topic }, 'publish refused');
      done(new Error('publish refused'));
    },
    authorizeSubscribe: (client, subscription, done) => {
      const user = userOf(client);
      if (user && maySubscribe(config, user, subscription.topic)) return done(null, subscription);
      log.warn({ client: client?.id, topic: subscription.topic }, 'subscription refused');
      done(null, null);
    },
  });
  broker.on('clientError', (client, error) => log.warn({ client: client.id, error: error.message }, 'client error'));
  broker.on('connectionError', (_client, error) => log.warn({ error: error.message }, 'connection error'));

  const sockets = new Set<Socket>();
  const limits = { largest_packet_bytes: largestMessageBytes, largest_backlog_bytes: largestBacklogBytes };
  const server = createServer({ noDelay: true, keepAlive: true }, (socket) => {
    if (sockets.size >= config.max_clients) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    const onCut = (reason: CutReason) => log.warn({ reason, from: socket.remotePort }, 'client cut');
    broker.handle(guardConnection(socket, limits, onCut));
  });
  const port = await listen(server, config.listen);
  return {
    port,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      await new Promise<void>((resolve) => broker.close(() => resolve()));
    },
  };
}
