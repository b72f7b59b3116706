import { beforeEach, describe, expect, it } from 'vitest';
import type { Rig } from './proof/rig.ts';
import {
  alarms,
  command,
  createRig,
  driveThrough,
  factKinds,
  has,
  insertCard,
  loops,
  readyRig,
  refusals,
  releaseCard,
  run,
  scanOnce,
} from './proof/rig.ts';
import { sampleLanes } from './proof/sample.ts';

let rig: Rig;
beforeEach(() => {
  rig = readyRig(sampleLanes.exit);
});

describe('nobody is locked in', () => {
  it('[SF12] a car at an exit that cannot decide gets help within 60 s', () => {
    loops(rig, true, false);
    run(rig, 59_000);
    expect(alarms(rig)).toEqual([]);
    run(rig, 1000);
    expect(alarms(rig)).toEqual(['exit-blocked']);
    expect(rig.outputs).toContainEqual(expect.objectContaining({ kind: 'display', text: 'help-is-coming' }));
  });

  it('[SF12] and is let out after the limit with picture and debt marker', () => {
    rig.stopped.add('101');
    loops(rig, true, false);
    insertCard(rig, 101);
    releaseCard(rig);
    run(rig, 301_000);
    expect(alarms(rig)).toEqual(['exit-blocked', 'let-out-unpaid']);
    expect(rig.facts).toContainEqual(
      expect.objectContaining({
        kind: 'passage-authorised',
        cause: 'exit-limit',
        credential: { kind: 'card', number: '101' },
      }),
    );
    expect(rig.outputs).toContainEqual(expect.objectContaining({ kind: 'take-picture', cause: 'let-out' }));
    expect(rig.state.barrier.state).toBe('open');
    driveThrough(rig);
    expect(rig.facts).toContainEqual(expect.objectContaining({ kind: 'passage-committed', cause: 'exit-limit' }));
  });

  it('[SF12] also when the lane is closed to all', () => {
    command(rig, { kind: 'lane-mode', mode: 'closed-to-all' });
    loops(rig, true, false);
    insertCard(rig, 101);
    expect(refusals(rig)).toEqual(['lane-closed']);
    releaseCard(rig);
    run(rig, 301_000);
    expect(factKinds(rig)).toContain('passage-authorised');
  });

  it('[SF12] a dead arming loop locks nobody in: card and help button still work', () => {
    loops(rig, null, false);
    rig.image.forward.help_button = true;
    scanOnce(rig);
    expect(alarms(rig)).toEqual(['help-wanted']);
    run(rig, 301_000);
    expect(factKinds(rig)).toContain('passage-authorised');
    rig = createRig(sampleLanes.exit);
    run(rig, 1000);
    loops(rig, null, false);
    insertCard(rig, 101);
    expect(factKinds(rig)).toContain('passage-authorised');
  });

  it('[SF12] the time starts anew with the next car', () => {
    loops(rig, true, false);
    run(rig, 200_000);
    loops(rig, false, false);
    loops(rig, true, false);
    run(rig, 200_000);
    expect(factKinds(rig)).not.toContain('passage-authorised');
  });

  it('[SF12] a card put in after somebody opened is the card of that passage', () => {
    loops(rig, true, false);
    command(rig, { kind: 'raise', reason: 'help' });
    insertCard(rig, 101);
    expect(has(rig, 'keep-card')).toBe(true);
    releaseCard(rig);
    run(rig, 1500);
    driveThrough(rig);
    expect(rig.facts).toContainEqual(
      expect.objectContaining({
        kind: 'passage-committed',
        cause: 'operator',
        credential: { kind: 'card', number: '101' },
      }),
    );
  });
});
