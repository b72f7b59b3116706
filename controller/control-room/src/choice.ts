import { signal } from '@preact/signals';
import type { Picked } from './plan/plan-map.ts';

/** What the person at the screen has chosen to see. */
export const chosenLevel = signal<string | null>(null);
export const picked = signal<Picked | null>(null);
