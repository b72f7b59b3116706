import type { Result } from '../kernel/index.ts';
import { accept, refuse } from '../kernel/index.ts';
import type { SiteContext } from './context.ts';
import type { SiteState } from './state.ts';
import { makeState } from './state.ts';
import { settleBays } from './tally.ts';

/** Raised when the shape of the state changes: an older snapshot is left aside, and history replayed. */
export const snapshotVersion = 1;

/** A state as plain JSON: maps are arrays of pairs, sets are arrays. */
export interface SiteSnapshot {
  readonly version: number;
  readonly revision: number;
  readonly state: Readonly<Record<string, unknown>>;
}

export function toSnapshot(state: SiteState): SiteSnapshot {
  const plain: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(state)) plain[name] = toPlain(value);
  plain.stop_list = { version: state.stop_list.version, cards: [...state.stop_list.cards] };
  return { version: snapshotVersion, revision: state.revision, state: plain };
}

function toPlain(value: unknown): unknown {
  if (value instanceof Map) return [...value];
  if (value instanceof Set) return [...value];
  return value;
}

/**
 * The state of a snapshot under the site file of today: zones and lanes it did not know begin empty,
 * and bay tallies are counted anew. Refused as malformed when its version is another.
 */
export function fromSnapshot(context: SiteContext, snapshot: SiteSnapshot): Result<SiteState> {
  if (snapshot.version !== snapshotVersion) return refuse('malformed', `snapshot version ${snapshot.version}`);
  const fresh = makeState(context);
  const state: Record<string, unknown> = { ...fresh };
  for (const [name, value] of Object.entries(fresh)) {
    const stored = structuredCopy(snapshot.state[name]);
    if (stored === undefined) continue;
    if (value instanceof Map) state[name] = new Map([...value, ...(stored as [string, unknown][])]);
    else if (value instanceof Set) state[name] = new Set(stored as string[]);
    else state[name] = stored;
  }
  const restored = state as unknown as SiteState;
  restored.stop_list = { ...restored.stop_list, cards: new Map(restored.stop_list.cards) };
  settleBays(context, restored);
  return accept(restored);
}

/** The state is changed in place, so it must share nothing with the snapshot. */
function structuredCopy(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}
