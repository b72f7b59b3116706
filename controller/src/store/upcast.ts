import type { RecordedEvent } from '@berth/domain/site';

type Body = RecordedEvent['event'];
type Upcast = (event: Body) => Body;

/** By kind of event: `steps[n]` lifts the body of version n + 1 to version n + 2. */
export type Upcasts = Readonly<Record<string, readonly Upcast[]>>;

/** A new version of an event's shape comes with its step here; the domain only ever sees the newest. */
const upcasts: Upcasts = {};

export function upcast(event: Body, table: Upcasts = upcasts): Body {
  let lifted = event;
  for (const step of table[event.kind]?.slice(event.version - 1) ?? []) lifted = step(lifted);
  return lifted;
}
