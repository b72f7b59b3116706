import type { EventRecord } from './port.ts';

/** Version of the stored form of an event. A new one comes with the step that lifts the one before. */
export const eventFormat = 1;

export type Upcast = (record: EventRecord) => EventRecord;

/** `steps[n]` lifts a record of format n + 1 to format n + 2. The domain only ever sees the newest. */
export const upcasts: readonly Upcast[] = [];

export function upcast(record: EventRecord, format: number, steps: readonly Upcast[] = upcasts): EventRecord {
  let lifted = record;
  for (const step of steps.slice(format - 1)) lifted = step(lifted);
  return lifted;
}
