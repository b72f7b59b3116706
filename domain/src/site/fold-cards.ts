import type { CardRecord } from '../card-stock/index.ts';
import { isBarred, makeCard, moveCard } from '../card-stock/index.ts';
import type { Folds } from './evolve.ts';
import type { SiteState } from './state.ts';

export const cardFolds: Folds<'card-moved' | 'stock-filled'> = {
  'card-moved': ({ state }, event) => {
    writeCard(state, moveCard(state.cards.get(event.card) ?? makeCard(event.card), event.move));
  },
  'stock-filled': ({ state }, event) => {
    const move = { kind: 'stocked', dispenser: event.dispenser } as const;
    for (let number = event.first; number <= event.last; number += 1) {
      const card = String(number);
      writeCard(state, moveCard(state.cards.get(card) ?? makeCard(card), move));
    }
  },
};

/** The stop list follows from the register; each change of it is a new version. */
function writeCard(state: SiteState, card: CardRecord): void {
  state.cards.set(card.number, card);
  const listed = state.stop_list.cards.get(card.number);
  const barred = isBarred(card) ? card.issued : undefined;
  if (listed === barred) return;
  state.stop_list.version += 1;
  if (barred === undefined) state.stop_list.cards.delete(card.number);
  else state.stop_list.cards.set(card.number, barred);
}
