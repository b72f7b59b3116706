import type { Screen, ScreenChange } from '@berth/contract';
import type { Site } from '@berth/domain/site';
import { signal } from '@preact/signals';

/** What the page holds: the site, and the screen as the web process last told it. */
export const site = signal<Site | null>(null);
export const screen = signal<Omit<Screen, 'bays'> | null>(null);
/** One letter for each bay in the order of the site; changed in place, so `baysAt` tells of it. */
export const bays: { marks: string[] } = { marks: [] };
export const baysAt = signal(0);
export const connection = signal<'connecting' | 'here' | 'lost'>('connecting');
/** When the last word came, by the page's own clock. */
export const heardAt = signal(0);

const eventsKept = 200;

export function takeScreen(next: Screen): void {
  const { bays: marks, ...rest } = next;
  bays.marks = [...marks];
  baysAt.value += 1;
  screen.value = rest;
}

/** False when the change does not follow what the page holds. */
export function takeChange(change: ScreenChange): boolean {
  const now = screen.value;
  if (!now || change.epoch !== now.epoch || change.from > now.revision) return false;
  const { bays: changedBays, events, from: _from, ...parts } = change;
  for (const [place, mark] of changedBays ?? []) bays.marks[place] = mark;
  if (changedBays) baysAt.value += 1;
  const fresh = (events ?? []).filter((event) => event.revision > now.revision).reverse();
  screen.value = { ...now, ...parts, events: [...fresh, ...now.events].slice(0, eventsKept) };
  return true;
}
