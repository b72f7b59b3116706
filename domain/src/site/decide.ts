import type { Now } from '../kernel/index.ts';
import type { SiteContext } from './context.ts';
import type { Effect } from './effects.ts';
import type { DecidedEvent } from './events.ts';
import type { SiteInput } from './input.ts';
import type { SiteState } from './state.ts';

export interface Decided {
  readonly events: readonly DecidedEvent[];
  readonly effects: readonly Effect[];
}

/**
 * What follows from one input. Pure: the state is only read. The writer folds the events into its
 * working state before it decides on the next input, and sends the effects after its fsync.
 */
export function decide(_context: SiteContext, _state: SiteState, _input: SiteInput, _now: Now): Decided {
  return { events: [], effects: [] };
}
