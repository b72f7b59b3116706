import { beforeEach, describe, expect, it } from 'vitest';
import type { Rig } from './proof/rig.ts';
import {
  alarms,
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
} from './proof/rig.ts';
import { sampleLanes } from './proof/sample.ts';

let rig: Rig;
beforeEach(() => {
  rig = readyRig(sampleLanes.entry);
});

const passageFacts = () => factKinds(rig).filter((kind) => kind.startsWith('passage') || kind === 'car-unmatched');

describe('the sequence', () => {
  it('[LN1] goes from arming loop over credential, arm and both loops to committed, and lowers then', () => {
    enter(rig, 101);
    run(rig, 1500);
    expect(rig.state.barrier.state).toBe('open');
    loops(rig, true, true);
    loops(rig, false, true);
    expect(has(rig, 'lower')).toBe(false);
    loops(rig, false, false);
    expect(passageFacts()).toEqual(['passage-authorised', 'passage-passed', 'passage-committed']);
    run(rig, 3000);
    expect(rig.state.barrier.state).toBe('closed');
    expect(alarms(rig)).toEqual([]);
  });

  it('[LN2] tells authorised, passed and committed apart, of one passage, each when it is so', () => {
    enter(rig, 101);
    expect(passageFacts()).toEqual(['passage-authorised']);
    run(rig, 1500);
    loops(rig, true, true);
    expect(passageFacts()).toEqual(['passage-authorised']);
    loops(rig, false, true);
    expect(passageFacts()).toEqual(['passage-authorised', 'passage-passed']);
    loops(rig, false, false);
    const ids = rig.facts.flatMap((fact) =>
      fact.kind.startsWith('passage-') && 'passage' in fact ? [fact.passage] : [],
    );
    expect(new Set(ids).size).toBe(1);
    expect(rig.facts.find((fact) => fact.kind === 'passage-committed')).toMatchObject({
      cause: 'card-taken',
      direction: 'forward',
      credential: { kind: 'card', number: '101' },
    });
  });

  it('[LN25] does not count a car that only noses under the arm and stays before it', () => {
    enter(rig, 101);
    run(rig, 1500);
    loops(rig, true, true);
    loops(rig, true, false);
    run(rig, 5000);
    expect(passageFacts()).toEqual(['passage-authorised']);
    expect(rig.state.barrier.state).toBe('open');
  });

  it('[LN25] counts a motorcycle that is on neither loop for a moment', () => {
    enter(rig, 101);
    run(rig, 1500);
    loops(rig, false, false);
    run(rig, 1000);
    expect(has(rig, 'lower')).toBe(false);
    loops(rig, false, true);
    loops(rig, false, false);
    expect(passageFacts()).toEqual(['passage-authorised', 'passage-passed', 'passage-committed']);
  });

  it('[LN26] counts by the loop beyond the arm while the arming loop is silent', () => {
    enter(rig, 101);
    run(rig, 1500);
    loops(rig, null, false);
    run(rig, 500);
    loops(rig, null, true);
    loops(rig, null, false);
    expect(passageFacts()).toEqual(['passage-authorised', 'passage-passed', 'passage-committed']);
  });
});

describe('one car, one card', () => {
  it('[LN8] gives the next card only after the car before went in', () => {
    enter(rig, 101);
    run(rig, 1500);
    forget(rig);
    press(rig);
    expect(has(rig, 'issue-card')).toBe(false);
    expect(refusals(rig)).toEqual(['passage-not-closed']);
    driveThrough(rig);
    run(rig, 3000);
    loops(rig, true, false);
    press(rig);
    expect(has(rig, 'issue-card')).toBe(true);
  });

  it('[LN8] gives the next card after the car before went back', () => {
    enter(rig, 101);
    run(rig, 1500);
    loops(rig, false, false);
    run(rig, 6000);
    forget(rig);
    loops(rig, true, false);
    press(rig);
    expect(has(rig, 'issue-card')).toBe(true);
  });

  it('[LN7] alarms when a card was taken and nobody drives for 60 s, and keeps the arm up', () => {
    enter(rig, 101);
    run(rig, 59_000);
    expect(alarms(rig)).toEqual([]);
    run(rig, 1500);
    expect(alarms(rig)).toEqual(['card-taken-no-passage']);
    run(rig, 60_000);
    expect(alarms(rig)).toEqual(['card-taken-no-passage']);
    expect(has(rig, 'lower')).toBe(false);
    driveThrough(rig);
    expect(factKinds(rig)).toContain('passage-committed');
  });

  it('[LN9] voids the entry of a car that backs out and stops its card at once', () => {
    enter(rig, 101);
    run(rig, 1500);
    forget(rig);
    loops(rig, false, false);
    run(rig, 3500);
    expect(rig.facts).toContainEqual(expect.objectContaining({ kind: 'passage-voided', reason: 'backed-out' }));
    expect(rig.outputs).toContainEqual({ kind: 'stop-card', card: '101' });
    expect(alarms(rig)).toEqual(['backed-out']);
    run(rig, 3000);
    expect(rig.state.barrier.state).toBe('closed');
  });

  it('[LN9] also of one that had passed the arming loop and came back under the arm', () => {
    enter(rig, 101);
    run(rig, 1500);
    loops(rig, true, true);
    loops(rig, false, true);
    loops(rig, true, true);
    loops(rig, true, false);
    loops(rig, false, false);
    run(rig, 4000);
    expect(factKinds(rig)).not.toContain('passage-committed');
    expect(rig.facts).toContainEqual(expect.objectContaining({ kind: 'passage-voided', reason: 'backed-out' }));
  });
});

describe('cars without a right', () => {
  it('[LN10] tells a tailgater with alarm, picture and output, and counts it unmatched', () => {
    enter(rig, 101);
    run(rig, 1500);
    rig.image.approach = true;
    driveThrough(rig);
    forget(rig);
    loops(rig, true, false);
    loops(rig, true, true);
    loops(rig, false, true);
    expect(alarms(rig)).toEqual(['tailgating']);
    expect(rig.outputs).toContainEqual(expect.objectContaining({ kind: 'take-picture', cause: 'tailgating' }));
    expect(rig.outputs).toContainEqual(expect.objectContaining({ kind: 'alarm-output', on: true }));
    expect(factKinds(rig)).not.toContain('car-unmatched');
    loops(rig, false, false);
    expect(rig.facts).toContainEqual(expect.objectContaining({ kind: 'car-unmatched', cause: 'tailgating' }));
  });

  it('[LN10] counts both of two cars nose to tail that leave no gap on the closing loop', () => {
    enter(rig, 101);
    run(rig, 1500);
    loops(rig, true, true);
    loops(rig, false, true);
    loops(rig, true, true);
    loops(rig, false, true);
    loops(rig, false, false);
    expect(passageFacts()).toEqual([
      'passage-authorised',
      'passage-passed',
      'passage-passed',
      'passage-committed',
      'car-unmatched',
    ]);
  });

  it('[LN10] does not count one behind who only touched the arming loop and went back', () => {
    enter(rig, 101);
    run(rig, 1500);
    loops(rig, true, true);
    loops(rig, false, true);
    rig.image.approach = true;
    loops(rig, true, true);
    loops(rig, false, true);
    loops(rig, false, false);
    expect(passageFacts()).toEqual(['passage-authorised', 'passage-passed', 'passage-committed']);
  });

  it('[LN9] does not take one who waited close behind, between the loops, for the car coming back', () => {
    loops(rig, true, false);
    rig.image.approach = true;
    run(rig, 1000);
    rig.image.approach = false;
    enter(rig, 101);
    run(rig, 1500);
    loops(rig, true, true);
    loops(rig, false, true);
    loops(rig, true, true);
    loops(rig, true, false);
    expect(passageFacts()).toEqual(['passage-authorised', 'passage-passed', 'passage-committed']);
  });

  it('[LN11] alarms for a car against the lane, and counts it backward', () => {
    enter(rig, 101);
    run(rig, 1500);
    rig.image.forward.dispenser.card_at_mouth = false;
    driveThrough(rig);
    forget(rig);
    loops(rig, false, true);
    loops(rig, true, true);
    loops(rig, true, false);
    loops(rig, false, false);
    expect(alarms(rig)).toEqual(['wrong-way']);
    expect(rig.facts).toContainEqual(
      expect.objectContaining({ kind: 'car-unmatched', cause: 'wrong-way', direction: 'backward' }),
    );
  });

  it('[LN11] takes no car on each side of a closed arm for a passage', () => {
    loops(rig, false, true);
    loops(rig, true, true);
    loops(rig, true, false);
    loops(rig, false, false);
    expect(rig.facts).toEqual([]);
  });
});

describe('pictures', () => {
  it('[LN23] takes one with an entry, at the pillar', () => {
    enter(rig, 101);
    expect(rig.outputs).toContainEqual({ kind: 'take-picture', camera: 'cam', passage: 'b-l1-1', cause: 'entry' });
  });
});
