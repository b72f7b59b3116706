import { z } from 'zod';

/** The simulator's control interface: HTTP on a loopback port of its own. */
export const driverBehaviours = [
  'normal',
  'backs-out',
  'tailgates',
  'parks-across',
  'stops-on-loop',
  'leaves-card',
  'too-high',
] as const;
const behaviour = z.enum(driverBehaviours);
const share = z.number().min(0).max(1);

export const driverSettingsSchema = z.strictObject({
  first_full: share.optional().describe('share of the bays taken at first'),
  mean_stay_s: z.number().positive().optional(),
  arrivals_per_hour: z.number().min(0).max(100_000).optional().describe('0: only drivers that are asked for'),
  office_share: share.optional(),
  early_leavers: z.int().min(0).optional().describe('cars that leave within the first minute or so'),
  cards_per_dispenser: z.int().min(0).max(100_000).optional(),
  rates: z.partialRecord(behaviour, share).optional().describe('share of the drivers that do so'),
});
export type DriverSettings = z.infer<typeof driverSettingsSchema>;

/** The first six are applied by the devices on the wire, the rest to the things themselves. */
export const simulatorFaultKinds = [
  'slave_dead',
  'answer_garbage',
  'network_cut',
  'network_black_hole',
  'camera_dead',
  'sign_dead',
  'loop_stuck',
  'loop_missed',
  'button_stuck',
  'bay_sensor_stuck',
  'arm_torn_off',
  'opened_by_hand',
  'barrier_stuck',
  'power_lost',
  'fire',
  'dispenser_jammed',
  'dispenser_empty',
  'dispenser_low',
  'collector_jammed',
  'collector_full',
  'height_beam_blocked',
  'card_torn_write',
  'note_jammed',
] as const;
const faultKind = z.enum(simulatorFaultKinds);

/** `POST /faults`. The target is a device, lane, bay, gateway or point (`loop-e1.a`), or `site`. */
export const newFaultSchema = z.strictObject({
  kind: faultKind,
  target: z.string().min(1).max(120),
  for_s: z.number().positive().max(31_536_000).optional(),
});

export const faultsSchema = z.strictObject({
  kinds: z.array(z.string()),
  on: z.array(z.strictObject({ id: z.string(), kind: faultKind, target: z.string(), left_s: z.number().nullable() })),
});
export type SimulatorFaults = z.infer<typeof faultsSchema>;

/** `GET /truth`: what is really so. */
export const truthSchema = z.strictObject({
  moving: z.int(),
  zones: z.array(z.strictObject({ id: z.string(), cars: z.int(), parked: z.int() })),
  stays: z.strictObject({ completed: z.int() }),
  hits: z.int().describe('how often an arm came down on a car'),
  turned_away: z.int(),
  backed_out: z.int().describe('of those turned away, who took a card with them'),
  waiting_at_kerb: z.int(),
  hold: z.boolean(),
  time_ms: z.number().describe('world time'),
});
export type SimulatorTruth = z.infer<typeof truthSchema>;

/** `POST /traffic`: hold lets nobody come or go any more; who is on the way goes on. */
export const trafficRequestSchema = z
  .strictObject({ hold: z.boolean().optional(), arrivals_per_hour: z.number().min(0).max(100_000).optional() })
  .refine((body) => body.hold !== undefined || body.arrivals_per_hour !== undefined, 'nothing is asked for');

/** `POST /drivers`: one driver, also while traffic is held. */
export const driverRequestSchema = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('enter'),
    lane: z.string().optional(),
    bay: z.string().optional(),
    stay_s: z.number().positive().max(31_536_000).optional().describe('left out: until somebody makes it leave'),
    office: z.boolean().optional(),
    behaviour: behaviour.default('normal'),
  }),
  z.strictObject({
    do: z.literal('leave'),
    car: z.int().optional().describe('left out: the car in the bay, or any parked one'),
    bay: z.string().optional(),
    lane: z.string().optional(),
    behaviour: behaviour.default('normal'),
  }),
]);
export type DriverRequest = z.infer<typeof driverRequestSchema>;

export const inventorySchema = z.strictObject({
  zones: z.array(z.strictObject({ zone: z.string(), cars: z.int() })),
  cards: z.array(z.string()),
  stock: z.array(z.strictObject({ dispenser: z.string(), first: z.int(), last: z.int() })),
});
export type SimulatorInventory = z.infer<typeof inventorySchema>;

export const carsSchema = z.strictObject({
  cars: z.array(
    z.strictObject({
      id: z.int(),
      state: z.enum(['parked', 'moving', 'aside', 'coming-out']),
      zone: z.string().nullable(),
      bay: z.string().nullable(),
      card: z.int().nullable(),
      level: z.string().nullable(),
      at: z.tuple([z.number(), z.number()]).nullable().describe('its nose on the plan, metres'),
      rear: z.tuple([z.number(), z.number()]).nullable(),
      colour: z.string(),
      plate: z.string(),
    }),
  ),
});
export type SimulatorCars = z.infer<typeof carsSchema>;
