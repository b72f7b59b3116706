import { faultCodes } from '@berth/domain/kernel';
import { z } from 'zod';
import { credentialSchema, directionSchema, idSchema, journalledObservationSchema } from './observation.ts';

/** `<instant of process start>-<random>`: new at each start of an agent; later boots sort later. */
export const bootSchema = z.string().regex(/^\d{13}-[0-9a-f]{8}$/);
const epoch = z.int().positive();

/** Agent to engine: what it saw, oldest first, at most 100; arriving twice changes nothing. */
export const observationsMessageSchema = z.strictObject({
  boot: bootSchema,
  observations: z.array(journalledObservationSchema).min(1).max(100),
});
export type ObservationsMessage = z.infer<typeof observationsMessageSchema>;

/** Engine to agent, after its own fsync: everything of this boot up to `upto` is durable. */
export const ackMessageSchema = z.strictObject({ epoch, boot: bootSchema, upto: z.int().nonnegative() });
export type AckMessage = z.infer<typeof ackMessageSchema>;

/** Agent to engine, every second: it is alive, and how it does. `stamp` counts heartbeats of a boot. */
export const heartbeatMessageSchema = z.strictObject({
  boot: bootSchema,
  stamp: z.int().positive(),
  at: z.int().nonnegative(),
  journal_waiting: z.int().nonnegative(),
  buses: z.array(
    z.strictObject({
      bus: idSchema,
      cycle_ms: z.number().nonnegative(),
      jitter_p99_ms: z.number().nonnegative(),
      polls: z.int().nonnegative(),
      crc_errors: z.int().nonnegative(),
      exceptions: z.int().nonnegative(),
      short_frames: z.int().nonnegative(),
      wrong_units: z.int().nonnegative(),
      timeouts: z.int().nonnegative(),
      garbage: z.int().nonnegative().optional(),
      dead: z.array(idSchema),
    }),
  ),
});
export type HeartbeatMessage = z.infer<typeof heartbeatMessageSchema>;

/**
 * Agent to engine, on every connection and to every new engine: its whole state, as observations
 * that are true now. It carries the sequence up to which the journal is included.
 */
export const stateMessageSchema = z.strictObject({
  boot: bootSchema,
  upto: z.int().nonnegative(),
  at: z.int().nonnegative(),
  part: z.int().nonnegative(),
  parts: z.int().positive(),
  observations: z.array(journalledObservationSchema.shape.observation).max(1000),
});
export type StateMessage = z.infer<typeof stateMessageSchema>;

/** Broker to engine, by the agent's last will, or by the agent itself as it leaves. */
export const goneMessageSchema = z.strictObject({ boot: bootSchema });
export type GoneMessage = z.infer<typeof goneMessageSchema>;

/** A lane asks; it waits `deadline_ms` on its own clock and then decides alone. */
export const questionMessageSchema = z.strictObject({
  boot: bootSchema,
  number: z.int().positive(),
  lane: idSchema,
  direction: directionSchema,
  credential: credentialSchema,
  deadline_ms: z.int().positive(),
});
export type QuestionMessage = z.infer<typeof questionMessageSchema>;

export const answerMessageSchema = z.strictObject({
  epoch,
  boot: bootSchema,
  number: z.int().positive(),
  decision: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('let-pass') }),
    z.strictObject({ kind: z.literal('refuse'), code: z.string().max(40) }),
  ]),
});
export type AnswerMessage = z.infer<typeof answerMessageSchema>;

export const laneModeSchema = z.enum(['open', 'full', 'closed', 'closed-to-all']);

const faceRow = z.strictObject({
  text: z.string().max(64),
  colour: z.enum(['red', 'green', 'yellow']),
  align: z.enum(['left', 'centre', 'right']).default('left'),
});
export const faceSchema = z.strictObject({ rows: z.array(faceRow).max(16), spoken: z.string().max(120).optional() });
export type FaceMessage = z.infer<typeof faceSchema>;

/** What an engine can ask of an agent. `show-sign` and `lane-mode` are states, the rest are acts. */
export const agentCommandSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('raise'), lane: idSchema, reason: z.string().max(200) }),
  z.strictObject({ kind: z.literal('lower'), lane: idSchema, reason: z.string().max(200) }),
  z.strictObject({ kind: z.literal('lane-mode'), lane: idSchema, mode: laneModeSchema }),
  z.strictObject({ kind: z.literal('lane-direction'), lane: idSchema, direction: directionSchema }),
  z.strictObject({
    kind: z.literal('keep-open'),
    lane: idSchema,
    on: z.boolean(),
    reason: z.string().max(200),
    for_s: z.int().positive().optional().describe('its end, which the lane keeps by itself; else 12 h'),
  }),
  z.strictObject({ kind: z.literal('reset-fire'), reason: z.string().max(200) }),
  z.strictObject({ kind: z.literal('acknowledge-alarm'), lane: idSchema }),
  z.strictObject({ kind: z.literal('show-sign'), sign: idSchema, face: faceSchema }),
  z.strictObject({
    kind: z.literal('stop-list'),
    version: z.int().nonnegative(),
    cards: z.array(z.string().max(12)).max(10_000),
  }),
]);
export type AgentCommand = z.infer<typeof agentCommandSchema>;

/**
 * Engine to agent. An act nobody at the lane asked for carries the agent's last heartbeat stamp and
 * a duration: an agent whose stamp has moved on by more than that does nothing.
 */
export const commandMessageSchema = z.strictObject({
  epoch,
  id: z.string().min(1).max(80),
  boot: bootSchema,
  stamp: z.int().nonnegative(),
  valid_for_ms: z.int().positive(),
  command: agentCommandSchema,
});
export type CommandMessage = z.infer<typeof commandMessageSchema>;

export const commandResultMessageSchema = z.strictObject({
  boot: bootSchema,
  id: z.string().min(1).max(80),
  refusal: z.string().max(40).nullable(),
});
export type CommandResultMessage = z.infer<typeof commandResultMessageSchema>;

/** Engine to all, every second and at its start. Agents refuse what carries a lower epoch. */
export const engineStatusMessageSchema = z.strictObject({
  epoch,
  at: z.int().nonnegative(),
  state: z.enum(['running', 'leaving']),
  faults: z.array(z.enum(faultCodes)),
});
export type EngineStatusMessage = z.infer<typeof engineStatusMessageSchema>;

/** Agent to engine: a picture's bytes, until acknowledged. */
export const pictureMessageSchema = z.strictObject({
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  media_type: z.enum(['image/jpeg', 'image/png']),
  bytes_base64: z.string().max(600_000),
});
export type PictureMessage = z.infer<typeof pictureMessageSchema>;

export const pictureAckMessageSchema = z.strictObject({ epoch, hash: z.string().regex(/^[0-9a-f]{64}$/) });
export type PictureAckMessage = z.infer<typeof pictureAckMessageSchema>;
