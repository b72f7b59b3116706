import { describe, expect, it } from 'vitest';
import type { Rig } from './proof/rig.ts';
import {
  alarms,
  command,
  driveThrough,
  factKinds,
  forget,
  has,
  loops,
  press,
  readyRig,
  refusals,
  restart,
  run,
  scanOnce,
  showCard,
  takeCard,
} from './proof/rig.ts';
import { sampleLanes } from './proof/sample.ts';

function burn(rig: Rig): void {
  rig.image.fire = true;
  scanOnce(rig);
}

describe('fire', () => {
  for (const kind of ['entry', 'exit'] as const) {
    it(`[SF7] holds the arm of an ${kind} up before anything else in that scan, and keeps it up`, () => {
      const rig = readyRig(sampleLanes[kind]);
      rig.image.arming = true;
      burn(rig);
      expect(rig.outputs.slice(0, 3).map((output) => output.kind)).toEqual(['alarm-output', 'hold-up', 'raise']);
      expect(rig.facts[0]).toEqual({ kind: 'fire', latched: true });
      run(rig, 600_000);
      expect(rig.state.barrier.state).toBe('open');
      expect(has(rig, 'lower')).toBe(false);
    });
  }

  it('[SF7] turns a falling arm round', () => {
    const rig = readyRig(sampleLanes.entry);
    command(rig, { kind: 'raise', reason: 'test' });
    run(rig, 59_000);
    while (rig.state.barrier.state === 'open') scanOnce(rig);
    expect(rig.state.barrier.state).toBe('closing');
    burn(rig);
    expect(has(rig, 'raise')).toBe(true);
    run(rig, 2000);
    expect(rig.state.barrier.state).toBe('open');
  });

  it('[SF7] gives no cards and draws back the one at the mouth', () => {
    const rig = readyRig(sampleLanes.entry);
    loops(rig, true, false);
    press(rig);
    showCard(rig, 101);
    burn(rig);
    expect(has(rig, 'draw-back')).toBe(true);
    takeCard(rig);
    forget(rig);
    press(rig);
    expect(has(rig, 'issue-card')).toBe(false);
    expect(refusals(rig)).toEqual(['lane-fire']);
  });

  it('[SF7] shows closed to entering drivers, and drive on to leaving ones', () => {
    for (const [kind, text] of [
      ['entry', 'fire-no-entry'],
      ['exit', 'fire-leave'],
    ] as const) {
      const rig = readyRig(sampleLanes[kind]);
      burn(rig);
      expect(rig.outputs).toContainEqual(expect.objectContaining({ kind: 'display', text }));
      expect(rig.facts).toContainEqual(expect.objectContaining({ kind: 'lane-mode', mode: 'closed', cause: 'fire' }));
    }
  });

  it('[SF8] latches until a person resets it, after the contact is known to be open', () => {
    const rig = readyRig(sampleLanes.exit);
    burn(rig);
    command(rig, { kind: 'reset-fire', reason: 'out' });
    rig.image.fire = null;
    command(rig, { kind: 'reset-fire', reason: 'out' });
    expect(rig.outputs.filter((output) => output.kind === 'command-result')).toEqual([
      { kind: 'command-result', id: 'c', refusal: 'lane-fire' },
      { kind: 'command-result', id: 'c', refusal: 'lane-fire' },
    ]);
    rig.image.fire = false;
    run(rig, 60_000);
    expect(rig.state.fire).toBe(true);
    command(rig, { kind: 'reset-fire', reason: 'out' });
    expect(rig.state.fire).toBe(false);
    expect(rig.outputs).toContainEqual({ kind: 'hold-up', on: false });
    run(rig, 60_000);
    expect(has(rig, 'lower')).toBe(false);
    driveThrough(rig);
    run(rig, 3000);
    expect(rig.state.barrier.state).toBe('closed');
  });

  it('[SF8] is still latched after a restart of the agent', () => {
    const rig = readyRig(sampleLanes.entry);
    burn(rig);
    rig.image.fire = false;
    run(rig, 2000);
    restart(rig, 2000);
    forget(rig);
    run(rig, 1000);
    expect(rig.outputs).toContainEqual({ kind: 'hold-up', on: true });
    expect(rig.state.fire).toBe(true);
  });

  it('[SF9] records who leaves then with the cause fire, without alarm', () => {
    const rig = readyRig(sampleLanes.exit);
    burn(rig);
    run(rig, 2000);
    forget(rig);
    driveThrough(rig);
    expect(rig.facts).toContainEqual(expect.objectContaining({ kind: 'car-unmatched', cause: 'fire' }));
    expect(alarms(rig)).toEqual([]);
  });

  it('[SF9] also who leaves over an entry, against the lane', () => {
    const rig = readyRig(sampleLanes.entry);
    burn(rig);
    run(rig, 2000);
    loops(rig, false, true);
    loops(rig, true, true);
    loops(rig, true, false);
    loops(rig, false, false);
    expect(rig.facts).toContainEqual(
      expect.objectContaining({ kind: 'car-unmatched', cause: 'fire', direction: 'backward' }),
    );
  });

  it('[SF7] sends the level again every second, for a module that came back', () => {
    const rig = readyRig(sampleLanes.entry);
    burn(rig);
    forget(rig);
    run(rig, 3100);
    expect(rig.outputs.filter((output) => output.kind === 'hold-up').length).toBe(3);
    expect(factKinds(rig).filter((kind) => kind === 'fire')).toEqual([]);
  });
});
