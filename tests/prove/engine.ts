import { join } from 'node:path';
import type { FeedResult } from '@berth/contract';
import { loadSite } from '@berth/contract/node';
import { makeLives } from '@berth/controller/engine/core/agents';
import type { Core } from '@berth/controller/engine/core/step';
import { type Loop, startLoop } from '@berth/controller/engine/loop';
import type { Said } from '@berth/controller/engine/ports';
import { restore } from '@berth/controller/engine/restore';
import { rules, showing } from '@berth/controller/engine/rules';
import type { Store } from '@berth/controller/store/index';
import { makeContext, type SiteContext } from '@berth/domain/site';

/** From the built file, which lies two folders below `tests`. */
const root = join(import.meta.dirname, '../../..');

export function referenceContext(): SiteContext {
  return makeContext(loadSite(join(root, 'config/sites/bund.yaml'), join(root, 'config/devices')).site);
}

/** One life of an engine with its real rules, on any store, without broker and feed: what it says is gathered. */
export interface EngineLife {
  readonly core: Core;
  readonly loop: Loop;
  readonly said: Said[];
  readonly results: FeedResult[];
  /** Why it died; null while it lives. */
  readonly death: () => string | null;
}

export interface Moment {
  instant: number;
  elapsed: number;
}

export async function startLife(context: SiteContext, store: Store, now: Moment): Promise<EngineLife> {
  const { epoch, state } = await restore(store, context, rules);
  const lives = makeLives(context.site.gateways.map(({ id }) => id));
  const core: Core = {
    ...{ rules, context, plans: [], epoch, state, lives, gathered: new Map(), orders: new Map(), told: new Map() },
    ...{ faults: new Set(), started_at: now.elapsed, observations: 0 },
  };
  const said: Said[] = [];
  const results: FeedResult[] = [];
  let death: string | null = null;
  const loop = startLoop(
    core,
    {
      clock: { now: () => ({ ...now }) },
      store,
      link: { say: (message) => said.push(message) },
      feed: { events: () => undefined, result: (result) => results.push(result), admit: () => undefined },
      appended: () => undefined,
      die: (_reason, error) => {
        death = String(error);
      },
    },
    showing,
  );
  return { core, loop, said, results, death: () => death };
}
