import { join } from 'node:path';
import type { AgentConfig, BrokerConfig, EngineConfig, SimulatorConfig, WebConfig } from '@berth/contract';
import type { Site } from '@berth/domain/site';
import type { Secrets } from './data-dir.ts';

export interface StartOptions {
  readonly siteFile: string;
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly fresh: boolean;
  readonly seed: number;
  readonly simulator: boolean;
  readonly stays: { file: string; from: string; speed: number } | null;
}

export interface Ports {
  readonly page: number;
  readonly broker: number;
  readonly feed: number;
  readonly control: number;
}

export type ProcessConfig = BrokerConfig | EngineConfig | WebConfig | AgentConfig | SimulatorConfig;

export interface PlannedProcess {
  readonly name: string;
  readonly role: 'broker' | 'engine' | 'web' | 'agent' | 'simulator';
  /** The built entry point, from the root of the repository. */
  readonly script: string;
  readonly config: ProcessConfig;
}

/** Topics of sensors that speak MQTT themselves begin with this. */
export const sensorPrefix = 'sensors/';

const loopback = '127.0.0.1';

/** Every process of the suite for this site, with what it is told at its start. */
export function planProcesses(
  root: string,
  site: Site,
  options: StartOptions,
  ports: Ports,
  secrets: Secrets,
): PlannedProcess[] {
  const place = { site_file: options.siteFile, devices_dir: join(root, 'config/devices') };
  const feed = { host: loopback, port: ports.feed, secret: secrets.feed };
  const login = (username: string, secret: string) => ({ host: loopback, port: ports.broker, username, secret });
  const wiringFile = options.simulator ? join(options.dataDir, 'wiring.json') : null;
  const agents = site.gateways.map((gateway): PlannedProcess => {
    const secret = secrets.agents[gateway.id] ?? '';
    return {
      name: `agent-${gateway.id}`,
      role: 'agent',
      script: 'edge-agents/dist/main.js',
      config: {
        ...place,
        data_dir: join(options.dataDir, 'agents', gateway.id),
        gateway: gateway.id,
        broker: login(`agent-${gateway.id}`, secret),
        wiring_file: wiringFile,
      },
    };
  });
  const processes: PlannedProcess[] = [
    {
      name: 'broker',
      role: 'broker',
      script: 'controller/dist/broker/main.js',
      config: brokerConfig(site, ports, secrets),
    },
    {
      name: 'engine',
      role: 'engine',
      script: 'controller/dist/engine/main.js',
      config: { ...place, data_dir: options.dataDir, store: 'sqlite', broker: login('engine', secrets.engine), feed },
    },
    {
      name: 'web',
      role: 'web',
      script: 'controller/dist/web/main.js',
      config: {
        ...place,
        data_dir: options.dataDir,
        listen: { host: options.host, port: ports.page },
        feed,
        simulator: options.simulator ? `http://${loopback}:${ports.control}` : null,
        pages_dir: join(root, 'controller/control-room/dist-web'),
      },
    },
  ];
  if (!options.simulator || wiringFile === null) return [...processes, ...agents];
  const simulator: SimulatorConfig = {
    ...place,
    data_dir: options.dataDir,
    seed: options.seed,
    control: { host: loopback, port: ports.control },
    wiring_file: wiringFile,
    broker: login('sensors', secrets.sensors),
    stays: options.stays,
  };
  return [
    ...processes,
    { name: 'simulator', role: 'simulator', script: 'hardware-sim/dist/main.js', config: simulator },
    ...agents,
  ];
}

function brokerConfig(site: Site, ports: Ports, secrets: Secrets): BrokerConfig {
  return {
    site: site.id,
    listen: { host: loopback, port: ports.broker },
    users: [
      { role: 'engine', username: 'engine', secret: secrets.engine },
      { role: 'sensors', username: 'sensors', secret: secrets.sensors, prefix: sensorPrefix },
      ...site.gateways.map(({ id }) => ({
        role: 'agent' as const,
        username: `agent-${id}`,
        secret: secrets.agents[id] ?? '',
        agent: id,
      })),
    ],
    max_clients: 100 + 4 * site.gateways.length,
    drain_timeout_ms: 150,
  };
}
