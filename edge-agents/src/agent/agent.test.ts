import { describe, expect, it } from 'vitest';
import { type Garage, makeGarage } from './garage.fixture.ts';
import { wholeState } from './step.ts';

const kinds = (garage: Garage) =>
  garage.outputs.flatMap((output) => (output.kind === 'observe' ? [output.observation.kind] : []));

/** A car on the arming loop presses, takes its card, and drives through. */
function driveIn(garage: Garage, lane = 'entry-1'): void {
  garage.set(`${lane}-loops.a`, true);
  garage.live(200);
  garage.set(`${lane}-inputs.in[0]`, true);
  garage.live(200);
  garage.set(`${lane}-inputs.in[0]`, false);
  garage.live(400);
  garage.set(`${lane}-cards.card_at_mouth`, false);
  garage.live(1500);
}

function passThrough(garage: Garage, lane: string): void {
  garage.set(`${lane}-loops.a`, true);
  garage.live(100);
  garage.set(`${lane}-loops.b`, true);
  garage.live(300);
  garage.set(`${lane}-loops.a`, false);
  garage.live(300);
  garage.set(`${lane}-loops.b`, false);
  garage.live(3000);
}

describe('a car in', () => {
  it('gets a card for a press, the arm rises when it is taken, and the loops commit it', () => {
    const garage = makeGarage('gate');
    garage.live(2000);
    expect(garage.driven('raise')).toEqual([]);
    driveIn(garage);
    expect(garage.driven('issue')).toHaveLength(1);
    const raise = garage.driven('raise').filter(({ point }) => point.device === 'entry-1-arm');
    expect(raise).toHaveLength(1);
    expect(raise[0]?.behind_facts).toBe(true);
    expect(garage.seen('passage-committed')).toEqual([]);
    passThrough(garage, 'entry-1');
    const [committed] = garage.seen('passage-committed');
    expect(committed).toMatchObject({ lane: 'entry-1', direction: 'forward', cause: 'card-taken' });
    expect(garage.driven('lower')).toHaveLength(1);
  });

  it('tells its facts before it acts on them, and what it must remember between', () => {
    const garage = makeGarage('gate');
    garage.live(2000);
    driveIn(garage);
    const authorised = garage.outputs.findIndex(
      (output) => output.kind === 'observe' && output.observation.kind === 'passage-authorised',
    );
    const remembered = garage.outputs.findIndex(
      (output, index) => index > authorised && output.kind === 'remember' && output.key === 'lane/entry-1',
    );
    const raised = garage.outputs.findIndex((output) => output.kind === 'drive' && output.point.reading === 'raise');
    expect(authorised).toBeGreaterThan(0);
    expect(remembered).toBeGreaterThan(authorised);
    expect(raised).toBeGreaterThan(remembered);
  });

  it('is photographed', () => {
    const garage = makeGarage('gate');
    garage.live(2000);
    driveIn(garage);
    passThrough(garage, 'entry-1');
    const pictures = garage.outputs.filter(({ kind }) => kind === 'take-picture');
    expect(pictures).toMatchObject([{ camera: 'entry-1-camera', lane: 'entry-1', cause: 'entry' }]);
  });
});

describe('a car out', () => {
  function showCard(garage: Garage): void {
    garage.set('exit-1-loops.a', true);
    garage.live(200);
    garage.set('exit-1-cards.card_number', 101);
    garage.set('exit-1-cards.read_count', 1);
    garage.set('exit-1-cards.card_held', true);
    garage.live(100);
  }

  it('is asked about while the engine is there, and let out when it says so', () => {
    const garage = makeGarage('gate');
    garage.live(2000, [{ kind: 'engine', here: true }]);
    showCard(garage);
    const asks = garage.outputs.filter((output) => output.kind === 'ask');
    expect(asks).toMatchObject([{ question: { lane: 'exit-1', credential: { kind: 'card', number: '101' } } }]);
    expect(garage.driven('raise')).toEqual([]);
    garage.live(100, [{ kind: 'answer', number: 1, decision: { kind: 'let-pass' } }]);
    expect(garage.driven('raise')).toHaveLength(1);
    garage.live(1500);
    passThrough(garage, 'exit-1');
    expect(garage.seen('passage-committed')).toMatchObject([
      { lane: 'exit-1', credential: { kind: 'card', number: '101' } },
    ]);
    expect(garage.seen('card-kept')).toHaveLength(1);
  });

  it('is not asked about while the engine is away: the lane lets it out at once', () => {
    const garage = makeGarage('gate');
    garage.live(2000, [{ kind: 'engine', here: false }]);
    showCard(garage);
    expect(garage.outputs.filter(({ kind }) => kind === 'ask')).toEqual([]);
    expect(garage.driven('raise')).toHaveLength(1);
  });

  it('hears no answer that comes twice, or to no question', () => {
    const garage = makeGarage('gate');
    garage.live(2000, [{ kind: 'engine', here: true }]);
    garage.live(100, [{ kind: 'answer', number: 1, decision: { kind: 'let-pass' } }]);
    expect(garage.driven('raise')).toEqual([]);
    showCard(garage);
    const answer = { kind: 'answer', number: 1, decision: { kind: 'let-pass' } } as const;
    garage.live(100, [answer, answer]);
    garage.live(100, [answer]);
    expect(garage.driven('raise')).toHaveLength(1);
  });

  it('with a card that the engine stopped is refused alone, also after a restart', () => {
    const first = makeGarage('gate');
    first.live(2000, [{ kind: 'command', id: 's', command: { kind: 'stop-list', version: 3, cards: ['101'] } }]);
    const garage = makeGarage('gate', first, '0000000002000-00000000');
    garage.live(2000, [{ kind: 'engine', here: false }]);
    showCard(garage);
    expect(garage.driven('raise').filter(({ point }) => point.device === 'exit-1-arm')).toEqual([]);
    expect(garage.seen('refused')).toMatchObject([{ lane: 'exit-1', code: 'card-stopped' }]);
  });
});

describe('a restart', () => {
  it('in the midst of a passage takes it up again, commands nothing at first, and commits it once', () => {
    const first = makeGarage('gate');
    first.live(2000);
    driveIn(first);
    first.set('entry-1-loops.b', true);
    first.live(200);
    const second = makeGarage('gate', first, '0000000002000-00000000');
    second.live(40);
    const acts = second.outputs.filter((output) => output.kind === 'drive' && output.point.reading !== 'hold_up');
    expect(acts.filter((output) => output.kind === 'drive' && output.point.reading === 'lower')).toEqual([]);
    second.set('entry-1-loops.a', false);
    second.live(300);
    second.set('entry-1-loops.b', false);
    second.live(10_000);
    expect(first.seen('passage-committed')).toEqual([]);
    const [authorised] = first.seen('passage-authorised');
    const committed = second.seen('passage-committed');
    expect(committed).toHaveLength(1);
    expect(committed[0]).toMatchObject({ passage: authorised && 'passage' in authorised ? authorised.passage : '' });
  });
});

describe('fire', () => {
  it('holds every arm up before any other word of that scan, and is told once', () => {
    const garage = makeGarage('gate');
    garage.live(2000);
    garage.outputs.length = 0;
    garage.set('entry-1-loops.a', true);
    garage.set('gate-contacts.in[0]', true);
    garage.live(20);
    const lanes = garage.agent.lanes.length;
    const first = garage.outputs.slice(0, lanes);
    expect(first.every((output) => output.kind === 'drive')).toBe(true);
    const held = first.map((output) => (output.kind === 'drive' ? output.point.device : ''));
    expect(new Set(held).size).toBe(lanes);
    garage.live(3000);
    expect(garage.seen('fire')).toEqual([{ kind: 'fire', latched: true }]);
    garage.set('gate-contacts.in[0]', false);
    garage.live(3000);
    expect(garage.driven('lower')).toEqual([]);
    expect(wholeState(garage.agent)).toContainEqual({ kind: 'fire', latched: true });
  });

  it('ends when a person resets it: one result for the one command, and one fact', () => {
    const garage = makeGarage('gate');
    garage.live(2000);
    garage.set('gate-contacts.in[0]', true);
    garage.live(2000, []);
    const reset = { kind: 'command', command: { kind: 'reset-fire', reason: 'drill' } } as const;
    garage.live(100, [{ ...reset, id: 'r-1' }]);
    garage.set('gate-contacts.in[0]', false);
    garage.live(1000);
    garage.live(1000, [{ ...reset, id: 'r-2' }]);
    const results = garage.outputs.filter((output) => output.kind === 'command-done');
    expect(results).toHaveLength(2);
    expect(results[0]).toMatchObject({ id: 'r-1' });
    expect(results[0]?.kind === 'command-done' && results[0].refusal).not.toBe(null);
    expect(results[1]).toEqual({ kind: 'command-done', id: 'r-2', refusal: null });
    expect(garage.seen('fire')).toEqual([
      { kind: 'fire', latched: true },
      { kind: 'fire', latched: false },
    ]);
  });
});

describe('bays and borders', () => {
  it('turn their lights by themselves, without any engine', () => {
    const garage = makeGarage('b1');
    garage.live(3000);
    const place = garage.agent.bays.places[5];
    const { sensor, id } = place?.bay ?? { sensor: '', id: '' };
    garage.outputs.length = 0;
    garage.set(sensor ?? '', 0.9);
    garage.live(1000);
    expect(garage.driven('light')).toEqual([]);
    garage.live(1000);
    expect(garage.driven('light')).toMatchObject([{ point: place?.light, value: 'red' }]);
    expect(garage.seen('bay')).toEqual([{ kind: 'bay', bay: id, state: 'occupied', distance_m: 0.9 }]);
  });

  it('count a car that goes over both loops in order', () => {
    const garage = makeGarage('b1');
    garage.live(500);
    const [border] = garage.agent.borders;
    const { first = '', second = '', id = '' } = border?.border ?? {};
    for (const [point, on] of [
      [first, true],
      [second, true],
      [first, false],
      [second, false],
    ] as const) {
      garage.set(point, on);
      garage.live(100);
    }
    expect(garage.seen('border-crossed')).toEqual([{ kind: 'border-crossed', border: id, direction: 'forward' }]);
  });

  it('say nothing of bays that were not read yet, and that they are unknown when they stay silent', () => {
    const garage = makeGarage('b1');
    garage.silence();
    garage.live(1000);
    expect(wholeState(garage.agent).filter(({ kind }) => kind === 'bay')).toEqual([]);
    expect(garage.seen('fault-raised')).toEqual([]);
    garage.live(10_000);
    expect(garage.seen('fault-raised').length).toBe(garage.agent.bays.places.length);
    garage.live(2000);
    expect(kinds(garage).filter((kind) => kind === 'fault-raised').length).toBe(garage.agent.bays.places.length);
  });
});

describe('commands and faults', () => {
  it('for what is not here are refused', () => {
    const garage = makeGarage('b1');
    garage.live(100, [
      { kind: 'command', id: 'a', command: { kind: 'raise', lane: 'entry-1', reason: 'x' } },
      { kind: 'command', id: 'b', command: { kind: 'show-sign', sign: 'nowhere', face: { rows: [] } } },
    ]);
    expect(garage.outputs.filter(({ kind }) => kind === 'command-done')).toEqual([
      { kind: 'command-done', id: 'a', refusal: 'not-found' },
      { kind: 'command-done', id: 'b', refusal: 'not-found' },
    ]);
  });

  it('are told once, however often they are noticed, and stand in the whole state', () => {
    const garage = makeGarage('b1');
    const fault = { kind: 'fault', on: true, subject: 'b1-us-1', code: 'device-silent' } as const;
    garage.live(100, [fault, fault]);
    garage.live(100, [fault]);
    const raised = { kind: 'fault-raised', subject: 'b1-us-1', code: 'device-silent' };
    expect(garage.seen('fault-raised')).toEqual([raised]);
    expect(wholeState(garage.agent)).toContainEqual(raised);
    garage.live(100, [{ ...fault, on: false }]);
    garage.live(100, [{ ...fault, on: false }]);
    expect(garage.seen('fault-cleared')).toHaveLength(1);
    expect(wholeState(garage.agent)).not.toContainEqual(raised);
  });
});
