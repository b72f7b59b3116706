import { cardState } from '../card-stock/index.ts';
import type { RefusalCode } from '../kernel/index.ts';
import type { Crossing } from '../stay/index.ts';
import { credentialKey } from '../stay/index.ts';
import type { OpeningInventory } from './command.ts';
import type { Ledger } from './decide-inbox.ts';
import { foldCrossing } from './decide-passages.ts';
import type { EventBody } from './draft.ts';

/** More cards than any dispenser or car park holds. */
const mostCards = 100_000;

export function stockRefusal(stock: OpeningInventory['stock']): RefusalCode | null {
  let cards = 0;
  for (const { first, last } of stock) {
    if (!Number.isInteger(first) || !Number.isInteger(last) || first < 0 || last < first) return 'malformed';
    cards += last - first + 1;
  }
  return cards > mostCards ? 'too-large' : null;
}

/**
 * Commissioning: the counts are set, the stock is registered, and a stay is opened for every card that
 * is inside and has none. A card inside counts as issued once.
 */
export function decideInventory(
  ledger: Ledger,
  input: { readonly id: string },
  inventory: OpeningInventory,
): { kind: 'refused'; code: RefusalCode } | { kind: 'done'; bodies: EventBody[] } {
  const { state, context } = ledger;
  const refusal = stockRefusal(inventory.stock);
  if (refusal) return { kind: 'refused', code: refusal };
  if (inventory.zones.some(({ zone }) => !state.zones.has(zone))) return { kind: 'refused', code: 'not-found' };
  const zones = inventory.zones.map(({ zone, cars }) => ({
    zone,
    was: state.zones.get(zone)?.kept ?? 0,
    occupied: cars,
  }));
  const area = context.site.areas.find((one) => one.within === null) ?? context.site.areas[0];
  const bodies: EventBody[] = inventory.stock.map((stock) => ({ kind: 'stock-filled', ...stock }));
  for (const number of new Set(inventory.cards)) {
    bodies.push(...insideAlready(ledger, { number, request: input.id, area: area?.id ?? null }));
  }
  bodies.push({ kind: 'inventory-taken', zones, cards: inventory.cards.length });
  return { kind: 'done', bodies };
}

function insideAlready(
  { state, now }: Ledger,
  card: { readonly number: string; readonly request: string; readonly area: string | null },
): EventBody[] {
  const credential = { kind: 'card', number: card.number } as const;
  const thread = state.threads.get(credentialKey(credential));
  if (thread?.open.some((stay) => stay.phase === 'open')) return [];
  const known = state.cards.get(card.number);
  const bodies: EventBody[] = [];
  if (!known || cardState(known) !== 'out') {
    bodies.push({
      kind: 'card-moved',
      card: card.number,
      move: { kind: 'issued', issue: { passage: `inventory.${card.request}`, at: now.instant } },
    });
  }
  const crossing: Crossing = {
    at: now.instant,
    agent: 'engine',
    boot: card.request,
    sequence: Number(card.number),
    lane: null,
    passage: null,
    cause: 'inventory',
    from_area: null,
    to_area: card.area,
    pictures: [],
  };
  return [...bodies, ...foldCrossing(state, credential, crossing)];
}
