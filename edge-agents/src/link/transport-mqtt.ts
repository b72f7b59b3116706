import { connect as connectSocket } from 'node:net';
import { agentTopic, agentVerbs } from '@berth/contract';
import { type IClientOptions, MqttClient } from 'mqtt';
import { type Address, heardTopics } from './inbound.ts';
import type { Transport, TransportEvents } from './transport.ts';

export interface MqttTransportOptions extends Address {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly secret: string;
  /** Body of the last will. */
  readonly gone: string;
  /** Topics of sensors that speak MQTT themselves, heard over the same connection. */
  readonly sensor_topics: readonly string[];
}

/** A broker that falls is to be found again well within the two seconds it may take to heal. */
const againMs = 250;
const keepaliveS = 2;
const goodbyeMs = 500;

/**
 * Driver: MQTT 3.1.1. Each connection is a new client with nothing kept from the one before: what
 * counts is kept in the journal, and an old question is worth nothing.
 */
export function openMqttTransport(options: MqttTransportOptions, events: TransportEvents): Transport {
  let client: MqttClient | null = null;
  let up = false;
  let again: NodeJS.Timeout | null = null;
  let closing = false;

  function open(): void {
    again = null;
    const mine = new MqttClient(() => connectSocket({ host: options.host, port: options.port, noDelay: true }), {
      ...clientOptions(options),
      protocolId: 'MQTT',
    });
    client = mine;
    mine.on('connect', () => {
      mine.subscribe(heardTopics(options), { qos: 0 }, (error, granted) => {
        const refused = granted?.some(({ qos }) => qos > 2) ?? false;
        if (error || refused) return end(mine, error?.message ?? 'subscription refused');
        up = true;
        events.onUp();
        // Sensors that nobody may hear stay silent, and their bays unknown; the lanes go on.
        if (options.sensor_topics.length > 0) mine.subscribe([...options.sensor_topics], { qos: 0 }, () => undefined);
      });
    });
    mine.on('message', (topic, body) => events.onMessage(topic, body));
    mine.on('error', (error) => end(mine, error.message));
    mine.on('close', () => end(mine, 'closed'));
  }
  function end(mine: MqttClient, reason: string): void {
    if (client !== mine) return;
    client = null;
    mine.end(true);
    const wasUp = up;
    up = false;
    if (wasUp) events.onDown(reason);
    if (!closing) again = setTimeout(open, againMs);
  }

  open();
  return {
    publish(verb, body) {
      if (!up || !client) return;
      client.publish(agentTopic(options.site, options.agent, verb), body, { qos: agentVerbs[verb].qos });
    },
    backlog() {
      const stream = client?.stream as { writableLength?: number } | undefined;
      return stream?.writableLength ?? 0;
    },
    async close() {
      closing = true;
      if (again) clearTimeout(again);
      const mine = client;
      if (!mine) return;
      if (up) await sayGoodbye(mine, options);
      await mine.endAsync(true);
      client = null;
    },
  };
}

function clientOptions({ agent, site, username, secret, gone }: MqttTransportOptions): IClientOptions {
  return {
    clientId: agent,
    username,
    password: secret,
    clean: true,
    keepalive: keepaliveS,
    reconnectPeriod: 0,
    connectTimeout: 2000,
    protocolVersion: 4,
    queueQoSZero: false,
    will: { topic: agentTopic(site, agent, 'gone'), payload: Buffer.from(gone), qos: 1, retain: false },
  };
}

async function sayGoodbye(client: MqttClient, { site, agent, gone }: MqttTransportOptions): Promise<void> {
  const said = client.publishAsync(agentTopic(site, agent, 'gone'), gone, { qos: 1 }).catch(() => undefined);
  await Promise.race([said, new Promise((resolve) => setTimeout(resolve, goodbyeMs).unref())]);
}
