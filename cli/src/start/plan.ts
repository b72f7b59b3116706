import { join } from 'node:path';
import {
  type AgentConfig,
  type BrokerConfig,
  type EngineConfig,
  type SimulatorConfig,
  simulatorConfigSchema,
  type WebConfig,
} from '@berth/contract';
import type { Site } from '@berth/domain/site';
import type { z } from 'zod';
import type { Secrets } from './data-dir.ts';

export interface StartOptions {
  readonly siteFile: string;
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly fresh: boolean;
  readonly seed: number;
  readonly simulator: boolean;
  /** A broker of the site's own, in place of ours. */
  readonly broker: BrokerLogin | null;
  readonly stays: { file: string; from: string; speed: number } | null;
}

export interface BrokerLogin {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly secret: string;
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
const sensorPrefix = 'sensors/';

const loopback = '127.0.0.1';

/** What every process is planned from. */
export interface Plan {
  readonly root: string;
  readonly site: Site;
  readonly options: StartOptions;
  readonly ports: Ports;
  readonly secrets: Secrets;
}

/** Every process of the suite for this site, with what it is told at its start. */
export function planProcesses(plan: Plan): PlannedProcess[] {
  const { options } = plan;
  const wiringFile = options.simulator ? join(options.dataDir, 'wiring.json') : null;
  const broker: PlannedProcess[] = options.broker
    ? []
    : [{ name: 'broker', role: 'broker', script: 'controller/dist/broker/main.js', config: brokerConfig(plan) }];
  const controller: PlannedProcess[] = [
    ...broker,
    { name: 'engine', role: 'engine', script: 'controller/dist/engine/main.js', config: engineConfig(plan) },
    { name: 'web', role: 'web', script: 'controller/dist/web/main.js', config: webConfig(plan) },
  ];
  const agents = plan.site.gateways.map(
    (gateway): PlannedProcess => ({
      name: `agent-${gateway.id}`,
      role: 'agent',
      script: 'edge-agents/dist/main.js',
      config: agentConfig(plan, gateway.id, wiringFile),
    }),
  );
  if (wiringFile === null) return [...controller, ...agents];
  const simulator: PlannedProcess = {
    name: 'simulator',
    role: 'simulator',
    script: 'hardware-sim/dist/main.js',
    config: simulatorConfig(plan, wiringFile),
  };
  return [...controller, simulator, ...agents];
}

const place = ({ root, options }: Plan) => ({ site_file: options.siteFile, devices_dir: join(root, 'config/devices') });
const feed = ({ ports, secrets }: Plan) => ({ host: loopback, port: ports.feed, secret: secrets.feed });

function login(plan: Plan, username: string, secret: string): BrokerLogin {
  if (plan.options.broker) return plan.options.broker;
  return { host: loopback, port: plan.ports.broker, username, secret };
}

function engineConfig(plan: Plan): EngineConfig {
  const broker = login(plan, 'engine', plan.secrets.engine);
  return { ...place(plan), data_dir: plan.options.dataDir, store: 'sqlite', broker, feed: feed(plan) };
}

function webConfig(plan: Plan): WebConfig {
  const { options, ports } = plan;
  return {
    ...place(plan),
    data_dir: options.dataDir,
    listen: { host: options.host, port: ports.page },
    feed: feed(plan),
    simulator: options.simulator ? `http://${loopback}:${ports.control}` : null,
    pages_dir: join(plan.root, 'controller/control-room/dist-web'),
  };
}

function agentConfig(plan: Plan, gateway: string, wiringFile: string | null): AgentConfig {
  return {
    ...place(plan),
    data_dir: join(plan.options.dataDir, 'agents', gateway),
    gateway,
    broker: login(plan, `agent-${gateway}`, plan.secrets.agents[gateway] ?? ''),
    wiring_file: wiringFile,
  };
}

function simulatorConfig(plan: Plan, wiringFile: string): SimulatorConfig {
  const { options, ports, secrets } = plan;
  return simulatorConfigSchema.parse({
    ...place(plan),
    data_dir: options.dataDir,
    seed: options.seed,
    control: { host: loopback, port: ports.control },
    wiring_file: wiringFile,
    broker: login(plan, 'sensors', secrets.sensors),
    stays: options.stays,
  } satisfies z.input<typeof simulatorConfigSchema>);
}

function brokerConfig({ site, ports, secrets }: Plan): BrokerConfig {
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
