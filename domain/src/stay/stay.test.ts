import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Crossing, Stay, Thread } from './index.ts';
import { addCrossing, changedStays, closeByHand, emptyThread, withPicture, withStay } from './index.ts';

const card = { kind: 'card', number: '1001' } as const;
const minute = 60_000;

interface Step {
  readonly lane: string;
  readonly way: 'in' | 'out' | 'office';
  readonly at: number;
}

/** One agent for each lane; its facts are numbered as they come. */
function crossing({ lane, way, at }: Step, sequence: number): Crossing {
  return {
    at: at * minute,
    agent: `gw-${lane}`,
    boot: '1700000000000-00000000',
    sequence,
    lane,
    passage: `p-${sequence}`,
    cause: way === 'in' ? 'card-taken' : 'card-accepted',
    from_area: way === 'in' ? null : 'public',
    to_area: way === 'in' ? 'public' : way === 'out' ? null : 'office',
    pictures: [],
  };
}

/** Folds as the site does: every stay that changed is written, then the strays. */
function fold(thread: Thread, one: Crossing): Thread {
  const next = addCrossing(card, thread, one);
  const written = changedStays(thread, next).reduce((sum, { stay }) => withStay(sum, stay), thread);
  return { ...written, strays: next.strays };
}

function run(...steps: Step[]): Thread {
  return steps.map((step, index) => crossing(step, index + 1)).reduce(fold, emptyThread);
}

const tell = (stay: Stay) =>
  `${stay.id} ${stay.phase}${stay.doubt ? ` ${stay.doubt}` : ''} ${stay.exit?.passage ?? '-'}`;
const all = (thread: Thread) => [...thread.closed, ...thread.open].map(tell);

describe('stay', () => {
  it('[ST1] opens with a committed entry and closes with a committed exit', () => {
    const entry: Step = { lane: 'e1', way: 'in', at: 0 };
    expect(all(run(entry))).toEqual(['e1.p-1 open -']);
    expect(all(run(entry, { lane: 'x1', way: 'out', at: 30 }))).toEqual(['e1.p-1 closed p-2']);
  });

  it('[ST2] is a list of segments by area', () => {
    const thread = run(
      { lane: 'e1', way: 'in', at: 0 },
      { lane: 'i1', way: 'office', at: 10 },
      { lane: 'x1', way: 'out', at: 30 },
    );
    expect(thread.closed[0]?.segments).toEqual([
      { area: 'public', lane: 'e1', since: 0, until: 10 * minute },
      { area: 'office', lane: 'i1', since: 10 * minute, until: 30 * minute },
    ]);
  });

  it('[ST3] the same card again without an exit leaves the former stay unseen, in doubt, and it stops', () => {
    const thread = run({ lane: 'e1', way: 'in', at: 0 }, { lane: 'e1', way: 'in', at: 60 });
    expect(all(thread)).toEqual(['e1.p-1 left-unseen entered-again -', 'e1.p-2 open -']);
    expect(thread.open[0]?.ended_at).toBe(60 * minute);
    expect(all(fold(thread, crossing({ lane: 'x1', way: 'out', at: 90 }, 3)))).toEqual([
      'e1.p-2 closed p-3',
      'e1.p-1 left-unseen entered-again -',
    ]);
  });

  it('[ST4] an exit that comes before its entry waits for it', () => {
    const exit = crossing({ lane: 'x1', way: 'out', at: 30 }, 1);
    const waiting = fold(emptyThread, exit);
    expect(waiting.strays).toEqual([exit]);
    const thread = fold(waiting, crossing({ lane: 'e1', way: 'in', at: 0 }, 2));
    expect(all(thread)).toEqual(['e1.p-2 closed p-1']);
    expect(thread.strays).toEqual([]);
  });

  it('[ST5] clocks that disagree by less than a day do not keep an exit from its entry, but are told', () => {
    const thread = run({ lane: 'e1', way: 'in', at: 480 }, { lane: 'x1', way: 'out', at: 30 });
    expect(all(thread)).toEqual(['e1.p-1 closed times-disagree p-2']);
  });

  it('[ST6] a fact that was folded changes nothing when it comes again', () => {
    const exit = crossing({ lane: 'x1', way: 'out', at: 30 }, 2);
    const thread = fold(run({ lane: 'e1', way: 'in', at: 0 }), exit);
    expect(addCrossing(card, thread, exit)).toBe(thread);
  });

  it('[ST7] what a person closed stays closed, and takes no later exit', () => {
    const thread = run({ lane: 'e1', way: 'in', at: 0 });
    const [stay] = thread.open;
    if (!stay) throw new Error('no stay');
    const closed = withStay(thread, closeByHand(stay, { request: 'r1', at: 50 * minute }));
    const later = fold(closed, crossing({ lane: 'x1', way: 'out', at: 60 }, 2));
    expect(all(later)).toEqual(['e1.p-1 closed -']);
    expect(later.closed[0]?.ended_at).toBe(50 * minute);
    expect(later.strays).toHaveLength(1);
  });

  it('[ST8] a picture that comes late is put to its passage, once', () => {
    const thread = run({ lane: 'e1', way: 'in', at: 0 }, { lane: 'x1', way: 'out', at: 30 });
    const pictured = withPicture(thread, { lane: 'x1', passage: 'p-2', hash: 'ab' });
    expect(pictured.closed[0]?.exit?.pictures).toEqual(['ab']);
    expect(withPicture(pictured, { lane: 'x1', passage: 'p-2', hash: 'ab' })).toBe(pictured);
    expect(withPicture(pictured, { lane: 'x1', passage: 'p-9', hash: 'ab' })).toBe(pictured);
  });

  it('[ST9] the stays of a card are the same under any interleaving of the agents', () => {
    const visit = fc.record({
      in: fc.constantFrom('e1', 'e2', 'e3'),
      out: fc.constantFrom('x1', 'x2', null),
      office: fc.boolean(),
      stay: fc.integer({ min: 1, max: 600 }),
      away: fc.integer({ min: 1, max: 3000 }),
    });
    const world = fc.tuple(fc.array(visit, { minLength: 1, maxLength: 4 }), fc.infiniteStream(fc.nat()));
    fc.assert(
      fc.property(world, ([visits, picks]) => {
        const crossings = history(visits);
        const inOrder = crossings.reduce(fold, emptyThread);
        const shuffled = interleave(crossings, picks).reduce(fold, emptyThread);
        expect(shuffled).toEqual(inOrder);
      }),
      { numRuns: 1000 },
    );
  });

  it('[ST9] and nothing is left over when each was seen to the end', () => {
    const visit = fc.record({
      in: fc.constantFrom('e1', 'e2', 'e3'),
      out: fc.constantFrom('x1', 'x2'),
      office: fc.boolean(),
      stay: fc.integer({ min: 1, max: 600 }),
      away: fc.integer({ min: 1, max: 3000 }),
    });
    fc.assert(
      fc.property(fc.array(visit, { maxLength: 4 }), fc.infiniteStream(fc.nat()), (visits, picks) => {
        const shuffled = interleave(history(visits), picks).reduce(fold, emptyThread);
        expect(shuffled.open).toEqual([]);
        expect(shuffled.strays).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });
});

interface Visit {
  readonly in: string;
  readonly out: string | null;
  readonly office: boolean;
  readonly stay: number;
  readonly away: number;
}

function history(visits: readonly Visit[]): Crossing[] {
  const steps: Step[] = [];
  let at = 0;
  for (const visit of visits) {
    steps.push({ lane: visit.in, way: 'in', at });
    if (visit.office) steps.push({ lane: 'i1', way: 'office', at: at + visit.stay / 2 });
    at += visit.stay;
    if (visit.out !== null) steps.push({ lane: visit.out, way: 'out', at });
    at += visit.away;
  }
  return steps.map((step, index) => crossing(step, index + 1));
}

/** Each agent in its own order, agents as the stream picks them. */
function interleave(crossings: readonly Crossing[], picks: Iterator<number>): Crossing[] {
  const agents = [...new Set(crossings.map((one) => one.agent))];
  const queues = agents.map((agent) => crossings.filter((one) => one.agent === agent));
  const order: Crossing[] = [];
  while (order.length < crossings.length) {
    const waiting = queues.filter((queue) => queue.length > 0);
    const next = waiting[picks.next().value % waiting.length]?.shift();
    if (next) order.push(next);
  }
  return order;
}
