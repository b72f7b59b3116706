import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CardMove, CardRecord } from './index.ts';
import { cardState, isBarred, makeCard, moveCard, stockTotals } from './index.ts';

const issue = (at: number) => ({ passage: `e1.p-${at}`, at });
const issued: CardMove = { kind: 'issued', issue: issue(1) };
const issuedAnew: CardMove = { kind: 'issued', issue: issue(2) };
const collected: CardMove = { kind: 'collected' };

function after(...moves: CardMove[]): CardRecord {
  return moves.reduce(moveCard, makeCard('1001'));
}

describe('card stock', () => {
  it('[CS1] a card is in a dispenser, out, in the bin, lost or stopped, as its moves tell', () => {
    expect(cardState(after({ kind: 'stocked', dispenser: 'disp-e1' }))).toBe('in-dispenser');
    expect(cardState(after(issued))).toBe('out');
    expect(cardState(after(issued, { kind: 'taken' }))).toBe('out');
    expect(cardState(after(issued, collected))).toBe('in-bin');
    expect(cardState(after(issued, { kind: 'lost', issue: issue(1) }))).toBe('lost');
    expect(cardState(after(issued, { kind: 'stopped', issue: issue(1) }))).toBe('stopped');
  });

  it('[CS2] a stop bars one issue: the recycled card works again', () => {
    const stopped = after(issued, { kind: 'stopped', issue: issue(1) });
    expect(isBarred(stopped)).toBe(true);
    expect(isBarred(moveCard(stopped, collected))).toBe(false);
    const again = [collected, { kind: 'stocked', dispenser: 'disp-e1' } as const, issuedAnew].reduce(moveCard, stopped);
    expect(cardState(again)).toBe('out');
    expect(again.issued).toBe(2);
    expect(isBarred(again)).toBe(false);
  });

  it('[CS3] a card that turns up in a dispenser while it is out gives up that issue', () => {
    const found = after(issued, { kind: 'stocked', dispenser: 'disp-e1' });
    expect(cardState(found)).toBe('in-dispenser');
    expect(stockTotals([found])).toEqual({ issued: 1, collected: 0, inside: 0, lost: 1 });
  });

  it('[CS4] issued = collected + inside + lost, whatever happens to the cards', () => {
    const move = fc.oneof(
      fc.constantFrom(issued, issuedAnew),
      fc.constant(collected),
      fc.constant<CardMove>({ kind: 'taken' }),
      fc.constant<CardMove>({ kind: 'unstopped' }),
      fc.constant<CardMove>({ kind: 'stocked', dispenser: 'disp-e1' }),
      fc.nat({ max: 3 }).map((at): CardMove => ({ kind: 'stopped', issue: issue(at) })),
      fc.nat({ max: 3 }).map((at): CardMove => ({ kind: 'lost', issue: issue(at) })),
    );
    fc.assert(
      fc.property(fc.array(fc.array(move, { maxLength: 20 }), { maxLength: 10 }), (cards) => {
        const records = cards.map((moves) => after(...moves));
        const totals = stockTotals(records);
        expect(totals.issued).toBe(totals.collected + totals.inside + totals.lost);
        expect(totals.inside).toBe(records.filter((card) => cardState(card) === 'out').length);
        expect(totals.issued).toBe(cards.flat().filter((one) => one.kind === 'issued').length);
      }),
    );
  });

  it('[CS4] while cards only go out and come back, nothing is lost', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 9 }), { maxLength: 60 }), (rounds) => {
        const records = rounds.map((round) => {
          const moves = Array.from({ length: round }, (_, index) => (index % 2 === 0 ? issued : collected));
          return after(...moves);
        });
        expect(stockTotals(records).lost).toBe(0);
      }),
    );
  });

  it('[CS5] the register is the same in whatever order two lanes are heard', () => {
    const halves = fc.tuple(
      fc.array(fc.constantFrom<CardMove>(issued, issuedAnew, { kind: 'stopped', issue: issue(1) }, { kind: 'taken' }), {
        maxLength: 5,
      }),
      fc.array(fc.constantFrom<CardMove>(issuedAnew, collected, { kind: 'stopped', issue: issue(2) }), {
        maxLength: 5,
      }),
    );
    fc.assert(
      fc.property(halves, ([out, back]) => {
        expect(after(...out, ...back)).toEqual(after(...back, ...out));
      }),
    );
  });
});
