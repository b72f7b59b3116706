import { describe, expect, it } from 'vitest';
import { cardState } from '../card-stock/index.ts';
import type { Observation } from '../kernel/index.ts';
import { boot, cardOf, goes, inventory, makeSite, openStays } from './harness.fixture.ts';
import type { SiteInput } from './index.ts';
import { reportOccupancy, showLane, showZones } from './index.ts';

const atExit = (card: string): Extract<SiteInput, { kind: 'question' }> => ({
  ...{ kind: 'question', agent: 'gw-x1', boot, number: 1, lane: 'x1', direction: 'forward' },
  credential: cardOf(card),
});

describe('site', () => {
  it('[SC1] a car in, across a border, through the inner lane and out: counts, stay and card agree', () => {
    const site = makeSite();
    site.ask(inventory);
    expect(site.occupied()).toEqual([1, 0, 0]);
    site.see('gw-e1', { kind: 'card-issued', lane: 'e1', passage: 'p1', card: '1001' }, goes('e1', 'p1', '1001'));
    site.see('gw-bays', { kind: 'border-crossed', border: 'a-b', direction: 'forward' });
    expect(site.occupied()).toEqual([1, 1, 0]);
    site.see('gw-i1', goes('i1', 'p7', '1001'));
    expect(site.occupied()).toEqual([1, 0, 1]);
    expect(openStays(site.state)).toEqual(['inventory.r1.1005', 'e1.p1']);
    site.see('gw-i1', { ...goes('i1', 'p8', '1001'), direction: 'backward' } as Observation);
    site.kinds();
    site.see('gw-x2', { kind: 'card-kept', lane: 'x2', passage: 'p3', card: '1001' }, goes('x2', 'p3', '1001'));
    expect(site.kinds()).toEqual(['agent-booted', 'card-moved', 'passage-committed', 'car-moved', 'stay-closed']);
    expect(site.occupied()).toEqual([1, 0, 0]);
    expect(openStays(site.state)).toEqual(['inventory.r1.1005']);
    const closed = site.state.threads.get('card:1001')?.closed[0];
    expect(closed?.segments.map((segment) => segment.area)).toEqual(['public', 'office', 'public']);
  });

  it('[ST10] a car without a credential is unmatched coming in, and leaves a stay unseen going out', () => {
    const site = makeSite();
    site.ask(inventory);
    const tailgater = (lane: string, passage: string): Observation => ({
      kind: 'car-unmatched',
      lane,
      direction: 'forward',
      passage,
      cause: 'tailgating',
    });
    site.see(
      'gw-e1',
      { kind: 'picture', lane: 'e1', passage: 'p2', cause: 'tailgating', hash: 'aa' },
      tailgater('e1', 'p2'),
    );
    site.see('gw-x1', tailgater('x1', 'p9'), {
      kind: 'picture',
      lane: 'x1',
      passage: 'p9',
      cause: 'tailgating',
      hash: 'bb',
    });
    expect(site.occupied()).toEqual([1, 0, 0]);
    expect([...site.state.unmatched.values()]).toMatchObject([{ id: 'e1.p2', pictures: ['aa'] }]);
    expect([...site.state.left_unseen.values()]).toMatchObject([{ id: 'x1.p9', pictures: ['bb'] }]);
    expect(site.state.pictures.size).toBe(0);
    site.ask({ kind: 'close-stay', stay: 'inventory.r1.1005', departure: 'x1.p9' });
    site.ask({ kind: 'settle-car', car: 'e1.p2' });
    expect([site.state.unmatched.size, site.state.left_unseen.size, site.state.stays.size]).toEqual([0, 0, 0]);
  });

  it('[ST4] an exit whose stay never came is settled by a person', () => {
    const site = makeSite();
    site.see('gw-x1', goes('x1', 'p1', '1001'));
    const late = { kind: 'picture', lane: 'x1', passage: 'p1', cause: 'exit', hash: 'cc' } as const;
    site.see('gw-x1', late);
    expect(site.state.threads.get('card:1001')?.strays).toMatchObject([{ passage: 'p1', pictures: ['cc'] }]);
    expect(site.ask({ kind: 'settle-car', car: 'x1.p1' })).toMatchObject([{ refusal: null }]);
    expect(site.state.threads.get('card:1001')?.strays).toEqual([]);
    expect(site.ask({ kind: 'settle-car', car: 'x1.p1' })).toMatchObject([{ refusal: 'not-found' }]);
  });

  it('[ST11] one car counts once, also when its passage is told twice under new numbers', () => {
    const site = makeSite();
    site.ask(inventory);
    site.see('gw-e1', goes('e1', 'p1', '1001'), goes('e1', 'p1', '1001'));
    expect(site.occupied()).toEqual([2, 0, 0]);
  });

  it('[CS6] who backs out of an entry has its card stopped at every lane; issued anew it works', () => {
    const site = makeSite();
    site.ask(inventory);
    site.see('gw-e1', { kind: 'card-issued', lane: 'e1', passage: 'p1', card: '1001' });
    const void1: Observation = {
      kind: 'passage-voided',
      lane: 'e1',
      direction: 'forward',
      passage: 'p1',
      reason: 'backed-out',
      credential: cardOf('1001'),
    };
    const effects = site.see('gw-e1', void1);
    const lists = effects.filter((effect) => effect.kind === 'command' && effect.command.kind === 'stop-list');
    expect(lists).toHaveLength(5);
    expect(lists[0]).toMatchObject({ command: { cards: ['1001'] } });
    const question = atExit('1001');
    expect(site.take(question)).toMatchObject([{ decision: { kind: 'refuse', code: 'card-stopped' } }]);
    site.see('gw-e1', { kind: 'card-issued', lane: 'e1', passage: 'p2', card: '1001' });
    expect(site.state.stop_list.cards.size).toBe(0);
    const card = site.state.cards.get('1001');
    expect(card && cardState(card)).toBe('out');
  });

  it('[OC11] a lane is FULL while its area is, and a stale count neither opens nor closes it', () => {
    const site = makeSite();
    site.ask({
      ...inventory,
      zones: [
        { zone: 'a', cars: 4 },
        { zone: 'b', cars: 3 },
        { zone: 'c', cars: 0 },
      ],
    });
    expect(site.tick()).toEqual([]);
    site.see('gw-e1', goes('e2', 'p1', '1001'));
    expect(site.tick()).toMatchObject([
      { kind: 'command', agent: 'gw-e1', command: { kind: 'lane-mode', lane: 'e1', mode: 'full' } },
      { kind: 'command', agent: 'gw-e2', command: { kind: 'lane-mode', lane: 'e2', mode: 'full' } },
    ]);
    expect(showZones(site.context, site.state, reportOccupancy(site.context, site.state, site.live)).get('b')).toEqual({
      kind: 'full',
    });
    for (const passage of ['q1', 'q2']) site.see('gw-x1', goes('x1', passage, null));
    expect(site.tick()).toEqual([]);
    site.see('gw-x1', goes('x1', 'q3', null));
    expect(site.tick(new Map()).filter((effect) => effect.kind === 'command')).toEqual([]);
    expect(site.tick()).toHaveLength(2);
    expect(site.state.lanes.get('e1')?.asked_mode).toBe('open');
  });

  it('[OC12] a count out of range is a fault that names what moved it last, and is cleared by a correction', () => {
    const site = makeSite();
    site.ask(inventory);
    site.see(
      'gw-bays',
      ...[1, 2].map((): Observation => ({ kind: 'border-crossed', border: 'a-b', direction: 'forward' })),
    );
    site.tick();
    expect([...site.state.faults.values()]).toMatchObject([
      { subject: 'a', code: 'count-out-of-range', detail: 'a-b: -1' },
    ]);
    expect(site.ask({ kind: 'correct-count', zone: 'a', occupied: 0 })).toMatchObject([{ refusal: null }]);
    site.tick();
    expect(site.state.faults.size).toBe(0);
    expect(site.occupied()).toEqual([0, 2, 0]);
  });

  it('[OC13] before anybody said how many cars there are, and while an agent at its edge is silent, a zone is unknown', () => {
    const site = makeSite();
    expect(site.occupied()).toEqual([null, null, null]);
    site.ask(inventory);
    site.live.set('gw-i1', 20_000);
    expect(site.occupied()).toEqual([1, null, null]);
    site.live.set('gw-i1', 10);
    site.see('gw-bays', { kind: 'fault-raised', subject: 'loop-ab', code: 'loop-stuck' });
    expect(site.occupied()).toEqual([null, null, 0]);
  });

  it('[SG3] fire closes what entering drivers read, until a person resets it at every agent', () => {
    const site = makeSite();
    site.ask(inventory);
    site.see(
      'gw-e1',
      { kind: 'lane-mode', lane: 'e1', mode: 'open', cause: 'command' },
      { kind: 'fire', latched: true },
    );
    const shown = () => showZones(site.context, site.state, reportOccupancy(site.context, site.state, site.live));
    expect(shown().get('a')).toEqual({ kind: 'closed' });
    expect(showLane(site.context, site.state, 'e1')).toBe('fire');
    const [command] = site.ask({ kind: 'reset-fire' });
    expect(command).toMatchObject({ kind: 'command', agent: 'gw-e1', command: { kind: 'reset-fire' } });
    site.see('gw-e1', { kind: 'fire', latched: false });
    expect(shown().get('a')).toEqual({ kind: 'free', free: 3 });
  });

  it('[SC9] a request needs a reason, is done once, and waits for the agent where the agent acts', () => {
    const site = makeSite();
    expect(site.ask({ kind: 'raise', lane: 'e1' }, '  ')).toEqual([
      { kind: 'result', request: 'r1', refusal: 'reason-missing' },
    ]);
    expect(site.ask({ kind: 'raise', lane: 'nowhere' })).toMatchObject([{ refusal: 'not-found' }]);
    const [command] = site.ask({ kind: 'raise', lane: 'e1' });
    expect(command).toMatchObject({ kind: 'command', id: 'r3', request: 'r3', agent: 'gw-e1' });
    const raise = { kind: 'raise', lane: 'e1' } as const;
    expect(site.take({ kind: 'request', id: 'r3', actor: 'wang', reason: 'test', command: raise })).toEqual([]);
    const result: SiteInput = { kind: 'command-result', agent: 'gw-e1', id: 'r3', refusal: 'safety-occupied' };
    expect(site.take(result)).toEqual([{ kind: 'result', request: 'r3', refusal: 'safety-occupied' }]);
    expect(site.take(result)).toEqual([]);
    const correction = { kind: 'correct-count', zone: 'a', occupied: 2 } as const;
    site.take({ kind: 'request', id: 'same', actor: 'wang', reason: 'seen', command: correction });
    const again = site.take({
      kind: 'request',
      id: 'same',
      actor: 'wang',
      reason: 'seen',
      command: { ...correction, occupied: 3 },
    });
    expect(again).toEqual([{ kind: 'result', request: 'same', refusal: null }]);
    expect(site.state.zones.get('a')?.kept).toBe(2);
  });

  it('[SC11] at an exit a card that is not inside is refused only while no fact can still be on its way', () => {
    const site = makeSite();
    site.ask(inventory);
    const question = atExit('1003');
    expect(site.take(question)).toMatchObject([{ decision: { kind: 'let-pass' } }]);
    for (const lane of ['e1', 'e2', 'x1', 'x2', 'i1']) {
      site.take({ kind: 'heartbeat', agent: `gw-${lane}`, boot, at: 1_700_000_000_000 });
    }
    expect(site.take(question)).toMatchObject([{ decision: { kind: 'refuse', code: 'card-not-inside' } }]);
    expect(site.take({ ...question, credential: cardOf('1005') })).toMatchObject([{ decision: { kind: 'let-pass' } }]);
    expect(site.take({ ...question, credential: cardOf('77') })).toMatchObject([
      { decision: { code: 'card-unknown' } },
    ]);
  });
});
