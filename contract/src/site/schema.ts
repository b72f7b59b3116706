import { z } from 'zod';
import { borderSchema, kitSchema, laneSchema, signSchema } from './schema/lanes.ts';
import { localTextSchema, plainNames, planPointSchema } from './schema/names.ts';
import {
  aisleSchema,
  areaSchema,
  baySchema,
  baySizeSchema,
  driveSchema,
  levelSchema,
  lobbySchema,
  rowSchema,
  walkSchema,
  zoneSchema,
} from './schema/plan.ts';
import { siteRulesSchema } from './schema/rules.ts';
import { deviceSchema, gatewaySchema, sensorRunSchema } from './schema/wiring.ts';

const { id, point } = plainNames;

/** YAML reads 491264 as a number; ids made from maps look like that. */
const idOrNumber = z.union([id, z.int().min(0)]);

const waiverSchema = z
  .strictObject({
    code: z.string(),
    id: idOrNumber,
    reason: z.string().min(10),
    link: z
      .tuple([idOrNumber, idOrNumber])
      .optional()
      .describe('adds a one-way aisle from a node, or the end of an aisle, to a node, or the start of an aisle'),
  })
  .describe('a finding that the owner of the site knows of and takes');

/** A site as its file writes it. `expandSite` makes the `Site` of the domain from it. */
export const siteFileSchema = z.strictObject({
  berth: z.literal(1).describe('version of this format'),
  site: id,
  name: localTextSchema,
  time_zone: z.string().describe('IANA name, as Asia/Shanghai'),
  currency: z.string().regex(/^[A-Z]{3}$/),
  rules: siteRulesSchema.default({}),
  areas: z.record(id, areaSchema),
  levels: z.record(id, levelSchema),
  zones: z.record(id, zoneSchema),
  nodes: z.record(id, z.record(id, planPointSchema)).describe('by level'),
  drives: z.array(driveSchema).default([]),
  aisles: z.record(id, aisleSchema).default({}),
  bay_size: baySizeSchema.prefault({}),
  rows: z.array(rowSchema).default([]),
  bays: z.record(id, baySchema).default({}),
  lobbies: z.record(id, lobbySchema).default({}),
  walks: z.array(walkSchema).default([]),
  gateways: z.record(id, gatewaySchema),
  devices: z.record(id, deviceSchema).default({}),
  sensors: z.array(sensorRunSchema).default([]),
  kits: z.record(id, kitSchema).default({}),
  lanes: z.record(id, laneSchema),
  borders: z.record(id, borderSchema).default({}),
  signs: z.record(id, signSchema).default({}),
  fire_inputs: z.array(point).default([]),
  power: z.strictObject({ mains_lost: point.optional(), battery_low: point.optional() }).default({}),
  waive: z.array(waiverSchema).default([]),
});
export type SiteFile = z.infer<typeof siteFileSchema>;
