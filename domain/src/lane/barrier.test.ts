import { beforeEach, describe, expect, it } from 'vitest';
import { isPossiblyClosed, isPossiblyOpen } from './barrier.ts';
import type { Rig } from './proof/rig.ts';
import {
  alarms,
  command,
  driveThrough,
  enter,
  factKinds,
  faultsOf,
  forget,
  has,
  loops,
  press,
  readyRig,
  refusals,
  run,
  scanOnce,
  showArm,
} from './proof/rig.ts';
import { sampleLanes } from './proof/sample.ts';

let rig: Rig;
beforeEach(() => {
  rig = readyRig(sampleLanes.entry);
});

const states = () => rig.facts.flatMap((fact) => (fact.kind === 'barrier' ? [fact.state] : []));

describe('where the arm is', () => {
  it('[SF14] is told at every change', () => {
    enter(rig, 101);
    run(rig, 1500);
    driveThrough(rig);
    run(rig, 3000);
    expect(states()).toEqual(['opening', 'open', 'closing', 'closed']);
  });

  it('[SF14] is unknown when an end switch is silent, and faulty when both ends are on', () => {
    rig.arm = null;
    rig.image.barrier.up = null;
    scanOnce(rig);
    rig.image.barrier.up = true;
    scanOnce(rig);
    expect(states()).toEqual(['unknown', 'faulty']);
  });

  it('[SF14] opening, closing, faulty and unknown are possibly open and possibly closed', () => {
    for (const state of ['opening', 'closing', 'faulty', 'unknown'] as const) {
      expect([isPossiblyOpen(state), isPossiblyClosed(state)]).toEqual([true, true]);
    }
    expect([isPossiblyOpen('closed'), isPossiblyClosed('open')]).toEqual([false, false]);
  });

  it('[SF14] an arm of unknown place is never sent down', () => {
    enter(rig, 101);
    run(rig, 1500);
    driveThrough(rig);
    rig.arm = null;
    rig.image.barrier.up = null;
    forget(rig);
    run(rig, 20_000);
    expect(has(rig, 'lower')).toBe(false);
  });

  it('[SF15] an arm that does not move is a fault, and is asked again while somebody is let through', () => {
    rig.arm = null;
    enter(rig, 101);
    run(rig, 5500);
    expect(faultsOf(rig)).toEqual([]);
    run(rig, 1000);
    expect(faultsOf(rig)).toEqual(['barrier-not-moving']);
    expect(rig.outputs.filter((output) => output.kind === 'raise')).toHaveLength(2);
    showArm(rig.image.barrier, 1);
    scanOnce(rig);
    expect(faultsOf(rig)).toEqual([]);
  });

  it('[SF15] an arm that stops half way is faulty', () => {
    rig.arm = null;
    enter(rig, 101);
    showArm(rig.image.barrier, 0.5);
    run(rig, 7000);
    expect(rig.state.barrier.state).toBe('faulty');
  });

  it('[SF15] also when nobody asked it to move', () => {
    rig.arm = null;
    showArm(rig.image.barrier, 0.5);
    run(rig, 7000);
    expect(rig.state.barrier.state).toBe('faulty');
    expect(faultsOf(rig)).toEqual(['barrier-not-moving']);
  });

  it('[SF16] open too long is a fault, and ends when the arm is down', () => {
    enter(rig, 101);
    run(rig, 119_000);
    expect(faultsOf(rig)).toEqual([]);
    run(rig, 3000);
    expect(faultsOf(rig)).toEqual(['barrier-open-too-long']);
    driveThrough(rig);
    run(rig, 3000);
    expect(faultsOf(rig)).toEqual([]);
  });

  it('[SF17] a torn-off arm is alarm and fault; cars count, and drivers are still served', () => {
    rig.image.barrier.arm_off = true;
    scanOnce(rig);
    expect(alarms(rig)).toEqual(['arm-torn-off']);
    expect(faultsOf(rig)).toEqual(['barrier-arm-torn-off']);
    driveThrough(rig);
    expect(rig.facts).toContainEqual(expect.objectContaining({ kind: 'car-unmatched', cause: 'arm-torn-off' }));
    loops(rig, true, false);
    press(rig);
    expect(has(rig, 'issue-card')).toBe(true);
    rig.image.barrier.arm_off = false;
    scanOnce(rig);
    expect(faultsOf(rig)).toEqual([]);
  });
});

describe('opening by hand', () => {
  it('[LN12] alarms with picture and output when the arm rises without our command', () => {
    rig.drive = 1;
    run(rig, 1000);
    expect(alarms(rig)).toEqual(['opened-by-hand']);
    expect(rig.outputs).toContainEqual(expect.objectContaining({ kind: 'take-picture', cause: 'opened-by-hand' }));
    expect(rig.outputs).toContainEqual(expect.objectContaining({ kind: 'alarm-output', on: true }));
  });

  it('[LN12] counts what passes under it, with its picture, and lowers after a whole passage only', () => {
    rig.drive = 1;
    run(rig, 30_000);
    expect(has(rig, 'lower')).toBe(false);
    driveThrough(rig);
    expect(rig.facts).toContainEqual(expect.objectContaining({ kind: 'car-unmatched', cause: 'opened-by-hand' }));
    run(rig, 3000);
    expect(rig.state.barrier.state).toBe('closed');
  });

  it('[LN12] alarms once at crank or key, and never lowers while a hand is at it', () => {
    rig.image.opened_by_hand = true;
    rig.drive = 1;
    run(rig, 2000);
    driveThrough(rig);
    run(rig, 10_000);
    expect(alarms(rig)).toEqual(['opened-by-hand']);
    expect(has(rig, 'lower')).toBe(false);
    command(rig, { kind: 'lower', reason: 'test' });
    expect(has(rig, 'lower')).toBe(false);
  });

  it('[LN12] gives no card meanwhile', () => {
    rig.drive = 1;
    run(rig, 2000);
    loops(rig, true, false);
    press(rig);
    expect(refusals(rig)).toEqual(['passage-not-closed']);
  });

  it('[LN12] an arm that rises with the fire contact, read a little later, was no hand', () => {
    rig.drive = 1;
    run(rig, 300);
    rig.image.fire = true;
    run(rig, 2000);
    expect(alarms(rig)).toEqual(['fire']);
  });

  it('[SF11] no alarm lowers an arm', () => {
    enter(rig, 101);
    run(rig, 70_000);
    rig.image.opened_by_hand = true;
    rig.image.barrier.by_hand = true;
    run(rig, 200_000);
    expect(factKinds(rig).filter((kind) => kind === 'alarm').length).toBeGreaterThan(1);
    expect(has(rig, 'lower')).toBe(false);
  });
});
