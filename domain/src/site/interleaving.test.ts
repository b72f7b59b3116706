import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stockTotals } from '../card-stock/index.ts';
import type { JournalledObservation, Observation, PassageCause } from '../kernel/index.ts';
import { boot, cardOf } from './harness.fixture.ts';
import type { SiteEvent, SiteState } from './index.ts';
import { decide, evolve, makeContext, makeState, toSnapshot } from './index.ts';
import { smallSite } from './small-site.fixture.ts';

const context = makeContext(smallSite());

/** A car's visit: how it comes, what it does inside, how it leaves, and how long it and its card are away. */
const visitOf = fc.record({
  card: fc.constantFrom('1000', '1001', '1002'),
  entry: fc.constantFrom('e1', 'e2'),
  entered: fc.constantFrom('card', 'card', 'card', 'tailgating', 'backed-out'),
  crosses: fc.array(fc.constantFrom('forward', 'backward'), { maxLength: 3 }),
  office: fc.boolean(),
  exit: fc.constantFrom('x1', 'x2'),
  left: fc.constantFrom('card', 'card', 'card', 'tailgating'),
  stay_ms: fc.integer({ min: 10, max: 100_000 }),
  away_ms: fc.integer({ min: 1, max: 100_000 }),
});
type Visit = typeof visitOf extends fc.Arbitrary<infer Value> ? Value : never;

interface Journal {
  readonly agents: Map<string, JournalledObservation[]>;
  readonly kept: Map<string, number>;
}

/** What every agent writes down, and how many cars are in each zone when all is over. */
function drive(visits: readonly Visit[]): Journal {
  const agents = new Map<string, JournalledObservation[]>();
  const kept = new Map([
    ['a', 0],
    ['b', 0],
    ['c', 0],
  ]);
  let at = 1_700_000_000_000;
  let passages = 0;
  const note = (agent: string, observation: Observation) => {
    const journal = agents.get(agent) ?? [];
    agents.set(agent, [...journal, { sequence: journal.length + 1, at, observation }]);
  };
  const move = (from: string | null, to: string | null) => {
    if (from !== null) kept.set(from, (kept.get(from) ?? 0) - 1);
    if (to !== null) kept.set(to, (kept.get(to) ?? 0) + 1);
  };
  const pass = (lane: string, card: string | null, cause: PassageCause) => {
    passages += 1;
    const passage = `p-${passages}`;
    note(`gw-${lane}`, { kind: 'picture', lane, passage, cause: 'entry', hash: `${passages}` });
    const way = { lane, direction: 'forward', passage, cause } as const;
    if (card === null) note(`gw-${lane}`, { kind: 'car-unmatched', ...way });
    else note(`gw-${lane}`, { kind: 'passage-committed', ...way, credential: cardOf(card) });
    const place = context.lanes.get(lane);
    move(place?.from_zone ?? null, place?.to_zone ?? null);
  };
  for (const visit of visits) {
    at += visit.away_ms;
    enter(visit, { at, note, pass });
    if (visit.entered === 'backed-out') continue;
    for (const direction of visit.crosses) {
      note('gw-bays', { kind: 'border-crossed', border: 'a-b', direction: direction as 'forward' | 'backward' });
      if (direction === 'forward') move('a', 'b');
      else move('b', 'a');
    }
    note('gw-bays', { kind: 'bay', bay: 'a-1', state: visit.office ? 'free' : 'occupied' });
    if (visit.office) pass('i1', visit.entered === 'card' ? visit.card : null, 'card-accepted');
    at += visit.stay_ms;
    const shown = visit.left === 'card' && visit.entered === 'card' ? visit.card : null;
    if (shown !== null) note(`gw-${visit.exit}`, { kind: 'card-kept', lane: visit.exit, passage: 'k', card: shown });
    pass(visit.exit, shown, shown === null ? 'tailgating' : 'card-accepted');
  }
  return { agents, kept };
}

function enter(
  visit: Visit,
  to: {
    at: number;
    note: (agent: string, observation: Observation) => void;
    pass: (lane: string, card: string | null, cause: PassageCause) => void;
  },
): void {
  const { entry: lane, card } = visit;
  const { at } = to;
  const agent = `gw-${lane}`;
  const issue = `i-${at}`;
  if (visit.entered === 'tailgating') {
    to.pass(lane, null, 'tailgating');
    return;
  }
  to.note(agent, { kind: 'card-issued', lane, passage: issue, card });
  if (visit.entered === 'card') {
    to.pass(lane, card, 'card-taken');
    return;
  }
  const credential = cardOf(card);
  const voided = { lane, direction: 'forward', passage: issue, reason: 'backed-out', credential } as const;
  to.note(agent, { kind: 'passage-voided', ...voided });
}

/** Folds the journals in batches, agents as the picks say; now and then a batch comes twice. */
function foldAll(journal: Journal, picks: Iterator<number>): { state: SiteState; events: SiteEvent[] } {
  const state = makeState(context);
  const events: SiteEvent[] = [];
  const waiting = [...journal.agents].map(([agent, observations]) => ({ agent, observations, upto: 0 }));
  for (;;) {
    const open = waiting.filter((one) => one.upto < one.observations.length);
    const pick = picks.next().value as number;
    const one = open[pick % open.length];
    if (!one) return { state, events };
    const repeat = pick % 5 === 0 ? Math.min(one.upto, 2) : 0;
    const batch = one.observations.slice(one.upto - repeat, one.upto + 1 + (pick % 3));
    one.upto += batch.length - repeat;
    const input = { kind: 'observations', agent: one.agent, boot, observations: batch } as const;
    for (const event of decide({ context, state }, input, { instant: 5, elapsed: 5 }).events) {
      evolve(context, state, { revision: state.revision + 1, at: 5, previous_hash: null, ...event });
      events.push(event.event);
    }
  }
}

/** What must not depend on who was heard first: all but revisions and what was touched last. */
function truth(state: SiteState): unknown {
  const sorted = <Value>(map: ReadonlyMap<string, Value>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    ...toSnapshot(state).state,
    revision: null,
    zones: sorted(state.zones).map(([id, zone]) => [id, { ...zone, last_by: null }]),
    threads: sorted(state.threads),
    stays: sorted(state.stays),
    unmatched: sorted(state.unmatched),
    left_unseen: sorted(state.left_unseen),
    cards: sorted(state.cards),
    stop_list: sorted(state.stop_list.cards).map(([number]) => number),
    agents: sorted(state.agents),
  };
}

const inOrder = { next: () => ({ done: false as const, value: 0 }) };
const anyOrder = fc.infiniteStream(fc.nat());

describe('site under any interleaving', () => {
  it('[SC14] the state is the same in whatever order agents are heard, in whatever batches, and twice', () => {
    fc.assert(
      fc.property(fc.array(visitOf, { maxLength: 4 }), anyOrder, (visits, picks) => {
        const journal = drive(visits);
        expect(truth(foldAll(journal, picks).state)).toEqual(truth(foldAll(journal, inOrder).state));
      }),
      { numRuns: 400 },
    );
  });

  it('[OC14] counts are conserved: each zone holds the cars that went in and not out', () => {
    fc.assert(
      fc.property(fc.array(visitOf, { maxLength: 12 }), anyOrder, (visits, picks) => {
        const journal = drive(visits);
        const { state } = foldAll(journal, picks);
        for (const [zone, cars] of journal.kept) expect(state.zones.get(zone)?.kept).toBe(cars);
      }),
      { numRuns: 200 },
    );
  });

  it('[ST12] cars inside = stays + unmatched cars - cars that left unseen', () => {
    fc.assert(
      fc.property(fc.array(visitOf, { maxLength: 4 }), anyOrder, (visits, picks) => {
        const { state } = foldAll(drive(visits), picks);
        const cars = [...state.zones.values()].reduce((sum, zone) => sum + zone.kept, 0);
        const strays = [...state.threads.values()].flatMap((thread) => thread.strays);
        const strayExits = strays.filter((crossing) => crossing.to_area === null).length;
        expect(cars).toBe(state.stays.size + state.unmatched.size - state.left_unseen.size - strayExits);
      }),
      { numRuns: 200 },
    );
  });

  it('[CS4] issued = collected + inside + lost, whatever is driven', () => {
    fc.assert(
      fc.property(fc.array(visitOf, { maxLength: 12 }), anyOrder, (visits, picks) => {
        const { state } = foldAll(drive(visits), picks);
        const totals = stockTotals(state.cards.values());
        expect(totals.issued).toBe(totals.collected + totals.inside + totals.lost);
        expect(totals.issued).toBe(visits.filter((visit) => visit.entered !== 'tailgating').length);
      }),
      { numRuns: 100 },
    );
  });

  it('[SC15] evolve is total: events fold in whatever order, also under a site that lacks their things', () => {
    const empty = makeContext(smallSite({ zones: [], bays: [], lanes: [], borders: [] }));
    fc.assert(
      fc.property(fc.array(visitOf, { maxLength: 4 }), fc.array(fc.nat(), { maxLength: 60 }), (visits, picks) => {
        const { events } = foldAll(drive(visits), inOrder);
        for (const place of [context, empty]) {
          const state = makeState(place);
          for (const pick of picks) {
            const event = events[pick % Math.max(1, events.length)];
            if (!event) continue;
            const head = { at: 5, seen_at: null, actor: 'engine', reason: null, previous_hash: null } as const;
            evolve(place, state, { ...head, revision: state.revision + 1, cause: { kind: 'engine' }, event });
          }
          JSON.stringify(toSnapshot(state));
        }
      }),
      { numRuns: 100 },
    );
  });
});
