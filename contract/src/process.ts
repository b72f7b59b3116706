import { z } from 'zod';
import { driverSettingsSchema } from './simulator.ts';

/**
 * What the supervisor hands to each process: a JSON file that only its owner reads, named by
 * `--config FILE`. A process on a machine of its own gets the same file by hand.
 */
const port = z.int().min(1).max(65535);
const endpoint = z.strictObject({ host: z.string(), port });
const place = {
  site_file: z.string(),
  devices_dir: z.string(),
};
const login = z.strictObject({ host: z.string(), port, username: z.string(), secret: z.string() });
/** The engine's local feed; the secret keeps other users of the machine out. */
const feed = z.strictObject({ host: z.string(), port, secret: z.string() });

export const brokerConfigSchema = z.strictObject({
  site: z.string(),
  listen: endpoint,
  users: z.array(
    z.discriminatedUnion('role', [
      z.strictObject({ role: z.literal('agent'), username: z.string(), secret: z.string(), agent: z.string() }),
      z.strictObject({ role: z.literal('engine'), username: z.string(), secret: z.string() }),
      z.strictObject({
        role: z
          .literal('sensors')
          .describe('sensors that speak MQTT themselves; they may publish on their prefix only'),
        username: z.string(),
        secret: z.string(),
        prefix: z.string(),
      }),
    ]),
  ),
  max_clients: z.int().positive().default(200),
  drain_timeout_ms: z.int().positive().default(150),
});
export type BrokerConfig = z.infer<typeof brokerConfigSchema>;

export const engineConfigSchema = z.strictObject({
  ...place,
  data_dir: z.string(),
  store: z.enum(['sqlite', 'memory']).default('sqlite'),
  broker: login,
  feed,
});
export type EngineConfig = z.infer<typeof engineConfigSchema>;

export const webConfigSchema = z.strictObject({
  ...place,
  data_dir: z.string(),
  listen: endpoint,
  feed,
  /** Base URL of the simulator's control API, shown in health. */
  simulator: z.string().nullable(),
  pages_dir: z.string(),
});
export type WebConfig = z.infer<typeof webConfigSchema>;

export const agentConfigSchema = z.strictObject({
  ...place,
  data_dir: z.string(),
  gateway: z.string(),
  broker: login,
  /** Null with real hardware: the addresses of the site file hold. */
  wiring_file: z.string().nullable(),
});
export type AgentConfig = z.infer<typeof agentConfigSchema>;

export const simulatorConfigSchema = z.strictObject({
  ...place,
  data_dir: z.string(),
  seed: z.int(),
  control: endpoint,
  /** The simulator writes here where its devices listen, before it says that it is ready. */
  wiring_file: z.string(),
  /** The real broker: relays lead agents to it, and the simulator's MQTT sensors log in there. */
  broker: login,
  stays: z.strictObject({ file: z.string(), from: z.string(), speed: z.number().positive() }).nullable(),
  /** How the drivers of the world are; what is left out is as `npm start` shows it. */
  drivers: driverSettingsSchema.optional(),
  /** A new world stands still until somebody took its inventory, or for this long (30 s). 0: it begins at once. */
  inventory_wait_s: z.number().min(0).optional(),
});
export type SimulatorConfig = z.infer<typeof simulatorConfigSchema>;

/** From a process to its supervisor, over the IPC channel of the fork. */
export const processReportSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ready'), address: z.string().nullable() }),
  z.strictObject({ kind: z.literal('alive'), state: z.enum(['ok', 'degraded']), faults: z.array(z.string()) }),
]);
export type ProcessReport = z.infer<typeof processReportSchema>;

/** From the supervisor: leave in good order, and (to the web process) how all of them are. */
export const supervisorMessageSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('leave') }),
  z.strictObject({
    kind: z.literal('processes'),
    processes: z.array(
      z.strictObject({
        name: z.string(),
        pid: z.int().nullable(),
        state: z.enum(['starting', 'ok', 'degraded', 'down']),
        age_ms: z.number(),
        address: z.string().optional(),
        faults: z.array(z.string()),
      }),
    ),
  }),
]);
export type SupervisorMessage = z.infer<typeof supervisorMessageSchema>;
