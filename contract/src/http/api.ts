import { refusalCodes } from '@berth/domain/kernel';
import { z } from 'zod';
import { feedRequestSchema } from '../feed.ts';
import { credentialSchema, idSchema } from '../mqtt/observation.ts';

/** Shapes of the HTTP interface. Times are RFC 3339 in UTC, ages in milliseconds. */
const time = z.iso.datetime();
const age = z.number().nonnegative().nullable();
const cars = z.int().nullable();

export const errorBodySchema = z.strictObject({
  code: z.enum([...refusalCodes, 'engine-away', 'not-allowed-here', 'internal']),
  message: z.string(),
  about: z.string().optional(),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;

export const healthSchema = z.strictObject({
  status: z.enum(['ok', 'degraded']),
  /** What is wrong on the site, when all processes are well. */
  faults: z.array(z.strictObject({ subject: z.string(), code: z.string() })),
  processes: z.array(
    z.strictObject({
      name: z.string(),
      pid: z.int().nullable(),
      state: z.string(),
      age_ms: z.number(),
      address: z.string().optional(),
      faults: z.array(z.string()),
    }),
  ),
});
export type Health = z.infer<typeof healthSchema>;

const sourceSchema = z.strictObject({ occupied: cars, age_ms: age });

const countSchema = z.strictObject({
  capacity: z.int(),
  free: cars,
  free_temporary: cars.describe('what a driver without a permit may use: signs and FULL go by it'),
  occupied: cars.describe('cars inside the border, driving or parked; null when unknown'),
  age_ms: age,
  trust: z.enum(['good', 'degraded', 'stale']),
  sources: z.strictObject({ loops: sourceSchema, bays: sourceSchema }),
});
const namedCountSchema = countSchema.extend({ id: idSchema });
export type OccupancyCount = z.infer<typeof countSchema>;

export const occupancySchema = z.strictObject({
  revision: z.int().nonnegative(),
  at: time,
  zones: z.array(namedCountSchema).readonly(),
  levels: z.array(namedCountSchema).readonly(),
  areas: z.array(namedCountSchema).readonly(),
  site: countSchema,
});
export type OccupancyBody = z.infer<typeof occupancySchema>;

const crossingSchema = z.strictObject({ lane: idSchema.nullable(), at: time });

export const staySchema = z.strictObject({
  id: z.string(),
  credential: credentialSchema,
  entry: crossingSchema,
  exit: crossingSchema.nullable(),
  state: z.enum(['open', 'left-unseen', 'closed']),
  doubt: z.string().nullable(),
  segments: z.array(z.strictObject({ area: idSchema, lane: idSchema.nullable(), since: time, until: time.nullable() })),
  pictures: z.array(z.string()),
});
export type StayBody = z.infer<typeof staySchema>;

export const staysSchema = z.strictObject({ stays: z.array(staySchema), next: z.string().nullable() });

export const staysQuerySchema = z.object({
  state: z.enum(['open', 'closed']).default('open'),
  limit: z.coerce.number().int().min(1).max(10_000).default(1000),
  after: z.string().max(200).optional(),
});

export const eventsQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(10_000).default(1000),
  after: z.coerce.number().int().positive().optional(),
});

/** A request of a person: the same id again changes nothing and gets the same result. */
export const commandRequestSchema = feedRequestSchema.omit({ kind: true });
export type CommandRequest = z.infer<typeof commandRequestSchema>;

export const commandResultSchema = z.strictObject({ id: z.string(), revision: z.int() });
