import { beforeEach, describe, expect, it } from 'vitest';
import type { LaneDirection } from '../kernel/index.ts';
import type { Rig } from './proof/rig.ts';
import {
  command,
  createRig,
  driveThrough,
  enter,
  factKinds,
  has,
  loops,
  press,
  readyRig,
  refusals,
  run,
  scanOnce,
} from './proof/rig.ts';
import { sampleLanes } from './proof/sample.ts';

let rig: Rig;
const light = (end: LaneDirection) => rig.state.ends[end].light;
const turn = (direction: LaneDirection) => {
  command(rig, { kind: 'lane-direction', direction });
  const result = rig.outputs.findLast((output) => output.kind === 'command-result');
  return result?.kind === 'command-result' ? result.refusal : 'no result';
};
const insertBehind = (card: number) => {
  rig.image.backward.collector.card_number = card;
  rig.image.backward.collector.card_held = true;
  scanOnce(rig);
};

describe('a reversible lane', () => {
  beforeEach(() => {
    rig = readyRig(sampleLanes.reversible);
  });

  it('[LN21] serves one direction at a time, with a green light at its end only', () => {
    expect([light('forward'), light('backward')]).toEqual(['green', 'red']);
    loops(rig, false, true);
    insertBehind(101);
    expect(refusals(rig)).toEqual(['wrong-direction']);
    rig.image.backward.collector.card_held = false;
    loops(rig, false, false);
    expect(turn('backward')).toBe(null);
    expect([light('forward'), light('backward')]).toEqual(['red', 'green']);
    loops(rig, true, false);
    press(rig);
    expect(refusals(rig).at(-1)).toBe('wrong-direction');
  });

  it('[LN21] is passed backward over the same loops the other way', () => {
    turn('backward');
    loops(rig, false, true);
    insertBehind(101);
    run(rig, 1500);
    loops(rig, true, true);
    loops(rig, true, false);
    expect(has(rig, 'lower')).toBe(false);
    loops(rig, false, false);
    expect(rig.facts).toContainEqual(
      expect.objectContaining({ kind: 'passage-committed', direction: 'backward', cause: 'card-accepted' }),
    );
    run(rig, 3000);
    expect(rig.state.barrier.state).toBe('closed');
  });

  it('[LN21] turns only when it is empty, and known to be', () => {
    loops(rig, true, false);
    expect(turn('backward')).toBe('lane-busy');
    loops(rig, null, false);
    expect(turn('backward')).toBe('lane-busy');
    loops(rig, false, false);
    enter(rig, 101);
    run(rig, 1500);
    driveThrough(rig);
    expect(turn('backward')).toBe('lane-busy');
    run(rig, 3000);
    expect(turn('backward')).toBe(null);
  });

  it('[LN21] a lane of one direction is never turned', () => {
    rig = createRig(sampleLanes.entry);
    run(rig, 1000);
    expect(turn('backward')).toBe('wrong-direction');
  });
});

describe('a one-car ramp', () => {
  beforeEach(() => {
    rig = readyRig(sampleLanes['one-car-ramp']);
  });
  const topEnd = (occupied: boolean) => {
    rig.image.leaving = occupied;
    run(rig, 200);
  };

  it('[LN22] is red at both ends until a car comes, then green for it alone', () => {
    expect([light('forward'), light('backward')]).toEqual(['red', 'red']);
    loops(rig, true, false);
    expect([light('forward'), light('backward')]).toEqual(['green', 'red']);
    expect(rig.facts).toContainEqual(expect.objectContaining({ kind: 'passage-authorised', cause: 'ramp-turn' }));
  });

  it('[LN22] lets nobody in at the other end until the car has left at the far end', () => {
    driveThroughSlowly();
    topEnd(true);
    expect(factKinds(rig)).not.toContain('lane-direction');
    run(rig, 4000);
    expect(light('backward')).toBe('red');
    topEnd(false);
    run(rig, 4000);
    topEnd(true);
    expect(light('backward')).toBe('green');
  });

  const driveThroughSlowly = () => {
    loops(rig, true, false);
    run(rig, 1500);
    driveThrough(rig);
    run(rig, 3000);
  };

  it('[LN22] gives a car at the far end its turn, keeps it while it is out of sight, and ends at the arm', () => {
    topEnd(true);
    expect([light('forward'), light('backward')]).toEqual(['red', 'green']);
    topEnd(false);
    run(rig, 20_000);
    loops(rig, false, true);
    loops(rig, true, true);
    loops(rig, true, false);
    loops(rig, false, false);
    expect(rig.facts).toContainEqual(
      expect.objectContaining({ kind: 'passage-committed', cause: 'ramp-turn', direction: 'backward' }),
    );
    expect(factKinds(rig)).not.toContain('passage-voided');
    run(rig, 4000);
    loops(rig, true, false);
    expect(light('forward')).toBe('green');
  });

  it('[LN22] does not turn on a car that is still on it', () => {
    topEnd(true);
    topEnd(false);
    loops(rig, true, false);
    run(rig, 120_000);
    expect(light('forward')).toBe('red');
  });
});
