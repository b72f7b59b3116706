import type { Credential, JournalledObservation, LaneDirection, Observation, PassageCause } from '@berth/domain/kernel';
import { alarmCodes, faultCodes, idPattern } from '@berth/domain/kernel';
import { z } from 'zod';

export const idSchema = z.string().regex(idPattern);
const passage = z.string().min(1).max(80);
const cardNumber = z.string().regex(/^\d{1,12}$/);
export const directionSchema = z.enum(['forward', 'backward']) satisfies z.ZodType<LaneDirection>;
const hash = z.string().regex(/^[0-9a-f]{64}$/);

export const credentialSchema = z.strictObject({
  kind: z.literal('card'),
  number: cardNumber,
}) satisfies z.ZodType<Credential>;

/** Why a passage was let through, or why a car passed without one. */
export const passageCauseSchema = z.enum([
  'card-taken',
  'card-accepted',
  'operator',
  'exit-limit',
  'keep-open',
  'fire',
  'opened-by-hand',
  'tailgating',
  'wrong-way',
  'arm-torn-off',
  'ramp-turn',
  'power-lost',
  'after-restart',
]) satisfies z.ZodType<PassageCause>;

const atLane = { lane: idSchema };
const onPassage = { lane: idSchema, passage };

export const observationSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('bay'),
    bay: idSchema,
    state: z.enum(['free', 'occupied', 'unknown']),
    distance_m: z.number().min(0).max(100).optional(),
  }),
  z.strictObject({ kind: z.literal('border-crossed'), border: idSchema, direction: directionSchema }),
  z.strictObject({ kind: z.literal('card-issued'), ...onPassage, card: cardNumber }),
  z.strictObject({ kind: z.literal('card-taken'), ...onPassage, card: cardNumber }),
  z.strictObject({ kind: z.literal('card-drawn-back'), ...onPassage, card: cardNumber }),
  z.strictObject({ kind: z.literal('card-kept'), ...onPassage, card: cardNumber }),
  z.strictObject({
    kind: z.literal('passage-authorised'),
    ...onPassage,
    direction: directionSchema,
    cause: passageCauseSchema,
    credential: credentialSchema.nullable(),
  }),
  z.strictObject({ kind: z.literal('passage-passed'), ...onPassage, direction: directionSchema }),
  z.strictObject({
    kind: z.literal('passage-committed'),
    ...onPassage,
    direction: directionSchema,
    cause: passageCauseSchema,
    credential: credentialSchema.nullable(),
    in_part: z.literal(true).optional(),
  }),
  z.strictObject({
    kind: z.literal('passage-voided'),
    ...onPassage,
    direction: directionSchema,
    reason: z.enum(['backed-out', 'no-passage', 'card-not-taken', 'restart']),
    credential: credentialSchema.nullable(),
  }),
  z.strictObject({
    kind: z.literal('car-unmatched'),
    ...onPassage,
    direction: directionSchema,
    cause: passageCauseSchema,
  }),
  z.strictObject({
    kind: z.literal('barrier'),
    ...atLane,
    state: z.enum(['open', 'closed', 'opening', 'closing', 'unknown', 'faulty']),
  }),
  z.strictObject({
    kind: z.literal('lane-mode'),
    ...atLane,
    mode: z.enum(['open', 'full', 'closed', 'closed-to-all']),
    cause: z.enum(['command', 'fire', 'restart']),
  }),
  z.strictObject({ kind: z.literal('alarm'), ...atLane, code: z.enum(alarmCodes), passage: passage.optional() }),
  z.strictObject({
    kind: z.literal('fault-raised'),
    subject: idSchema,
    code: z.enum(faultCodes),
    detail: z.string().max(200).optional(),
  }),
  z.strictObject({ kind: z.literal('fault-cleared'), subject: idSchema, code: z.enum(faultCodes) }),
  z.strictObject({ kind: z.literal('fire'), latched: z.boolean() }),
  z.strictObject({ kind: z.literal('keep-open'), ...atLane, on: z.boolean(), reason: z.string().max(200) }),
  z.strictObject({ kind: z.literal('lane-direction'), ...atLane, direction: directionSchema }),
  z.strictObject({
    kind: z.literal('picture'),
    ...atLane,
    passage: passage.nullable(),
    cause: z.enum(['entry', 'exit', 'inner', 'tailgating', 'opened-by-hand', 'let-out']),
    hash,
  }),
  z.strictObject({
    kind: z.literal('refused'),
    ...atLane,
    code: z.string().max(40),
    credential: credentialSchema.nullable(),
  }),
]) satisfies z.ZodType<Observation>;

export const journalledObservationSchema = z.strictObject({
  sequence: z.int().positive(),
  at: z.int().nonnegative(),
  observation: observationSchema,
}) satisfies z.ZodType<JournalledObservation>;
