import { beforeEach, describe, expect, it } from 'vitest';
import type { Rig } from './proof/rig.ts';
import {
  createRig,
  driveThrough,
  enter,
  factKinds,
  insertCard,
  loops,
  press,
  readyRig,
  releaseCard,
  restart,
  run,
  showCard,
} from './proof/rig.ts';
import { sampleLanes } from './proof/sample.ts';
import { memoryChanged } from './start.ts';
import { stepLane } from './step.ts';

let rig: Rig;
beforeEach(() => {
  rig = readyRig(sampleLanes.entry);
});

const last = (kind: string) => rig.facts.filter((fact) => fact.kind === kind);

describe('an agent that was killed', () => {
  it('[LN24] takes up the passage of a car that still stands at the pillar', () => {
    enter(rig, 101);
    run(rig, 1500);
    restart(rig, 1000);
    run(rig, 1000);
    driveThrough(rig);
    expect(last('passage-committed')).toEqual([
      expect.objectContaining({ passage: 'b-l1-1', credential: { kind: 'card', number: '101' } }),
    ]);
    expect(last('car-unmatched')).toEqual([]);
  });

  it('[LN24] takes up one that is under the arm', () => {
    enter(rig, 101);
    run(rig, 1500);
    loops(rig, true, true);
    restart(rig, 1000);
    run(rig, 1000);
    loops(rig, false, true);
    loops(rig, false, false);
    expect(last('passage-committed')).toHaveLength(1);
  });

  it('[LN24] commits one that had passed and is gone', () => {
    enter(rig, 101);
    run(rig, 1500);
    loops(rig, true, true);
    loops(rig, false, true);
    rig.image.closing = false;
    rig.image.safety[0] = false;
    restart(rig, 1000);
    run(rig, 1000);
    expect(last('passage-committed')).toHaveLength(1);
  });

  it('[LN24] commits one that is gone unseen, and says that it was seen in part', () => {
    enter(rig, 101);
    run(rig, 1500);
    rig.image.arming = false;
    restart(rig, 3000);
    run(rig, 5000);
    expect(last('passage-committed')).toEqual([expect.objectContaining({ passage: 'b-l1-1', in_part: true })]);
    expect(rig.stopped.has('101')).toBe(false);
  });

  it('[LN24] still voids one that is seen to go back afterwards', () => {
    enter(rig, 101);
    run(rig, 1500);
    restart(rig, 1000);
    run(rig, 1000);
    loops(rig, false, false);
    run(rig, 4000);
    expect(last('passage-voided')).toEqual([expect.objectContaining({ reason: 'backed-out' })]);
  });

  it('[LN24] raises the arm when the card at the mouth was taken meanwhile', () => {
    loops(rig, true, false);
    press(rig);
    showCard(rig, 101);
    rig.image.forward.dispenser.card_at_mouth = false;
    restart(rig, 1000);
    run(rig, 1500);
    expect(factKinds(rig)).toContain('card-taken');
    expect(rig.state.barrier.state).toBe('open');
  });

  it('[LN24] [LN8] gives no second card when it was killed while one was on its way', () => {
    loops(rig, true, false);
    press(rig);
    restart(rig, 300);
    run(rig, 200);
    press(rig);
    showCard(rig, 101);
    expect(rig.outputs.filter((output) => output.kind === 'issue-card')).toHaveLength(1);
    expect(last('card-issued')).toEqual([expect.objectContaining({ passage: 'b-l1-1', card: '101' })]);
  });

  it('[LN24] does not forget a card that was on its way into the bin', () => {
    rig = createRig(sampleLanes.exit);
    run(rig, 1000);
    loops(rig, true, false);
    insertCard(rig, 101);
    restart(rig, 500);
    run(rig, 1500);
    expect(rig.outputs.filter((output) => output.kind === 'keep-card')).toHaveLength(2);
    releaseCard(rig);
    expect(last('card-kept')).toEqual([expect.objectContaining({ card: '101', passage: 'b-l1-1' })]);
  });

  it('[LN24] tells when its memory has to be stored', () => {
    loops(rig, true, false);
    press(rig);
    const before = rig.state;
    showCard(rig, 101);
    expect(memoryChanged(before, rig.state)).toBe(true);
    const after = rig.state;
    run(rig, 1000);
    expect(memoryChanged(after, rig.state)).toBe(false);
  });
});

describe('the scan', () => {
  it('gives back the same state and nothing else while nothing changes and nothing is due', () => {
    const { lane, rules, stopped, image, now, state } = rig;
    const step = stepLane({ lane, rules, stopped }, state, { image, inputs: [], now: now + 1 });
    expect(step.state).toBe(state);
    expect([step.outputs, step.facts]).toEqual([[], []]);
  });

  it('does not change the state that it is given', () => {
    const before = structuredClone(rig.state);
    const state = rig.state;
    rig.image.arming = true;
    rig.image.fire = true;
    const { lane, rules, stopped, image, now } = rig;
    stepLane({ lane, rules, stopped }, state, { image, inputs: [], now: now + 50 });
    expect(state).toEqual(before);
  });
});
