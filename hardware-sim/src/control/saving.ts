import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SavedSimulation, Simulation } from '../traffic/simulation.ts';
import { saveSimulation } from '../traffic/simulation.ts';

const everyMs = 1000;

/**
 * Keeps the world in one file beside the store, whole at every instant: at once when a car crossed a
 * border or a card changed hands, so that a crash forgets nothing that the suite has seen, and every
 * second for the rest.
 */
export interface Keeper {
  keep(simulation: Simulation, now: number): void;
  keepNow(simulation: Simulation): void;
  /** As it leaves. A hold lasts over a crash; who stops and starts the site wants to see traffic. */
  keepLast(simulation: Simulation): void;
}

export function worldFile(dataDir: string): string {
  return join(dataDir, 'world.json');
}

export function createKeeper(file: string): Keeper {
  let marks = -1;
  let savedAt = Number.NEGATIVE_INFINITY;
  const keepNow = (simulation: Simulation) => {
    const next = `${file}.next`;
    writeFileSync(next, JSON.stringify(saveSimulation(simulation)), { mode: 0o600 });
    renameSync(next, file);
  };
  return {
    keep(simulation, now) {
      if (simulation.world.marks === marks && now - savedAt < everyMs) return;
      marks = simulation.world.marks;
      savedAt = now;
      keepNow(simulation);
    },
    keepNow,
    keepLast(simulation) {
      simulation.world.state.hold = false;
      keepNow(simulation);
    },
  };
}

export type Kept =
  | { readonly kind: 'none' }
  | { readonly kind: 'unreadable'; readonly moved_to: string }
  | { readonly kind: 'kept'; readonly saved: SavedSimulation };

/** A file that cannot be read is put aside, never written over. */
export function readKept(file: string, site: string): Kept {
  if (!existsSync(file)) return { kind: 'none' };
  try {
    const saved = JSON.parse(readFileSync(file, 'utf8')) as SavedSimulation;
    if (saved.world.version === 1 && saved.world.site === site) return { kind: 'kept', saved };
  } catch {
    // Put aside below, like one of another site or version.
  }
  const movedTo = `${file}.unreadable`;
  renameSync(file, movedTo);
  return { kind: 'unreadable', moved_to: movedTo };
}
