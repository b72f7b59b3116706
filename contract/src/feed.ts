import { faultCodes, refusalCodes } from '@berth/domain/kernel';
import { z } from 'zod';
import { faceSchema, heartbeatMessageSchema, laneModeSchema } from './mqtt/messages.ts';
import { credentialSchema, idSchema } from './mqtt/observation.ts';

/**
 * The engine's local feed: one JSON message a line, over TCP on 127.0.0.1. The client says hello; the
 * engine answers with the snapshot at revision R and then every event after it, in revision order and
 * without a gap. A client that sees a gap, or is cut because it read too slowly, comes back and says
 * hello again. A wrong secret, or a first line that is no hello, is answered by hanging up.
 */
const revision = z.int().nonnegative();
const epoch = z.int().positive();
const instant = z.number().nonnegative();
const direction = z.enum(['forward', 'backward']);
const cardNumber = credentialSchema.shape.number;
const laneAct = { lane: idSchema };

/** What a person may ask of the engine. Each is refused with a code or done. */
export const operatorCommandSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('raise'), ...laneAct }),
  z.strictObject({ kind: z.literal('lower'), ...laneAct }).describe('by an operator who sees the lane'),
  z.strictObject({ kind: z.literal('lane-mode'), ...laneAct, mode: laneModeSchema }),
  z.strictObject({ kind: z.literal('lane-direction'), ...laneAct, direction }),
  z.strictObject({ kind: z.literal('keep-open'), ...laneAct, on: z.boolean() }),
  z.strictObject({ kind: z.literal('reset-fire') }),
  z.strictObject({ kind: z.literal('acknowledge-alarm'), ...laneAct }),
  z.strictObject({ kind: z.literal('correct-count'), zone: idSchema, cars: z.int().min(0).max(1_000_000) }),
  z.strictObject({
    kind: z.literal('opening-inventory'),
    zones: z.array(z.strictObject({ zone: idSchema, cars: z.int().min(0).max(1_000_000) })).max(1000),
    cards: z.array(cardNumber).max(100_000).describe('cards of the cars that are inside'),
    stock: z
      .array(z.strictObject({ dispenser: idSchema, first: cardNumber, last: cardNumber }))
      .max(1000)
      .describe('numbers in each dispenser, first and last included'),
  }),
  z.strictObject({ kind: z.literal('card-lost'), card: cardNumber }),
  z.strictObject({ kind: z.literal('card-stopped'), card: cardNumber, on: z.boolean() }),
  z.strictObject({
    kind: z.literal('settle-attention'),
    item: z.string().min(1).max(160),
    decision: z.string().min(1).max(40),
  }),
]);
export type OperatorCommand = z.infer<typeof operatorCommandSchema>;

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

/** An event as it is stored: its place, who and what brought it, and the event of the domain. */
export const recordedEventSchema = z.object({
  revision: z.int().positive(),
  /** When the engine took it, by its calendar clock. Times of the lane stand in the event itself. */
  at: instant,
  /** `agent:<id>`, `operator:<name>` or `engine`. */
  actor: z.string(),
  reason: z.string().nullable(),
  /** `<agent>/<boot>/<sequence>`, the id of a request, or a deadline's name. */
  cause: z.string(),
  event: z.looseObject({ kind: z.string() }),
});
export type RecordedEventMessage = z.infer<typeof recordedEventSchema>;

/** Replaces all the client has: the state of `@berth/domain/site` after the event of that revision. */
export const feedSnapshotSchema = z.object({
  kind: z.literal('snapshot'),
  epoch,
  revision,
  at: instant,
  state: z.looseObject({}),
});

/** The revisions of `events` are contiguous, and the first follows the last one sent. */
export const feedEventsSchema = z.object({
  kind: z.literal('events'),
  epoch,
  events: z.array(recordedEventSchema).min(1),
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
  refusal: z.enum(refusalCodes).nullable(),
  about: z.string().optional(),
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
