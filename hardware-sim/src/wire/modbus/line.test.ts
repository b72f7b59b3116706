import { describe, expect, it } from 'vitest';
import { virtualClock } from '../virtual-clock.fixture.ts';
import { emptyBank, tableOf } from './bank.ts';
import { type BusUnit, modbusBus, noCounts } from './bus.ts';
import { widestLimits } from './pdu.ts';

const question = (quantity: number) => Uint8Array.of(3, 0, 0, 0, quantity);

function units(numbers: readonly number[]): Map<number, BusUnit> {
  const unit = (number: number): BusUnit => ({
    device: `d-${number}`,
    slave: {
      bank: { ...emptyBank, holding: tableOf(0, 64) },
      limits: widestLimits,
      refresh: () => undefined,
      write: () => null,
    },
    turnaround_ms: 4,
    seen: noCounts(),
    heard: () => undefined,
  });
  return new Map(numbers.map((number) => [number, unit(number)]));
}

const character_ms = (11 * 1000) / 9600;

describe('a line of 9600 Bd', () => {
  it('takes the time of the bytes of question and answer, and the turnaround', () => {
    const clock = virtualClock();
    const bus = modbusBus({ units: units([1]), baud: 9600, clock, isDead: () => false });
    let at = -1;
    bus.ask(1, question(1), () => {
      at = clock.now();
    });
    clock.pass(1000);
    // 8 bytes asked, 7 answered.
    expect(at).toBeCloseTo(15 * character_ms + 4, 6);
  });

  it('carries one exchange at a time, in order, with 3.5 characters of silence between', () => {
    const clock = virtualClock();
    const bus = modbusBus({ units: units([1, 2]), baud: 9600, clock, isDead: () => false });
    const done: [number, number][] = [];
    for (const unit of [1, 2, 1]) bus.ask(unit, question(32), (answer) => done.push([answer.unit, clock.now()]));
    clock.pass(1000);
    // 8 bytes asked, 3 + 2 + 64 answered.
    const exchange = (8 + 69) * character_ms + 4;
    expect(done.map(([unit]) => unit)).toEqual([1, 2, 1]);
    for (const [index, [, at]] of done.entries())
      expect(at).toBeCloseTo(exchange * (index + 1) + 3.5 * character_ms * index, 6);
  });

  it('polls 32 devices with their own addresses in the 0.8 s that the field knows', () => {
    const clock = virtualClock();
    const numbers = Array.from({ length: 32 }, (_, index) => index + 1);
    const bus = modbusBus({ units: units(numbers), baud: 9600, clock, isDead: () => false });
    let last = 0;
    const askFrom = (index: number) => {
      const unit = numbers[index];
      if (unit === undefined) return;
      bus.ask(unit, question(2), () => {
        last = clock.now();
        askFrom(index + 1);
      });
    };
    askFrom(0);
    clock.pass(5000);
    expect(last).toBeGreaterThan(750);
    expect(last).toBeLessThan(900);
  });

  it('is busy with a question to a dead device only while that is sent', () => {
    const clock = virtualClock();
    const bus = modbusBus({ units: units([1, 2]), baud: 9600, clock, isDead: (device) => device === 'd-1' });
    const done: number[] = [];
    bus.ask(1, question(1), () => done.push(1));
    bus.ask(2, question(1), () => done.push(2));
    clock.pass((8 + 3.5 + 15) * character_ms + 4.001);
    expect(done).toEqual([2]);
  });

  it('refuses more than it can hold, and goes on after', () => {
    const clock = virtualClock();
    const bus = modbusBus({ units: units([1]), baud: 9600, clock, isDead: () => false });
    let answered = 0;
    const taken = Array.from({ length: 100 }, () => bus.ask(1, question(1), () => (answered += 1)));
    expect(taken.filter((one) => !one).length).toBeGreaterThan(0);
    clock.pass(10_000);
    expect(answered).toBe(taken.filter((one) => one).length);
  });
});

it('without a line the answer comes at once', () => {
  const clock = virtualClock();
  const bus = modbusBus({ units: units([1]), baud: null, clock, isDead: () => false });
  let answers = 0;
  bus.ask(1, question(1), () => (answers += 1));
  bus.ask(7, question(1), () => (answers += 1));
  expect(answers).toBe(1);
});
