import type { MqttProfile } from '@berth/contract';
import type { Id } from '@berth/domain/kernel';
import { connect } from 'mqtt';
import type { DevicePoints } from '../points.ts';
import { uplinksOf } from './uplinks.ts';

export interface MqttSensor {
  readonly device: Id;
  readonly address: string;
  readonly profile: MqttProfile;
  readonly points: DevicePoints;
}

export interface BrokerLogin {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly secret: string;
}

export interface SensorNetwork {
  readonly published: () => number;
  stop(): Promise<void>;
}

export interface SensorNetworkParts {
  readonly sensors: readonly MqttSensor[];
  readonly login: BrokerLogin;
  isDead(device: Id): boolean;
  isGarbling(device: Id): boolean;
}

const look_ms = 200;
/** A sensor says so again this often at the latest; real ones sleep longer, and save their batteries. */
const longestQuiet_ms = 20_000;

interface Last {
  body: string;
  at: number;
}

/** The network server behind wireless sensors: one client of the broker that publishes for them all. */
export function startSensorNetwork(parts: SensorNetworkParts): SensorNetwork {
  const { login } = parts;
  let published = 0;
  const last = new Map<string, Last>();
  const client = connect({
    host: login.host,
    port: login.port,
    username: login.username,
    password: login.secret,
    clientId: `sensors-${login.username}`,
    reconnectPeriod: 500,
    connectTimeout: 5000,
    queueQoSZero: false,
  });
  client.on('error', () => undefined);
  client.on('connect', () => {
    client.stream.on('error', () => undefined);
    last.clear();
  });
  const publishNews = () => {
    if (!client.connected) return;
    const now = performance.now();
    for (const sensor of parts.sensors) {
      if (parts.isDead(sensor.device)) continue;
      for (const uplink of uplinksOf(sensor.profile, sensor.address, sensor.points.sense)) {
        const before = last.get(uplink.topic);
        if (before && before.body === uplink.body && now - before.at < longestQuiet_ms) continue;
        last.set(uplink.topic, { body: uplink.body, at: now });
        published += 1;
        client.publish(uplink.topic, parts.isGarbling(sensor.device) ? '{"object":' : uplink.body, { qos: 0 });
      }
    }
  };
  const timer = setInterval(publishNews, look_ms);
  return {
    published: () => published,
    stop: async () => {
      clearInterval(timer);
      await client.endAsync(true);
    },
  };
}
