import type { CardMove, CardRecord, CardState, Issue, StockTotals } from './model.ts';

export function makeCard(number: string): CardRecord {
  return {
    number,
    issued: 0,
    collected: 0,
    written_off: 0,
    dispenser: null,
    last_issue: null,
    stopped: null,
    lost: null,
  };
}

/** Of two issues the later one, the same whichever is heard first. */
function later(one: Issue | null, other: Issue): Issue {
  if (one === null || one.at !== other.at) return one === null || other.at > one.at ? other : one;
  return one.passage < other.passage ? other : one;
}

/** Issues of this card that have not come back. Below 0 while the fact of an issue is still to come. */
export function outstanding(card: CardRecord): number {
  return card.issued - card.collected - card.written_off;
}

export function cardState(card: CardRecord): CardState {
  if (outstanding(card) <= 0) return card.dispenser === null ? 'in-bin' : 'in-dispenser';
  const now = card.last_issue?.passage ?? null;
  if (card.stopped?.passage === now) return 'stopped';
  return card.lost?.passage === now ? 'lost' : 'out';
}

/** True while its present issue is barred at exits and pay stations; a card issued anew works again. */
export function isBarred(card: CardRecord): boolean {
  const state = cardState(card);
  return state === 'stopped' || state === 'lost';
}

export function moveCard(card: CardRecord, move: CardMove): CardRecord {
  switch (move.kind) {
    case 'issued':
      return { ...card, issued: card.issued + 1, last_issue: later(card.last_issue, move.issue), dispenser: null };
    case 'taken':
      return card;
    case 'collected':
      return { ...card, collected: card.collected + 1, dispenser: null };
    case 'stocked':
      return {
        ...card,
        written_off: card.written_off + Math.max(0, outstanding(card)),
        dispenser: move.dispenser,
        stopped: null,
        lost: null,
      };
    case 'stopped':
      return { ...card, stopped: later(card.stopped, move.issue) };
    case 'lost':
      return { ...card, lost: later(card.lost, move.issue) };
    case 'unstopped':
      return { ...card, stopped: null, lost: null };
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
