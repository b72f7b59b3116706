import { faultCodes } from '@berth/domain/kernel';
import type { RecordedEvent } from '@berth/domain/site';
import { z } from 'zod';
import { feedAgentSchema } from '../feed.ts';
import { faceSchema } from '../mqtt/messages.ts';
import { healthSchema, occupancySchema } from './api.ts';

/**
 * What a control-room screen is fed over socket.io: once `screen`, then `change` after `change`. Each
 * change names the revision it starts from; a screen that holds another asks with `again`, and gets a
 * new `screen`. Parts of a change that are absent are as before.
 */
export const bayMarks = { free: 'f', occupied: 'o', unknown: 'u' } as const;

export const screenLaneSchema = z.object({
  id: z.string(),
  barrier: z.enum(['open', 'closed', 'opening', 'closing', 'unknown', 'faulty']),
  mode: z.enum(['open', 'full', 'closed', 'closed-to-all']).nullable(),
  keep_open: z.boolean(),
  car: z.enum(['authorised', 'passed', 'committed', 'voided']).nullable().describe('how far the last passage is'),
});
export type ScreenLane = z.infer<typeof screenLaneSchema>;

export const screenFaultSchema = z.object({
  subject: z.string(),
  code: z.enum(faultCodes),
  detail: z.string().nullable(),
  since: z.number(),
});
export type ScreenFault = z.infer<typeof screenFaultSchema>;

export const screenAlarmSchema = z.object({ id: z.string(), lane: z.string(), code: z.string(), at: z.number() });
export type ScreenAlarm = z.infer<typeof screenAlarmSchema>;

export const screenCarSchema = z.object({
  id: z.string(),
  lane: z.string(),
  cause: z.string(),
  at: z.number(),
  /** SHA-256 of its last picture. */
  picture: z.string().nullable(),
});
export type ScreenCar = z.infer<typeof screenCarSchema>;

const recordedEvent = z.custom<RecordedEvent>();

const parts = {
  occupancy: occupancySchema,
  lanes: z.array(screenLaneSchema),
  signs: z.array(z.object({ id: z.string(), face: faceSchema })),
  faults: z.array(screenFaultSchema),
  alarms: z.array(screenAlarmSchema),
  agents: z.array(feedAgentSchema),
  fire: z.boolean(),
  unmatched: z.array(screenCarSchema),
  left_unseen: z.array(screenCarSchema),
  health: healthSchema,
};

export const screenSchema = z.object({
  epoch: z.int(),
  revision: z.int(),
  at: z.number(),
  /** One letter for each bay, in the order of the site (`bayMarks`). */
  bays: z.string(),
  /** Newest first. */
  events: z.array(recordedEvent),
  engine: z.enum(['here', 'away']),
  simulator: z.boolean(),
  ...parts,
});
export type Screen = z.infer<typeof screenSchema>;

export const screenChangeSchema = z
  .object({
    bays: z.array(z.tuple([z.int().describe('place in the order of the site'), z.string()])),
    events: z.array(recordedEvent).describe('new ones, oldest first'),
    engine: z.enum(['here', 'away']),
    ...parts,
  })
  .partial()
  .extend({ epoch: z.int(), from: z.int(), revision: z.int(), at: z.number() });
export type ScreenChange = z.infer<typeof screenChangeSchema>;
