import type { SiteContext, SiteSnapshot, SiteState } from '@berth/domain/site';
import { fromSnapshot, makeState, snapshotVersion } from '@berth/domain/site';
import type { Store } from '../store/index.ts';
import type { Rules } from './core/step.ts';

export interface Restored {
  readonly epoch: number;
  readonly state: SiteState;
  /** Revision of the snapshot it began from; 0 when all of history was folded. */
  readonly from: number;
}

const eventsPerRead = 5000;

/** Becomes the writer and folds what the newest snapshot lacks. */
export async function restore(store: Store, context: SiteContext, rules: Rules): Promise<Restored> {
  const { epoch, revision } = await store.acquire();
  const stored = await store.loadSnapshot(snapshotVersion);
  const read = stored ? fromSnapshot(context, stored.state as SiteSnapshot) : null;
  const state = read?.ok ? read.value : makeState(context);
  const from = state.revision;
  while (state.revision < revision) {
    const first = state.revision + 1;
    const records = await store.events({ first, last: revision, limit: eventsPerRead });
    if (records[0]?.revision !== first) throw new Error(`the store lacks event ${first}`);
    for (const record of records) {
      rules.evolve(context, state, record);
      state.revision = record.revision;
    }
  }
  return { epoch, state, from };
}
