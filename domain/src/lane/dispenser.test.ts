import { beforeEach, describe, expect, it } from 'vitest';
import type { Rig } from './proof/rig.ts';
import {
  createRig,
  driveThrough,
  enter,
  factKinds,
  forget,
  has,
  loops,
  press,
  readyRig,
  refusals,
  run,
  scanOnce,
  showCard,
  takeCard,
} from './proof/rig.ts';
import { sampleLanes } from './proof/sample.ts';

let rig: Rig;
beforeEach(() => {
  rig = readyRig(sampleLanes.entry);
});

describe('the card dispenser', () => {
  it('[LN3] gives no card without a car on the arming loop', () => {
    press(rig);
    loops(rig, null, false);
    press(rig);
    expect(has(rig, 'issue-card')).toBe(false);
    expect(refusals(rig)).toEqual(['no-car-on-loop', 'no-car-on-loop']);
  });

  it('[LN4] gives no card while the arm is up from the car before, unless convoys are allowed', () => {
    for (const convoys of [false, true]) {
      const lane = createRig(sampleLanes.entry, { rules: { convoys } });
      run(lane, 1000);
      enter(lane, 101);
      run(lane, 1500);
      driveThrough(lane);
      lane.arm = null;
      loops(lane, true, false);
      forget(lane);
      press(lane);
      expect(has(lane, 'issue-card')).toBe(convoys);
      expect(refusals(lane)).toEqual(convoys ? [] : ['passage-not-closed']);
    }
  });

  it('[LN5] raises the arm when the card was taken, not when the button was pressed', () => {
    loops(rig, true, false);
    press(rig);
    run(rig, 2000);
    showCard(rig, 101);
    run(rig, 5000);
    expect(has(rig, 'raise')).toBe(false);
    takeCard(rig);
    expect(has(rig, 'raise')).toBe(true);
    expect(factKinds(rig)).toEqual(['card-issued', 'card-taken', 'passage-authorised']);
  });

  it('[LN6] draws back and voids a card that is not taken in 20 s', () => {
    loops(rig, true, false);
    press(rig);
    showCard(rig, 101);
    run(rig, 19_500);
    expect(has(rig, 'draw-back')).toBe(false);
    run(rig, 1000);
    expect(has(rig, 'draw-back')).toBe(true);
    expect(factKinds(rig)).toEqual(['card-issued', 'alarm', 'passage-voided', 'card-drawn-back']);
    expect(rig.stopped.has('101')).toBe(true);
    takeCard(rig);
    expect(has(rig, 'raise')).toBe(false);
  });

  it('[LN6] draws the card back at once when the car leaves it behind', () => {
    loops(rig, true, false);
    press(rig);
    showCard(rig, 101);
    loops(rig, false, false);
    expect(factKinds(rig)).toEqual(['card-issued', 'passage-voided', 'card-drawn-back']);
  });

  it('[LN6] pulls a card back that comes late, after the lane gave it up, and stops it', () => {
    loops(rig, true, false);
    press(rig);
    run(rig, 6000);
    forget(rig);
    showCard(rig, 102);
    expect(has(rig, 'draw-back')).toBe(true);
    expect(rig.stopped.has('102')).toBe(true);
  });

  it('[LN15] refuses a car that broke the height beam, and serves the next', () => {
    rig.image.forward.height_beam = true;
    scanOnce(rig);
    rig.image.forward.height_beam = false;
    loops(rig, true, false);
    run(rig, 60_000);
    press(rig);
    expect(refusals(rig)).toEqual(['height-exceeded']);
    loops(rig, false, false);
    loops(rig, true, false);
    press(rig);
    expect(has(rig, 'issue-card')).toBe(true);
  });

  it('[LN15] gives no card while the height beam is silent', () => {
    rig.image.forward.height_beam = null;
    loops(rig, true, false);
    press(rig);
    expect(refusals(rig)).toEqual(['module-absent']);
  });

  it('[LN16] tells low, empty and jammed apart, and sends drivers to another lane', () => {
    const seen: [string, string[]][] = [];
    loops(rig, true, false);
    for (const what of ['low', 'empty', 'jammed'] as const) {
      forget(rig);
      rig.image.forward.dispenser[what] = true;
      press(rig);
      seen.push([
        what,
        [...rig.facts.filter((fact) => fact.kind === 'fault-raised').map((fact) => fact.code), ...refusals(rig)],
      ]);
      if (what !== 'low') expect(rig.outputs).toContainEqual(expect.objectContaining({ text: 'use-other-lane' }));
      rig.image.forward.dispenser[what] = false;
      rig.image.forward.dispenser.card_at_mouth = what === 'low';
      scanOnce(rig);
      rig.image.forward.dispenser.card_at_mouth = false;
      loops(rig, false, false);
      run(rig, 7000);
      loops(rig, true, false);
    }
    expect(seen).toEqual([
      ['low', ['dispenser-low']],
      ['empty', ['dispenser-empty', 'dispenser-empty']],
      ['jammed', ['dispenser-jammed', 'dispenser-jammed']],
    ]);
    expect(rig.facts).toContainEqual({ kind: 'fault-cleared', subject: 'dispenser', code: 'dispenser-jammed' });
  });
});
