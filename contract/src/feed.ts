import { faultCodes } from '@berth/domain/kernel';
import type { OperatorCommand, RecordedEvent, SiteSnapshot } from '@berth/domain/site';
import { z } from 'zod';
import { faceSchema, heartbeatMessageSchema, laneModeSchema } from './mqtt/messages.ts';
import { credentialSchema, directionSchema, idSchema } from './mqtt/observation.ts';

/**
 * The engine's local feed: one JSON message a line, over TCP on 127.0.0.1. The client says hello; the
 * engine answers with the snapshot at revision R and then every event after it, in revision order and
 * without a gap. A client that sees a gap, or is cut because it read too slowly, comes back and says
 * hello again. A wrong secret, or a first line that is no hello, is answered by hanging up.
 */
const revision = z.int().nonnegative();
const epoch = z.int().positive();
const instant = z.number().nonnegative();
const cardNumber = credentialSchema.shape.number;
const printedNumber = z.int().min(0).max(999_999_999_999);
const named = z.string().min(1).max(160);
const atLane = { lane: idSchema };
const cars = z.int().min(0).max(1_000_000);
const stocked = { dispenser: idSchema, first: printedNumber, last: printedNumber };

/** What a person may ask of the engine. Each is refused with a code or done. */
export const operatorCommandSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('lane-mode'), ...atLane, mode: z.enum([...laneModeSchema.options, 'automatic']) }),
  z.strictObject({ kind: z.literal('lane-direction'), ...atLane, direction: directionSchema }),
  z.strictObject({ kind: z.literal('raise'), ...atLane }),
  z.strictObject({ kind: z.literal('lower'), ...atLane }).describe('by an operator who sees the lane'),
  z.strictObject({ kind: z.literal('keep-open-start'), ...atLane, for_s: z.int().min(1).max(604_800).optional() }),
  z.strictObject({ kind: z.literal('keep-open-end'), ...atLane }),
  z.strictObject({ kind: z.literal('reset-fire') }),
  z.strictObject({ kind: z.literal('correct-count'), zone: idSchema, occupied: cars }),
  z.strictObject({
    kind: z.literal('opening-inventory'),
    zones: z.array(z.strictObject({ zone: idSchema, cars })).max(1000),
    cards: z.array(cardNumber).max(100_000).describe('cards of the cars that are inside'),
    stock: z.array(z.strictObject(stocked)).max(1000).describe('cards in each dispenser, first and last included'),
  }),
  z.strictObject({ kind: z.literal('acknowledge-alarm'), alarm: named }),
  z.strictObject({ kind: z.literal('close-stay'), stay: named, departure: named.nullable() }),
  z.strictObject({ kind: z.literal('settle-car'), car: named }),
  z.strictObject({ kind: z.literal('stop-card'), card: cardNumber }),
  z.strictObject({ kind: z.literal('card-lost'), card: cardNumber }),
  z.strictObject({ kind: z.literal('card-found'), card: cardNumber }),
  z.strictObject({ kind: z.literal('stock-dispenser'), ...stocked }),
]) satisfies z.ZodType<OperatorCommand>;

export const feedHelloSchema = z.strictObject({
  kind: z.literal('hello'),
  secret: z.string().max(200),
  /** What the client already has: the engine then sends the events after it, if it still can. */
  after: z.strictObject({ epoch, revision }).optional(),
});
export type FeedHello = z.infer<typeof feedHelloSchema>;

export const feedRequestSchema = z.strictObject({
  kind: z.literal('request'),
  /** Made by the asker; the same id again within the engine's memory changes nothing and gets the same result. */
  id: z.string().min(1).max(80),
  actor: z.string().min(1).max(80),
  reason: z.string().max(200),
  command: operatorCommandSchema,
});
export type FeedRequest = z.infer<typeof feedRequestSchema>;

export const feedFromClientSchema = z.discriminatedUnion('kind', [feedHelloSchema, feedRequestSchema]);
export type FeedFromClient = z.infer<typeof feedFromClientSchema>;

const isObject = (value: unknown) => typeof value === 'object' && value !== null;

/**
 * Replaces all the client has: the state after the event of that revision. `state` is a `SiteSnapshot`
 * of `@berth/domain/site`, to be read with `fromSnapshot`.
 */
export const feedSnapshotSchema = z.object({
  kind: z.literal('snapshot'),
  epoch,
  revision,
  at: instant,
  state: z.custom<SiteSnapshot>(isObject),
});

/**
 * The revisions of `events` are contiguous, and the first follows the last one sent. Their shape is
 * that of the domain; engine and web are of one release, so it is not read twice.
 */
export const feedEventsSchema = z.object({
  kind: z.literal('events'),
  epoch,
  events: z.array(z.custom<RecordedEvent>(isObject)).min(1),
});

export const feedAgentSchema = z.object({
  id: idSchema,
  state: z.enum(['here', 'away']).describe('away: said goodbye, silent for two heartbeats, or never heard'),
  boot: z.string().nullable(),
  heartbeat_age_ms: z.number().nonnegative().nullable(),
  /** The agent's calendar clock minus the engine's, as the least delayed of its last heartbeats shows it. */
  clock_offset_ms: z.number().nullable(),
  journal_waiting: z.int().nonnegative().nullable(),
  buses: heartbeatMessageSchema.shape.buses,
});
export type FeedAgent = z.infer<typeof feedAgentSchema>;

/** What is true now and not stored: sent each second and on change, whole. */
export const feedStatusSchema = z.object({
  kind: z.literal('status'),
  epoch,
  at: instant,
  agents: z.array(feedAgentSchema),
  faults: z.array(z.enum(faultCodes)).describe("the engine's own, also in events where they last"),
  signs: z.array(z.object({ id: idSchema, face: faceSchema })).describe('what each sign was last told to show'),
  engine: z.object({
    inbox_waiting: z.int().nonnegative(),
    observations: z.int().nonnegative().describe('taken since the start'),
    append_p99_ms: z.number().nonnegative().nullable(),
    refused: z.record(z.string(), z.int()).describe('messages refused since the start, by code'),
    disk_free_mb: z.number().nullable(),
  }),
});
export type FeedStatus = z.infer<typeof feedStatusSchema>;

export const feedResultSchema = z.object({
  kind: z.literal('result'),
  id: z.string(),
  refusal: z.string().nullable().describe('a refusal code, or null: done'),
  /** Everything the request changed is in the events up to here. */
  revision,
});
export type FeedResult = z.infer<typeof feedResultSchema>;

export const feedFromEngineSchema = z.discriminatedUnion('kind', [
  feedSnapshotSchema,
  feedEventsSchema,
  feedStatusSchema,
  feedResultSchema,
]);
export type FeedFromEngine = z.infer<typeof feedFromEngineSchema>;
