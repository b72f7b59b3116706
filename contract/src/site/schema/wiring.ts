import { z } from 'zod';
import { localTextSchema, type NameSchemas, plainNames } from './names.ts';

const { id } = plainNames;
const port = z.int().min(1).max(65535);

export const busSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('modbus-tcp'),
    host: z.string(),
    port: port.default(502),
    line_baud: z.int().positive().optional().describe('the serial line behind a converter: it sets the pace'),
  }),
  z.strictObject({
    kind: z.literal('modbus-rtu'),
    path: z.string(),
    baud: z.int().positive().default(9600),
    parity: z.enum(['none', 'even', 'odd']).default('none'),
  }),
  z.strictObject({ kind: z.literal('mqtt') }),
  z.strictObject({ kind: z.literal('http'), base_url: z.string() }),
  z.strictObject({ kind: z.literal('sign-tcp'), host: z.string(), port: port.default(5005) }),
]);

export const gatewaySchema = z
  .strictObject({ name: localTextSchema, buses: z.record(id, busSchema) })
  .describe('a cabinet with an agent in it');

const unit = z.int().min(0).max(255).default(0).describe('Modbus unit id or sign address; 0 where there is none');

export function deviceFields(names: NameSchemas) {
  return {
    profile: id.describe('a file of config/devices'),
    bus: names.id,
    unit,
    address: z.string().min(1).optional().describe('what the profile puts into topics and paths for {address}'),
  };
}

export const deviceSchema = z.strictObject(deviceFields(plainNames));

const bays = z.union([z.string(), z.array(z.string())]).describe('labels in order: B1-001..B1-032, or a list of such');

export const sensorRunSchema = z
  .strictObject({
    prefix: id,
    profile: id,
    bus: id,
    first_unit: z.int().min(0).max(255).optional(),
    address: z.string().optional().describe('with {n} for the place in the run, from 1'),
    bays,
  })
  .describe(
    'sensors in a row, named <prefix>-1, <prefix>-2 and so on; each takes as many bays as its profile has channels',
  );
