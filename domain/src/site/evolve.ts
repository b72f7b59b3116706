import type { SiteContext } from './context.ts';
import type { RecordedEvent, SiteEvent, SiteEventKind } from './events.ts';
import { cardFolds } from './fold-cards.ts';
import { inboxFolds, moveInbox } from './fold-inbox.ts';
import { laneFolds } from './fold-lanes.ts';
import { stayFolds } from './fold-stays.ts';
import { zoneFolds } from './fold-zones.ts';
import type { SiteState } from './state.ts';

/** What a fold gets besides its event. */
export interface Fold {
  readonly context: SiteContext;
  readonly state: SiteState;
  readonly recorded: RecordedEvent;
}

export type Folds<Kinds extends SiteEventKind> = {
  readonly [Kind in Kinds]: (fold: Fold, event: Extract<SiteEvent, { kind: Kind }>) => void;
};

const folds: Folds<SiteEventKind> = { ...zoneFolds, ...laneFolds, ...stayFolds, ...cardFolds, ...inboxFolds };

/**
 * Folds one event into the state, in place. Total: it never refuses and never throws, also when the
 * event names a thing that is no longer in the site file.
 */
export function evolve(context: SiteContext, state: SiteState, recorded: RecordedEvent): void {
  state.revision = recorded.revision;
  const { cause, event } = recorded;
  if (cause.kind === 'observation') moveInbox(state, { agent: cause.agent, boot: cause.boot, upto: cause.sequence });
  const fold = folds[event.kind] as ((fold: Fold, event: SiteEvent) => void) | undefined;
  fold?.({ context, state, recorded }, event);
}
