import type { Instant } from '../kernel/index.ts';
import type { DecidedEvent, EventCause, SiteEvent, SiteEventKind } from './events.ts';
import { eventVersions } from './versions.ts';

/** An event before its version is put to it. */
export type EventBody = {
  [Kind in SiteEventKind]: Omit<Extract<SiteEvent, { kind: Kind }>, 'version'>;
}[SiteEventKind];

/** Who says it, when, and why: the same for every event that one input makes. */
export interface Source {
  readonly seen_at: Instant | null;
  readonly actor: string;
  readonly reason: string | null;
  readonly cause: EventCause;
}

export const engineSource: Source = { seen_at: null, actor: 'engine', reason: null, cause: { kind: 'engine' } };

export function draft(source: Source, body: EventBody): DecidedEvent {
  const { seen_at, actor, reason, cause } = source;
  return { seen_at, actor, reason, cause, event: { ...body, version: eventVersions[body.kind] } as SiteEvent };
}
