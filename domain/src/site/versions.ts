import type { Result } from '../kernel/index.ts';
import { accept, refuse } from '../kernel/index.ts';
import type { SiteEvent, SiteEventKind } from './events.ts';

/** The version in which each kind of event is written today. */
export const eventVersions = {
  'bay-changed': 1,
  'car-moved': 1,
  'passage-authorised': 1,
  'passage-passed': 1,
  'passage-committed': 1,
  'passage-voided': 1,
  'lane-refused': 1,
  'stay-opened': 1,
  'stay-changed': 1,
  'stay-closed': 1,
  'strays-changed': 1,
  'car-unmatched': 1,
  'car-left-unseen': 1,
  'car-settled': 1,
  'card-moved': 1,
  'stock-filled': 1,
  'barrier-changed': 1,
  'lane-mode-changed': 1,
  'lane-mode-asked': 1,
  'keep-open-changed': 1,
  'lane-direction-changed': 1,
  'alarm-raised': 1,
  'alarm-acknowledged': 1,
  'fault-raised': 1,
  'fault-cleared': 1,
  'fire-changed': 1,
  'picture-taken': 1,
  'full-changed': 1,
  'count-corrected': 1,
  'inventory-taken': 1,
  'agent-booted': 1,
  'agent-left': 1,
  'agent-back': 1,
  'inbox-moved': 1,
  'inbox-gap': 1,
  'command-asked': 1,
  'command-answered': 1,
  'request-done': 1,
} as const satisfies Record<SiteEventKind, number>;

/** A stored event of whatever version, as the store reads it. */
export interface StoredEvent {
  readonly kind: string;
  readonly version: number;
  readonly [field: string]: unknown;
}

/** Makes version n + 1 of a kind out of version n. */
export type Upcaster = (event: StoredEvent) => StoredEvent;

/** By `kind@version`: how to make the next version of it. */
export type Upcasters = Readonly<Record<string, Upcaster>>;

export const upcasters: Upcasters = {};

/**
 * A stored event in today's shape: engines call it where events enter. Refused as malformed when the
 * kind is not known, or the event is newer than this program.
 */
export function upcast(
  stored: StoredEvent,
  table: { readonly upcasters: Upcasters; readonly versions: Readonly<Record<string, number>> } = {
    upcasters,
    versions: eventVersions,
  },
): Result<SiteEvent> {
  const today = Object.hasOwn(table.versions, stored.kind) ? table.versions[stored.kind] : undefined;
  if (today === undefined) return refuse('malformed', `event kind ${stored.kind}`);
  let event = stored;
  while (event.version < today) {
    const next = table.upcasters[`${event.kind}@${event.version}`];
    if (!next) return refuse('malformed', `event ${event.kind} version ${event.version}`);
    event = { ...next(event), version: event.version + 1 };
  }
  if (event.version > today) return refuse('malformed', `event ${event.kind} version ${event.version}`);
  return accept(event as unknown as SiteEvent);
}
