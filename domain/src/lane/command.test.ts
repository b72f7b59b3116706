import { beforeEach, describe, expect, it } from 'vitest';
import type { Rig } from './proof/rig.ts';
import {
  alarms,
  command,
  createRig,
  driveThrough,
  enter,
  factKinds,
  forget,
  has,
  insertCard,
  loops,
  press,
  readyRig,
  refusals,
  run,
  scanOnce,
} from './proof/rig.ts';
import { sampleLanes } from './proof/sample.ts';
import type { LaneOutput } from './types.ts';

let rig: Rig;
beforeEach(() => {
  rig = readyRig(sampleLanes.entry);
});

const results = (from: readonly LaneOutput[]) =>
  from.flatMap((output) => (output.kind === 'command-result' ? [output.refusal] : []));

describe('an operator', () => {
  it('[LN27] opens for the car that waits, with the operator as cause', () => {
    loops(rig, true, false);
    command(rig, { kind: 'raise', reason: 'card lost' });
    expect(rig.facts).toContainEqual(expect.objectContaining({ kind: 'passage-authorised', cause: 'operator' }));
    run(rig, 1500);
    driveThrough(rig);
    expect(rig.facts).toContainEqual(expect.objectContaining({ kind: 'passage-committed', cause: 'operator' }));
  });

  it('[LN27] who opens for nobody gets an alarm after 60 s, and no visit', () => {
    command(rig, { kind: 'raise', reason: 'test' });
    run(rig, 65_000);
    expect(alarms(rig)).toEqual(['opened-without-car']);
    expect(rig.facts).toContainEqual(expect.objectContaining({ kind: 'passage-voided', reason: 'no-passage' }));
    expect(rig.state.barrier.state).toBe('closed');
  });

  it('[LN27] does not open while a card is being handed out', () => {
    loops(rig, true, false);
    press(rig);
    command(rig, { kind: 'raise', reason: 'test' });
    expect(results(rig.outputs)).toEqual(['lane-busy']);
  });
});

describe('keep-open', () => {
  const keepOpen = (for_s?: number) =>
    command(rig, { kind: 'keep-open', on: true, reason: 'concert', ...(for_s === undefined ? {} : { for_s }) });

  it('[LN13] has a start, an end and a reason', () => {
    keepOpen(600);
    run(rig, 500_000);
    expect(rig.state.barrier.state).toBe('open');
    run(rig, 105_000);
    expect(rig.state.barrier.state).toBe('closed');
    expect(rig.facts.filter((fact) => fact.kind === 'keep-open')).toEqual([
      { kind: 'keep-open', lane: 'l1', on: true, reason: 'concert' },
      { kind: 'keep-open', lane: 'l1', on: false, reason: 'concert' },
    ]);
  });

  it('[LN13] is refused without a reason', () => {
    command(rig, { kind: 'keep-open', on: true, reason: ' ' });
    expect(results(rig.outputs)).toEqual(['reason-missing']);
    expect(has(rig, 'raise')).toBe(false);
  });

  it('[LN13] counts entering cars as unmatched, and raises no loud alarm for them', () => {
    keepOpen();
    run(rig, 1500);
    driveThrough(rig);
    driveThrough(rig);
    expect(rig.facts.filter((fact) => fact.kind === 'car-unmatched' && fact.cause === 'keep-open')).toHaveLength(2);
    expect(has(rig, 'alarm-output')).toBe(false);
    expect(has(rig, 'lower')).toBe(false);
  });

  it('[LN13] gives no cards and takes none', () => {
    keepOpen();
    run(rig, 1500);
    loops(rig, true, false);
    press(rig);
    expect(has(rig, 'issue-card')).toBe(false);
    rig = createRig(sampleLanes.exit);
    run(rig, 1000);
    keepOpen();
    run(rig, 1500);
    loops(rig, true, false);
    insertCard(rig, 101);
    expect(has(rig, 'give-back')).toBe(true);
    expect(factKinds(rig)).not.toContain('passage-authorised');
  });

  it('[LN13] ends by command, and the arm comes down when safe', () => {
    keepOpen();
    run(rig, 1500);
    rig.image.safety[1] = true;
    command(rig, { kind: 'keep-open', on: false, reason: 'over' });
    run(rig, 5000);
    expect(has(rig, 'lower')).toBe(false);
    rig.image.safety[1] = false;
    run(rig, 3000);
    expect(rig.state.barrier.state).toBe('closed');
  });
});

describe('lane modes', () => {
  const tryEntry = (mode: 'open' | 'full' | 'closed' | 'closed-to-all') => {
    command(rig, { kind: 'lane-mode', mode });
    loops(rig, true, false);
    press(rig);
    return has(rig, 'issue-card') ? 'served' : refusals(rig).at(-1);
  };
  const tryExit = (mode: 'open' | 'full' | 'closed' | 'closed-to-all') => {
    rig = createRig(sampleLanes.exit);
    run(rig, 1000);
    command(rig, { kind: 'lane-mode', mode });
    loops(rig, true, false);
    insertCard(rig, 101);
    return has(rig, 'keep-card') ? 'served' : refusals(rig).at(-1);
  };

  it('[LN14] open serves, full and closed refuse who enters', () => {
    expect(tryEntry('full')).toBe('lane-full');
    expect(tryEntry('closed')).toBe('lane-closed');
    expect(tryEntry('closed-to-all')).toBe('lane-closed');
    expect(tryEntry('open')).toBe('served');
  });

  it('[LN14] only closed to all refuses who leaves', () => {
    expect(tryExit('open')).toBe('served');
    expect(tryExit('full')).toBe('served');
    expect(tryExit('closed')).toBe('served');
    expect(tryExit('closed-to-all')).toBe('lane-closed');
  });

  it('[LN14] a change is told once, and shown to drivers', () => {
    command(rig, { kind: 'lane-mode', mode: 'full' });
    command(rig, { kind: 'lane-mode', mode: 'full' });
    expect(rig.facts).toEqual([{ kind: 'lane-mode', lane: 'l1', mode: 'full', cause: 'command' }]);
    expect(rig.outputs).toContainEqual(expect.objectContaining({ kind: 'display', text: 'full' }));
  });
});

describe('alarms', () => {
  const openByHand = () => {
    rig.drive = 1;
    run(rig, 1000);
  };

  it('[AL1] drive the site output for 15 s', () => {
    openByHand();
    run(rig, 13_000);
    const on = rig.outputs.filter((output) => output.kind === 'alarm-output');
    expect(on).toEqual([{ kind: 'alarm-output', point: 'siren.alarm', on: true, for_ms: 15_000 }]);
    run(rig, 3000);
    expect(rig.outputs.filter((output) => output.kind === 'alarm-output').at(-1)).toMatchObject({ on: false });
  });

  it('[AL2] or until a person acknowledges them', () => {
    openByHand();
    command(rig, { kind: 'acknowledge-alarm' });
    expect(rig.outputs.filter((output) => output.kind === 'alarm-output').at(-1)).toMatchObject({ on: false });
    forget(rig);
    run(rig, 20_000);
    expect(has(rig, 'alarm-output')).toBe(false);
  });

  it('[AL3] of a driver who needs help do not sound the siren', () => {
    rig.image.forward.help_button = true;
    scanOnce(rig);
    expect(alarms(rig)).toEqual(['help-wanted']);
    expect(has(rig, 'alarm-output')).toBe(false);
  });

  it('[AL4] faults are raised once and cleared once', () => {
    rig.image.forward.dispenser.low = true;
    run(rig, 3000);
    rig.image.forward.dispenser.low = false;
    run(rig, 3000);
    expect(rig.facts).toEqual([
      { kind: 'fault-raised', subject: 'dispenser', code: 'dispenser-low' },
      { kind: 'fault-cleared', subject: 'dispenser', code: 'dispenser-low' },
    ]);
  });

  it('[AL5] no alarm is raised by a day of ordinary passages', () => {
    for (let car = 1; car <= 50; car += 1) {
      enter(rig, car);
      run(rig, 1500);
      driveThrough(rig);
      run(rig, 4000);
    }
    expect(alarms(rig)).toEqual([]);
    expect(factKinds(rig).filter((kind) => kind === 'passage-committed')).toHaveLength(50);
  });
});
