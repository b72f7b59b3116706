import { z } from 'zod';
import { deviceKindNames } from './kinds.ts';

/**
 * A device profile: a file in `config/devices` that maps a maker's registers, topics or paths to the
 * readings and commands of its kind (`kinds.ts`).
 */
const address = z.int().min(0).max(65535);

const pollClass = z
  .enum(['fast', 'slow'])
  .describe('fast: 50 ms or less, for what moves arms; slow: as the line allows');

const modbusReading = z.strictObject({
  type: z.enum(['bool', 'u16', 'i16', 'u32', 'enum']),
  table: z.enum(['coil', 'discrete-input', 'holding', 'input']),
  address,
  bit: z.int().min(0).max(15).optional().describe('for a bool in a register'),
  true_when: z
    .array(z.int().min(0).max(65535))
    .min(1)
    .optional()
    .describe('for a bool from a whole register: the register values that mean true'),
  inverted: z.boolean().default(false),
  values: z.record(z.string().regex(/^\d+$/), z.string()).optional().describe('for enum: register value to name'),
  count: z
    .int()
    .min(1)
    .max(256)
    .default(1)
    .describe('how many of it the device has; element i stands at address + i * stride'),
  stride: z
    .int()
    .min(1)
    .default(1)
    .describe('registers (or bits, for a bool with `bit` or in a bit table) from one element to the next'),
  scale: z.number().default(1),
  unit: z.string().optional(),
  range: z
    .tuple([z.number(), z.number()])
    .optional()
    .describe('scaled values outside it are a faulty sensor, not a reading'),
  invalid: z.array(z.int()).default([]).describe('raw values by which the device says it has no reading'),
  word_order: z.enum(['high-first', 'low-first']).default('high-first').describe('for u32'),
  poll: pollClass,
  max_age_ms: z.int().positive().describe('older than this the reading is unknown'),
});
export type ModbusReading = z.infer<typeof modbusReading>;

const modbusCommand = z.strictObject({
  type: z.enum(['pulse', 'bool', 'enum', 'u16']),
  table: z.enum(['coil', 'holding']),
  address,
  count: z.int().min(1).max(256).default(1),
  stride: z.int().min(1).default(1),
  value: z.int().min(0).max(65535).default(1).describe('what is written for a pulse or for true'),
  values: z.record(z.string(), z.int().min(0).max(65535)).optional().describe('for enum: name to register value'),
  pulse_ms: z.int().positive().optional().describe('the module itself ends the pulse after this'),
});
export type ModbusCommand = z.infer<typeof modbusCommand>;

const mqttReading = z.strictObject({
  type: z.enum(['bool', 'number', 'enum']),
  topic: z
    .string()
    .min(1)
    .describe('`{address}` stands for the device address of the site file; `+` for any one level'),
  path: z.string().describe('JSON path in the body, as `$.data.state`'),
  true_when: z.union([z.string(), z.number(), z.boolean()]).optional().describe('for bool: the value that means true'),
  false_when: z
    .union([z.string(), z.number(), z.boolean()])
    .optional()
    .describe('for bool: the value that means false; where it is given, any other value is no reading'),
  values: z.record(z.string(), z.string()).optional(),
  scale: z.number().default(1),
  unit: z.string().optional(),
  range: z.tuple([z.number(), z.number()]).optional(),
  max_age_ms: z.int().positive(),
});
export type MqttReading = z.infer<typeof mqttReading>;

const head = {
  berth: z.literal(1).describe('version of this format'),
  profile: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  kind: z.enum(deviceKindNames),
  describes: z.string().describe('the real module this profile is for, or that it is a plain example'),
  source: z.string().optional().describe('where the registers are published'),
};

export const modbusProfileSchema = z.strictObject({
  ...head,
  wire: z.literal('modbus'),
  modbus: z.strictObject({
    max_registers: z.int().min(1).max(125).default(120).describe('most registers the device answers in one read'),
    max_bits: z.int().min(1).max(2000).default(512),
    bridge_gap: z.int().min(0).default(8).describe('unused registers worth reading to save a request'),
    max_write_registers: z.int().min(1).max(123).default(1).describe('1: it knows only single writes (function 6)'),
    max_write_bits: z.int().min(1).max(1968).default(1).describe('1: it knows only single writes (function 5)'),
    turnaround_ms: z.number().min(0).default(4).describe('from the end of the question to the start of the answer'),
    watchdog_s: z.number().positive().optional().describe('outputs fall to safe when the master is silent this long'),
  }),
  readings: z.record(z.string(), modbusReading).default({}),
  commands: z.record(z.string(), modbusCommand).default({}),
});
export type ModbusProfile = z.infer<typeof modbusProfileSchema>;

export const mqttProfileSchema = z.strictObject({
  ...head,
  wire: z.literal('mqtt'),
  readings: z.record(z.string(), mqttReading).default({}),
});
export type MqttProfile = z.infer<typeof mqttProfileSchema>;

export const httpProfileSchema = z.strictObject({
  ...head,
  wire: z.literal('http'),
  snapshot: z.strictObject({
    path: z.string().describe('`{address}` stands for the device address of the site file'),
    media_type: z.enum(['image/jpeg', 'image/png']).default('image/jpeg'),
    timeout_ms: z.int().positive().default(1500),
    max_bytes: z.int().positive().default(400_000),
  }),
});
export type HttpProfile = z.infer<typeof httpProfileSchema>;

export const signProfileSchema = z.strictObject({
  ...head,
  kind: z.literal('sign'),
  wire: z.literal('sign'),
  sign: z.strictObject({
    codec: z.enum(['modbus-sign', 'led-voice-card']),
    columns: z.int().min(1).max(64).describe('characters in a row'),
    rows: z.int().min(1).max(16),
    colours: z.array(z.enum(['red', 'green', 'yellow'])).min(1),
    blanks_after_s: z.int().positive().describe('hearing nothing for this long it blanks or shows its safe text'),
    safe_text: z.string().default(''),
    answers: z.boolean().default(true).describe('it can be read back, or acknowledges'),
  }),
});
export type SignProfile = z.infer<typeof signProfileSchema>;

export const deviceProfileSchema = z.discriminatedUnion('wire', [
  modbusProfileSchema,
  mqttProfileSchema,
  httpProfileSchema,
  signProfileSchema,
]);
export type DeviceProfile = z.infer<typeof deviceProfileSchema>;
