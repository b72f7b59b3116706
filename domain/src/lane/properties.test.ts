import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LaneKind } from '../site/model.ts';
import { judge, watchAtStart } from './proof/judge.ts';
import { movesOf } from './proof/moves.ts';
import { createRig, driveThrough, enter, run, scanOnce } from './proof/rig.ts';
import { sampleLanes } from './proof/sample.ts';
import { stepLane } from './step.ts';

const kinds: readonly LaneKind[] = ['entry', 'exit', 'inner', 'reversible', 'one-car-ramp'];

/** Any order of anything that can happen, with the time between, on any kind of lane. */
const life = fc.constantFrom(...kinds).chain((kind) => {
  const names = movesOf(sampleLanes[kind]).filter((move) => !move.restarts);
  const event = fc.record({ move: fc.constantFrom(...names), pause_ms: fc.constantFrom(0, 10, 50, 450, 3000, 70_000) });
  return fc.record({ kind: fc.constant(kind), events: fc.array(event, { maxLength: 120 }) });
});

describe('whatever happens', () => {
  it('[SF2] [SF3] [SF4] [SF7] [LN2] [LN8] nothing that a judge beside the lane finds unsafe is done', () => {
    fc.assert(
      fc.property(life, ({ kind, events }) => {
        const rig = createRig(sampleLanes[kind]);
        rig.arm = null;
        let watch = watchAtStart;
        const context = { lane: rig.lane, rules: rig.rules, stopped: rig.stopped };
        for (const { move, pause_ms } of events) {
          rig.now += pause_ms;
          move.change(rig.image);
          const inputs = move.inputs(rig.state);
          const { image, now } = rig;
          const step = stepLane(context, rig.state, { image, inputs, now });
          rig.state = step.state;
          const verdict = judge(watch, { image, inputs, outputs: step.outputs, facts: step.facts });
          watch = verdict.watch;
          expect(verdict.violations).toEqual([]);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('[LN1] [LN10] as many cars are told as drove in, with a card or without', () => {
    const car = fc.constantFrom('card', 'tailgates', 'backs out');
    fc.assert(
      fc.property(fc.array(car, { maxLength: 12 }), (cars) => {
        const rig = createRig(sampleLanes.entry);
        run(rig, 1000);
        let up = false;
        let driven = 0;
        for (const [index, what] of cars.entries()) {
          if (what === 'tailgates' && up) driveThrough(rig);
          else {
            run(rig, 5000);
            enter(rig, index + 1);
            run(rig, 1500);
            if (what === 'backs out') rig.image.arming = false;
            else driveThrough(rig);
            if (what === 'backs out') run(rig, 6000);
          }
          up = what !== 'backs out';
          if (what !== 'backs out') driven += 1;
        }
        const told = rig.facts.filter((fact) => fact.kind === 'passage-committed' || fact.kind === 'car-unmatched');
        expect(told).toHaveLength(driven);
      }),
      { numRuns: 100 },
    );
  });

  it('no reading, however odd, makes a lane throw', () => {
    const reading = fc.constantFrom(true, false, null);
    const number = fc.oneof(fc.constant(null), fc.integer(), fc.double());
    const images = fc.array(fc.tuple(fc.array(reading, { minLength: 12, maxLength: 12 }), number), { maxLength: 40 });
    fc.assert(
      fc.property(fc.constantFrom(...kinds), images, (kind, steps) => {
        const rig = createRig(sampleLanes[kind]);
        rig.arm = null;
        for (const [readings, value] of steps) {
          const [a = null, b = null, c = null, d = null, e = null, f = null, g = null, h = null] = readings;
          Object.assign(rig.image, { arming: a, closing: b, approach: c, fire: d, safety: [e, f] });
          Object.assign(rig.image.barrier, { up: g, down: h, arm_off: a, by_hand: b });
          Object.assign(rig.image.forward.dispenser, { card_at_mouth: c, card_number: value, jammed: d });
          Object.assign(rig.image.forward.collector, { card_held: e, card_number: value, bin_full: f });
          Object.assign(rig.image.backward.reader, { card_number: value, read_count: value });
          scanOnce(rig);
        }
      }),
      { numRuns: 200 },
    );
  });
});
