import type { FeedFromEngine, FeedResult, FeedStatus } from '@berth/contract';
import {
  evolve,
  fromSnapshot,
  type Liveness,
  makeState,
  type RecordedEvent,
  type SiteContext,
  type SiteSnapshot,
  type SiteState,
} from '@berth/domain/site';

/** What the web process knows of the site: folded from the feed, and holding no truth of its own. */
export interface Mirror {
  epoch: number;
  state: SiteState;
  status: FeedStatus | null;
  statusAt: number;
  engine: 'here' | 'away';
  /** Newest last. */
  recent: RecordedEvent[];
}

const recentEvents = 200;

export function makeMirror(context: SiteContext): Mirror {
  return { epoch: 0, state: makeState(context), status: null, statusAt: 0, engine: 'away', recent: [] };
}

export type Folded = 'whole' | 'events' | 'status' | 'gap';

/** Folds one message. `gap`: it does not follow what we hold, and all is to be asked for anew. */
export function foldMessage(
  context: SiteContext,
  mirror: Mirror,
  { message, elapsed }: { message: Exclude<FeedFromEngine, FeedResult>; elapsed: number },
): Folded {
  mirror.engine = 'here';
  switch (message.kind) {
    case 'status':
      mirror.status = message;
      mirror.statusAt = elapsed;
      return 'status';
    case 'snapshot': {
      const restored = fromSnapshot(context, message.state as SiteSnapshot);
      if (!restored.ok) return 'gap';
      mirror.epoch = message.epoch;
      mirror.state = restored.value;
      mirror.state.revision = message.revision;
      return 'whole';
    }
    case 'events':
      if (message.epoch !== mirror.epoch || message.events[0]?.revision !== mirror.state.revision + 1) return 'gap';
      for (const recorded of message.events) evolve(context, mirror.state, recorded);
      mirror.recent.push(...message.events);
      if (mirror.recent.length > 2 * recentEvents) mirror.recent = mirror.recent.slice(-recentEvents);
      return 'events';
  }
}

/** How long ago each agent was heard, now. */
export function livenessOf(mirror: Mirror, elapsed: number): Liveness {
  const since = elapsed - mirror.statusAt;
  const ages = new Map<string, number>();
  for (const agent of mirror.status?.agents ?? []) {
    if (agent.heartbeat_age_ms !== null) ages.set(agent.id, agent.heartbeat_age_ms + since);
  }
  return ages;
}
