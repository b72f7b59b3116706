import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BorderMemory } from './index.ts';
import { makeBorder, stepBorder } from './index.ts';

type Look = 'none' | 'A' | 'both' | 'B' | '?A' | '?';

const pairs = {
  none: { a: false, b: false },
  A: { a: true, b: false },
  both: { a: true, b: true },
  B: { a: false, b: true },
  '?A': { a: null, b: false },
  '?': { a: null, b: null },
} as const satisfies Record<Look, unknown>;

/** Each look lasts 500 ms, or the milliseconds behind its colon. */
function watch(looks: string, start: BorderMemory = makeBorder(false)) {
  let memory = start;
  let now = 0;
  const said: string[] = [];
  for (const part of looks.split(' ')) {
    const [look, ms] = part.split(':');
    const step = stepBorder(memory, pairs[look as Look], now);
    now += Number(ms ?? 500);
    if (!step) continue;
    memory = step.memory;
    for (const event of step.events) {
      said.push(
        event.kind === 'crossed' ? event.direction : `${event.kind === 'fault-raised' ? '+' : '-'}${event.code}`,
      );
    }
  }
  return said;
}

describe('border', () => {
  it('[BO1] counts A, both, B, none forward and B, both, A, none backward', () => {
    expect(watch('none A both B none')).toEqual(['forward']);
    expect(watch('none B both A none')).toEqual(['backward']);
    expect(watch('none A both B none B both A none A both B none')).toEqual(['forward', 'backward', 'forward']);
  });

  it('[BO2] counts nothing when a car goes back', () => {
    expect(watch('none A none')).toEqual([]);
    expect(watch('none A both A none')).toEqual([]);
    expect(watch('none A both B both A none')).toEqual([]);
    expect(watch('none B both B none')).toEqual([]);
  });

  it('[BO3] a car may stop anywhere on the pair', () => {
    expect(watch('none A:90000 A both:90000 both B:90000 B none')).toEqual(['forward']);
  });

  it('[BO4] a car that goes to and fro counts once, where it ends', () => {
    expect(watch('none A both A both B both B none')).toEqual(['forward']);
    expect(watch('none A both:800 B:300 both:900 A both B none')).toEqual(['forward']);
  });

  it('[BO5] nose to tail, both cars count: the second holds A while the first clears its last metre', () => {
    expect(watch('none A:300 both:1300 B:200 both:250 A:200 both:1300 B:300 none')).toEqual(['forward', 'forward']);
    expect(watch('none B:300 both:1300 A:200 both:250 B:200 both:1300 A:300 none')).toEqual(['backward', 'backward']);
    expect(watch('none A:300 both:1300 B both:250 A both:1300 B both:250 A:200 both:1300 B none')).toEqual([
      'forward',
      'forward',
      'forward',
    ]);
  });

  it('[BO6] both occupied at the start: nothing counts until both are free', () => {
    expect(watch('both B none')).toEqual([]);
    expect(watch('both B both A none A both B none')).toEqual(['forward']);
  });

  it('[BO6] one occupied at the start: the car may still cross in whole order', () => {
    expect(watch('A both B none')).toEqual(['forward']);
    expect(watch('A none')).toEqual([]);
  });

  it('[BO7] a loop that is not known loses the order until both are free', () => {
    expect(watch('none A ?A both B none')).toEqual([]);
    expect(watch('none A ? A both B none A both B none')).toEqual(['forward']);
    expect(watch('none ?A none A both B none')).toEqual(['forward']);
  });

  it('[BO8] two edges in one look are disorder: nothing counts, a fault stands until the next whole crossing', () => {
    expect(watch('none both B none')).toEqual(['+loop-pair-disorder']);
    expect(watch('none A B none')).toEqual(['+loop-pair-disorder']);
    expect(watch('none A B none A both B none')).toEqual(['+loop-pair-disorder', 'forward', '-loop-pair-disorder']);
  });

  it('[BO9] a latched pair that leapt onto both tells the direction by the order of release', () => {
    expect(watch('none both B none', makeBorder(true))).toEqual(['forward']);
    expect(watch('none both A none', makeBorder(true))).toEqual(['backward']);
    expect(watch('none both none', makeBorder(true))).toEqual(['+loop-pair-disorder']);
  });

  it('[BO10] a loop that is held while its neighbour is left three times is stuck, until it is left', () => {
    expect(watch('none A both A both A both A none')).toEqual(['+loop-stuck', '-loop-stuck']);
  });

  it('[BO11] the sum of what is counted is where the cars went, for cars one at a time however they move', () => {
    // A car walks on the circle of looks, step by step, and leaves at either end.
    const walk = fc.array(fc.constantFrom(1, -1), { maxLength: 40 });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), walk), { maxLength: 6 }), (cars) => {
        const circle: Look[] = ['none', 'A', 'both', 'B', 'none'];
        const looks: Look[] = ['none'];
        let truth = 0;
        for (const [fromFront, moves] of cars) {
          let place = fromFront ? 0 : 4;
          const enter = fromFront ? 1 : -1;
          for (const move of [enter, ...moves]) {
            place += move;
            looks.push(circle[place] ?? 'none');
            if (place === 0 || place === 4) break;
          }
          const out = place >= 2 ? 4 : 0;
          for (; place !== out; place += Math.sign(out - place))
            looks.push(circle[place + Math.sign(out - place)] ?? 'none');
          truth += (out === 4 ? 1 : 0) - (fromFront ? 0 : 1);
        }
        const said = watch(looks.join(' '));
        const counted =
          said.filter((one) => one === 'forward').length - said.filter((one) => one === 'backward').length;
        expect(counted).toBe(truth);
      }),
    );
  });
});
