import { z } from 'zod';
import { kitNames, localTextSchema, type NameSchemas, plainNames, planPointSchema } from './names.ts';
import { busSchema, deviceFields } from './wiring.ts';

const { id, point } = plainNames;
const metres = z.number().min(0);
const arrow = z.enum(['ahead', 'left', 'right', 'back', 'down', 'up', 'none']);

function laneEnd(names: NameSchemas) {
  return z
    .strictObject({
      button: names.point,
      dispenser: names.id,
      collector: names.id,
      reader: names.id,
      long_range_reader: names.id,
      camera: names.id,
      display: names.id.describe('a sign'),
      height_beam: names.point,
      help_button: names.point,
      traffic_light: names.point,
    })
    .partial()
    .describe('what stands at one end of a lane for drivers who come from there');
}

function loops(names: NameSchemas) {
  return z
    .strictObject({
      approach: names.point.optional(),
      arming: names.point,
      closing: names.point,
      leaving: names.point.optional(),
    })
    .describe('in the order a car that goes forward meets them');
}

function safety(names: NameSchemas) {
  return z.array(
    z.strictObject({
      kind: z.enum(['loop', 'beam', 'radar', 'contact']),
      input: names.point,
      wired_to_barrier: z.boolean().describe("stops the arm in the barrier's own controller, with the agent dead"),
      presence: z.enum(['permanent', 'limited']).default('permanent'),
    }),
  );
}

/** What a kit may give to a lane, and a lane may say for itself. */
function kitted(names: NameSchemas) {
  return {
    kind: z.enum(['entry', 'exit', 'inner', 'reversible', 'one-car-ramp']),
    barrier: names.id,
    without_power: z.enum(['rises', 'stays-with-crank', 'on-ups']).describe('what the arm does without power'),
    loops: loops(names),
    safety: safety(names),
    forward: laneEnd(names).optional(),
    backward: laneEnd(names).optional(),
    alarm_output: names.point.optional(),
    opened_by_hand: names.point.optional(),
  };
}

const ownLaneFields = {
  name: localTextSchema,
  aisle: id,
  at_m: metres.describe('where the arm stands on the aisle'),
  from: id.optional().describe('the zone a car comes from; none is outside'),
  to: id.optional().describe('the zone a car goes to; none is outside'),
  from_area: id.optional().describe('that of the zone unless set'),
  to_area: id.optional().describe('that of the zone unless set'),
  gateway: id.optional().describe('that of its barrier unless set'),
};

export const laneSchema = z.strictObject({
  ...ownLaneFields,
  kit: id.optional(),
  with: z
    .record(z.string().regex(/^[a-z_]+$/), z.string())
    .default({})
    .describe('words that fill {word} in the kit'),
  ...z.object(kitted(plainNames)).partial().shape,
});
export type LaneFile = z.infer<typeof laneSchema>;

/** A lane once its kit is filled in. */
export const wholeLaneSchema = z.strictObject({ ...ownLaneFields, ...kitted(plainNames) });
export type WholeLane = z.infer<typeof wholeLaneSchema>;

const signFields = (names: NameSchemas) => ({
  ...deviceFields(names),
  zones: z.record(id, arrow).default({}).describe('zones whose free bays it shows, in order, with the way to them'),
});

export const signSchema = z.strictObject({
  name: localTextSchema,
  ...signFields(plainNames),
  purpose: z.enum(['site-entrance', 'zone-entrance', 'lane']),
  level: id.optional().describe('that of its lane unless set'),
  at: planPointSchema.optional().describe('that of its lane unless set'),
  lane: id.optional(),
});

export const kitSchema = z
  .strictObject({
    buses: z.record(kitNames.id, busSchema).default({}),
    devices: z.record(kitNames.id, z.strictObject(deviceFields(kitNames))).default({}),
    signs: z
      .record(kitNames.id, z.strictObject(signFields(kitNames)))
      .default({})
      .describe('displays of the lane, with its name'),
    lane: z.object(kitted(kitNames)).partial().strict(),
  })
  .describe('what lanes of one make share: their buses, devices and wires, with {lane} for the id of the lane');

export const borderSchema = z.strictObject({
  aisle: id,
  at_m: metres,
  from: id.optional().describe('the zone before it; none is outside'),
  to: id.optional().describe('the zone after it; none is outside'),
  spacing_m: z.number().positive().default(1).describe('from edge to edge of its two loops'),
  latched: z.boolean().default(false).describe('the detector holds an edge until it is read'),
  detector: z
    .strictObject(deviceFields(plainNames))
    .optional()
    .describe('a detector of two channels, named <border>-loops'),
  first: point.optional().describe('the first loop, where no detector is given'),
  second: point.optional(),
});
