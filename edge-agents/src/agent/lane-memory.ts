import { credentialSchema, directionSchema, laneModeSchema, passageCauseSchema } from '@berth/contract';
import type { LaneMemory } from '@berth/domain/lane';
import { z } from 'zod';

const laneMemorySchema = z.object({
  mode: laneModeSchema,
  direction: directionSchema,
  fire: z.boolean(),
  keep_open: z.object({ reason: z.string(), left_ms: z.number().nonnegative() }).nullable(),
  open: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('issuing'), direction: directionSchema, passage: z.string() }),
      z.object({ kind: z.literal('card-at-mouth'), direction: directionSchema, passage: z.string(), card: z.string() }),
      z.object({
        kind: z.literal('authorised'),
        direction: directionSchema,
        passage: z.string(),
        cause: passageCauseSchema,
        credential: credentialSchema.nullable(),
        passed: z.boolean(),
      }),
    ])
    .nullable(),
  unmatched: z.array(z.object({ passage: z.string(), direction: directionSchema, cause: passageCauseSchema })),
  keeping: z.array(z.object({ direction: directionSchema, passage: z.string(), card: z.string() })),
}) satisfies z.ZodType<LaneMemory>;

const stopListSchema = z.object({
  version: z.number(),
  cards: z.array(z.string()),
  here: z.array(z.string()),
});

/** Null when there is none, or when another version wrote one that fits no more. */
export function readLaneMemory(noted: unknown): LaneMemory | null {
  const parsed = laneMemorySchema.safeParse(noted);
  return parsed.success ? parsed.data : null;
}

export function laneKey(lane: string): string {
  return `lane/${lane}`;
}

/** The cards that lanes refuse: the engine's list, and what the lanes of this agent stopped since. */
export interface StopList {
  version: number;
  cards: readonly string[];
  here: readonly string[];
  /** Both together, as the lanes look at it. */
  readonly stopped: Set<string>;
}

export const stopListKey = 'stop-list';

export function readStopList(noted: unknown): StopList {
  const parsed = stopListSchema.safeParse(noted);
  const { version, cards, here } = parsed.success ? parsed.data : { version: 0, cards: [], here: [] };
  return { version, cards, here, stopped: new Set([...cards, ...here]) };
}

/** What is to be remembered. */
export function noteOf({ version, cards, here }: StopList): unknown {
  return { version, cards, here };
}

/** The engine's list replaces the former one; a card stopped here stays so until the engine knows it. */
export function takeStopList(list: StopList, version: number, cards: readonly string[]): void {
  const known = new Set(cards);
  list.version = version;
  list.cards = cards;
  list.here = list.here.filter((card) => !known.has(card));
  refill(list);
}

export function stopHere(list: StopList, card: string): void {
  if (!list.here.includes(card)) list.here = [...list.here, card];
  refill(list);
}

export function allowHere(list: StopList, card: string): void {
  list.here = list.here.filter((other) => other !== card);
  list.cards = list.cards.filter((other) => other !== card);
  refill(list);
}

function refill(list: StopList): void {
  list.stopped.clear();
  for (const card of list.cards) list.stopped.add(card);
  for (const card of list.here) list.stopped.add(card);
}
