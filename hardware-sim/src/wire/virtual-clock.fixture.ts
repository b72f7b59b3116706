import type { WireClock } from './clock.ts';

export interface VirtualClock extends WireClock {
  /** Lets so much time go by, doing what falls due in its order. */
  pass(ms: number): void;
}

/** A clock that stands until it is told to go on. */
export function virtualClock(): VirtualClock {
  let now = 0;
  let next = 0;
  const due = new Map<number, { readonly at: number; readonly act: () => void }>();
  const first = (until: number) => {
    let found: number | null = null;
    for (const [id, entry] of due) {
      const best = found === null ? null : due.get(found);
      if (entry.at <= until && (!best || entry.at < best.at)) found = id;
    }
    return found;
  };
  return {
    now: () => now,
    instant: () => now,
    after: (ms, act) => {
      const id = next;
      next += 1;
      due.set(id, { at: now + Math.max(0, ms), act });
      return () => void due.delete(id);
    },
    pass: (ms) => {
      const end = now + ms;
      for (let id = first(end); id !== null; id = first(end)) {
        const entry = due.get(id);
        due.delete(id);
        now = Math.max(now, entry?.at ?? now);
        entry?.act();
      }
      now = end;
    },
  };
}
