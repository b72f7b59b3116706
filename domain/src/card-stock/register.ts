import type { CardMove, CardRecord, CardState, StockTotals } from './model.ts';

export function makeCard(number: string): CardRecord {
  return {
    number,
    issued: 0,
    collected: 0,
    written_off: 0,
    dispenser: null,
    stopped_issue: null,
    lost_issue: null,
  };
}

/** Issues of this card that have not come back. Below 0 while the fact of an issue is still to come. */
export function outstanding(card: CardRecord): number {
  return card.issued - card.collected - card.written_off;
}

export function cardState(card: CardRecord): CardState {
  if (outstanding(card) <= 0) return card.dispenser === null ? 'in-bin' : 'in-dispenser';
  if (card.stopped_issue === card.issued) return 'stopped';
  return card.lost_issue === card.issued ? 'lost' : 'out';
}

/** True while its present issue is barred at exits and pay stations; a card issued anew works again. */
export function isBarred(card: CardRecord): boolean {
  const state = cardState(card);
  return state === 'stopped' || state === 'lost';
}

export function moveCard(card: CardRecord, move: CardMove): CardRecord {
  switch (move.kind) {
    case 'issued':
      return { ...card, issued: card.issued + 1, dispenser: null };
    case 'taken':
      return card;
    case 'collected':
      return { ...card, collected: card.collected + 1, dispenser: null };
    case 'stocked':
      return {
        ...card,
        written_off: card.written_off + Math.max(0, outstanding(card)),
        dispenser: move.dispenser,
        stopped_issue: null,
        lost_issue: null,
      };
    case 'stopped':
      return { ...card, stopped_issue: move.issue };
    case 'lost':
      return { ...card, lost_issue: move.issue };
    case 'unstopped':
      return { ...card, stopped_issue: null, lost_issue: null };
  }
}

/** Issued = collected + inside + lost, whatever happened. */
export function stockTotals(cards: Iterable<CardRecord>): StockTotals {
  let issued = 0;
  let collected = 0;
  let inside = 0;
  for (const card of cards) {
    issued += card.issued;
    collected += card.collected;
    if (cardState(card) === 'out') inside += 1;
  }
  return { issued, collected, inside, lost: issued - collected - inside };
}
