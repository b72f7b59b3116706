import type { SiteContext } from './context.ts';
import type { RecordedEvent } from './events.ts';
import type { SiteState } from './state.ts';

/** Folds one event into the state, in place. Total: it never refuses and never throws. */
export function evolve(_context: SiteContext, state: SiteState, recorded: RecordedEvent): void {
  state.revision = recorded.revision;
}
