import { z } from 'zod';
import { localTextSchema, outlineSchema, plainNames, planPointSchema } from './names.ts';

const { id } = plainNames;
const metres = z.number().min(0);

export const areaSchema = z.strictObject({
  name: localTextSchema,
  within: id.nullable().default(null).describe('the area around it; none is the street'),
});

export const levelSchema = z.strictObject({
  name: localTextSchema,
  elevation_m: z.number(),
  outline: outlineSchema,
});

export const zoneSchema = z.strictObject({
  name: localTextSchema,
  level: id,
  area: id,
  capacity: z.int().min(0).optional().describe('the count of its bays unless set'),
  kept_for_permits: z.int().min(0).optional().describe('the count of its permit bays unless set'),
});

const aisleKind = z.enum(['street', 'drive', 'ramp']);

export const driveSchema = z
  .strictObject({
    nodes: z.array(id).min(2),
    kind: aisleKind.default('drive'),
    zone: id.optional().describe('the zone a car on it is in; none is outside'),
  })
  .describe('one-way aisles from node to node in this order; each is named <from>--<to>');

export const aisleSchema = z.strictObject({
  from: id,
  to: id,
  kind: aisleKind.default('drive'),
  zone: id.optional(),
  via: z.array(planPointSchema).default([]).describe('points between its two nodes'),
});

const ordinals = z
  .array(z.union([z.int().min(1), z.string().regex(/^\d+-\d+$/)]))
  .default([])
  .describe('places in the row, from 1: [1, 2, 5-8]');

const bayKindSchema = z.enum(['ordinary', 'disabled', 'ev', 'family', 'vip']);

export const baySizeSchema = z.strictObject({
  width_m: z.number().positive().default(2.5),
  depth_m: z.number().positive().default(5.3),
  setback_m: metres.default(3).describe('from the middle of the aisle to the mouth of the bay'),
  pillar_every: z.int().min(0).default(0).describe('a pillar after so many bays; 0 for none'),
  pillar_m: metres.default(0.5),
});

export const rowSchema = z
  .strictObject({
    along: z.array(id).min(2).describe('the nodes of the aisles it stands along, in driving order'),
    side: z.enum(['left', 'right']),
    start_m: metres.describe('from the first node to the first bay'),
    count: z.int().min(1),
    first: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9-]*\d$/)
      .describe('label of the first bay; the number at its end counts up'),
    size: baySizeSchema.partial().optional(),
    kind: bayKindSchema.default('ordinary'),
    disabled: ordinals,
    ev: ordinals,
    family: ordinals,
    vip: ordinals,
    permit: ordinals.describe('kept for permits'),
    zone: id.optional().describe('that of the aisle unless set'),
  })
  .describe('a row of bays beside one or more aisles');

export const baySchema = z.strictObject({
  label: z.string().min(1).max(20),
  aisle: id,
  at_m: metres,
  outline: outlineSchema,
  kind: bayKindSchema.default('ordinary'),
  permit_only: z.boolean().default(false),
  level: id.optional().describe('that of its aisle unless set'),
  zone: id.optional().describe('that of its aisle unless set'),
});

export const lobbySchema = z.strictObject({ name: localTextSchema, level: id, at: planPointSchema });

export const walkSchema = z.strictObject({
  from: id,
  to: z.array(id).min(1),
  kind: z.enum(['floor', 'lift', 'stairs']).default('floor'),
  length_m: metres.optional().describe('the straight line unless set'),
});
