import { z } from 'zod';

/**
 * Where the simulator's devices really listen, in place of the addresses in the site file. The
 * supervisor writes it; without a simulator there is none.
 */
const endpoint = z.strictObject({ host: z.string(), port: z.int().min(1).max(65535) });

export const wiringSchema = z.strictObject({
  /** By bus id, for Modbus and sign buses. */
  buses: z.record(z.string(), endpoint),
  /** By bus id, for cameras: a base URL. */
  http: z.record(z.string(), z.string()),
  /** The simulator's relay to the broker, by gateway: it can cut the network there. */
  brokers: z.record(z.string(), endpoint),
});
export type Wiring = z.infer<typeof wiringSchema>;
