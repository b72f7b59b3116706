import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentConfig, BrokerConfig, DeviceProfile, EngineConfig } from '@berth/contract';
import { loadSite } from '@berth/contract/node';
import type { Id } from '@berth/domain/kernel';
import type { Site } from '@berth/domain/site';
import { freePort, root, type Started, startProgram } from './processes.ts';

export const secret = 'a-secret-for-benches-only';
export const devicesDir = join(root, 'config/devices');
export const referenceSite = join(root, 'config/sites/bund.yaml');

/** A broker and an engine as processes of their own, on a site of their own; agents and devices are brought to them. */
export interface Rig {
  readonly dir: string;
  readonly site: Site;
  readonly profiles: ReadonlyMap<Id, DeviceProfile>;
  readonly broker_port: number;
  readonly feed_port: number;
  readonly broker: Started;
  /** The engine that runs now. */
  engine: Started;
  readonly startEngine: () => Started;
  readonly startAgent: (gateway: Id, more: { wiring_file: string; stamps_file: string }) => Started;
  readonly stop: () => Promise<void>;
}

export interface RigOptions {
  readonly dir: string;
  /** The text of a site file, or the path of one. */
  readonly site: { readonly text: string } | { readonly file: string };
  readonly startsEngine?: boolean;
}

export async function startRig({ dir, site: wanted, startsEngine = true }: RigOptions): Promise<Rig> {
  const site_file = 'file' in wanted ? wanted.file : join(dir, 'site.yaml');
  if ('text' in wanted) writeFileSync(site_file, wanted.text);
  const place = { site_file, devices_dir: devicesDir };
  const { site, profiles } = loadSite(site_file, devicesDir);
  const [brokerPort, feedPort] = [await freePort(), await freePort()];
  const login = (username: string) => ({ host: '127.0.0.1', port: brokerPort, username, secret });
  const broker = startProgram(dir, {
    name: 'broker',
    script: 'controller/dist/broker/main.js',
    config: brokerConfig(site, brokerPort),
  });
  await broker.ready;
  const others: Started[] = [];
  const startEngine = () =>
    startProgram(dir, {
      name: 'engine',
      script: 'controller/dist/engine/main.js',
      config: {
        ...place,
        data_dir: join(dir, 'data'),
        store: 'sqlite',
        broker: login('engine'),
        feed: { host: '127.0.0.1', port: feedPort, secret },
      } satisfies EngineConfig,
    });
  const engine = startsEngine ? startEngine() : broker;
  await engine.ready;
  const rig: Rig = {
    ...{ dir, site, profiles, broker, engine, startEngine, broker_port: brokerPort, feed_port: feedPort },
    startAgent: (gateway, { wiring_file, stamps_file }) => {
      const agent = startProgram(dir, {
        name: `agent-${gateway}`,
        script: 'edge-agents/dist/main.js',
        config: {
          ...{ ...place, gateway, wiring_file },
          data_dir: join(dir, 'agents', gateway),
          broker: login(`agent-${gateway}`),
        } satisfies AgentConfig,
        env: { BERTH_STAMPS_FILE: stamps_file },
      });
      others.push(agent);
      return agent;
    },
    stop: async () => {
      await Promise.all(others.map((one) => one.leave()));
      if (rig.engine !== broker) await rig.engine.leave();
      await broker.leave();
    },
  };
  return rig;
}

export function brokerConfig(site: Pick<Site, 'id' | 'gateways'>, port: number): BrokerConfig {
  return {
    site: site.id,
    listen: { host: '127.0.0.1', port },
    users: [
      { role: 'engine', username: 'engine', secret },
      ...site.gateways.map(({ id }) => ({ role: 'agent' as const, username: `agent-${id}`, secret, agent: id })),
    ],
    max_clients: 100 + 4 * site.gateways.length,
    drain_timeout_ms: 150,
  };
}

/** The bays whose sensors a gateway reads. */
export function baysOf(site: Site, gateway: Id): Id[] {
  const own = new Set(site.devices.filter((device) => device.gateway === gateway).map(({ id }) => id));
  return site.bays.filter(({ sensor }) => own.has(sensor?.split('.')[0] ?? '')).map(({ id }) => id);
}
