import type { EngineConfig } from '@berth/contract';
import { agentTopic, agentVerbs, engineStatusTopic } from '@berth/contract';
import type { Id } from '@berth/domain/kernel';
import mqtt from 'mqtt';
import type { Link, LinkListener } from '../ports.ts';
import { readInbound } from './inbound.ts';

export interface MqttLinkOptions {
  readonly site: Id;
  readonly agents: ReadonlySet<Id>;
  readonly broker: EngineConfig['broker'];
  readonly listener: LinkListener;
}

/** Below this an engine that lost its broker is back well within the two seconds that a lane waits. */
const reconnectMs = 250;

/** Link driver over MQTT 3.1.1. It keeps trying for a broker that is away, and never throws. */
export function connectMqtt(options: MqttLinkOptions): Link {
  const { site, broker, listener } = options;
  const client = mqtt.connect({
    protocol: 'mqtt',
    host: broker.host,
    port: broker.port,
    username: broker.username,
    password: broker.secret,
    clientId: broker.username,
    keepalive: 2,
    clean: true,
    reconnectPeriod: reconnectMs,
    connectTimeout: 2000,
    resubscribe: false,
    queueQoSZero: false,
  });
  const topics = Object.entries(agentVerbs)
    .filter(([, verb]) => verb.by === 'agent')
    .map(([name]) => `berth/${site}/agent/+/${name}`);
  client.on('connect', () => {
    if ('setNoDelay' in client.stream && typeof client.stream.setNoDelay === 'function') client.stream.setNoDelay(true);
    client.subscribe(topics, { qos: 1 }, (error) => {
      if (error) client.reconnect();
      else listener.connected(true);
    });
  });
  client.on('close', () => listener.connected(false));
  client.on('error', (error) => listener.trouble(error.message));
  client.on('message', (topic, payload) => {
    const inbound = readInbound(options, topic, payload);
    if (inbound.ok) listener.heard(inbound.message);
    else listener.refused(inbound.code, inbound.about);
  });
  const publish = (topic: string, body: unknown) => {
    if (client.connected) client.publish(topic, JSON.stringify(body), { qos: 0 });
  };
  return {
    say: ({ agent, verb, body }) => publish(agentTopic(site, agent, verb), body),
    status: (message) => publish(engineStatusTopic(site), message),
    close: () => client.endAsync(),
  };
}
