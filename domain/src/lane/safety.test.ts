import { describe, expect, it } from 'vitest';
import type { Rig } from './proof/rig.ts';
import {
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
  restart,
  run,
  scanOnce,
  showArm,
} from './proof/rig.ts';
import { sampleLanes } from './proof/sample.ts';
import type { Reading } from './types.ts';

/** A car went in; the arm is up and about to be lowered. */
function aboutToLower(): Rig {
  const rig = readyRig(sampleLanes.entry);
  enter(rig, 101);
  run(rig, 1500);
  loops(rig, true, true);
  loops(rig, false, true);
  rig.image.closing = false;
  rig.image.safety[0] = false;
  scanOnce(rig);
  forget(rig);
  return rig;
}

const blockers: readonly [string, (rig: Rig, value: Reading) => void][] = [
  [
    'safety loop',
    (rig, value) => {
      rig.image.safety[0] = value;
    },
  ],
  [
    'safety beam',
    (rig, value) => {
      rig.image.safety[1] = value;
    },
  ],
  [
    'safety of the barrier',
    (rig, value) => {
      rig.image.barrier.safety = value;
    },
  ],
  [
    'closing loop',
    (rig, value) => {
      rig.image.closing = value;
    },
  ],
];

describe('lowering', () => {
  for (const [name, set] of blockers) {
    for (const value of [true, null]) {
      it(`[SF2] never happens while the ${name} is ${value === null ? 'silent' : 'occupied'}`, () => {
        const rig = aboutToLower();
        set(rig, value);
        run(rig, 300_000);
        expect(has(rig, 'lower')).toBe(false);
        expect(rig.state.barrier.state).toBe('open');
      });

      it(`[SF3] is turned round at once when the ${name} becomes ${value === null ? 'silent' : 'occupied'}`, () => {
        const rig = aboutToLower();
        run(rig, 800);
        expect(has(rig, 'lower')).toBe(true);
        expect(rig.state.barrier.state).toBe('closing');
        forget(rig);
        set(rig, value);
        scanOnce(rig);
        expect(rig.outputs).toContainEqual({ kind: 'raise' });
        run(rig, 2000);
        expect(rig.state.barrier.state).toBe('open');
      });
    }
  }

  it('[SF2] waits until all has been clear for half a second', () => {
    const rig = aboutToLower();
    run(rig, 300);
    rig.image.safety[1] = true;
    scanOnce(rig);
    rig.image.safety[1] = false;
    run(rig, 450);
    expect(has(rig, 'lower')).toBe(false);
    run(rig, 150);
    expect(has(rig, 'lower')).toBe(true);
  });

  it('[SF2] is refused to an operator too', () => {
    const rig = aboutToLower();
    rig.image.safety[1] = null;
    command(rig, { kind: 'lower', reason: 'test' });
    expect(rig.outputs).toContainEqual({ kind: 'command-result', id: 'c', refusal: 'safety-occupied' });
    expect(has(rig, 'lower')).toBe(false);
  });

  it('[SF18] never happens while the fire contact is silent', () => {
    const rig = aboutToLower();
    rig.image.fire = null;
    run(rig, 10_000);
    expect(has(rig, 'lower')).toBe(false);
    expect(faultsOf(rig)).toContain('safety-input-silent');
  });

  it('[SF13] is asked by one pulse, and again only when the arm should long have come', () => {
    const rig = aboutToLower();
    rig.arm = null;
    showArm(rig.image.barrier, 1);
    run(rig, 5500);
    expect(rig.outputs.filter((output) => output.kind === 'lower')).toHaveLength(1);
    run(rig, 2000);
    expect(rig.outputs.filter((output) => output.kind === 'lower')).toHaveLength(2);
  });
});

describe('after a restart', () => {
  it('[SF4] of the agent a raised arm stays up, whatever the safety inputs say', () => {
    const rig = aboutToLower();
    restart(rig, 1000);
    run(rig, 600_000);
    expect(has(rig, 'lower')).toBe(false);
  });

  it('[SF5] it comes down after a whole passage was seen', () => {
    const rig = aboutToLower();
    restart(rig, 1000);
    run(rig, 5000);
    enter(rig, 102);
    run(rig, 1500);
    driveThrough(rig);
    run(rig, 3000);
    expect(rig.state.barrier.state).toBe('closed');
  });

  it('[SF5] not after half a passage', () => {
    const rig = aboutToLower();
    rig.image.closing = true;
    rig.image.safety[0] = true;
    restart(rig, 1000);
    run(rig, 1000);
    loops(rig, false, false);
    run(rig, 60_000);
    expect(has(rig, 'lower')).toBe(false);
  });

  it('[SF5] nor after one whose beginning was seen before the restart', () => {
    const rig = readyRig(sampleLanes.entry);
    enter(rig, 101);
    run(rig, 1500);
    loops(rig, true, true);
    loops(rig, false, true);
    restart(rig, 500);
    run(rig, 500);
    loops(rig, false, false);
    expect(factKinds(rig)).toContain('passage-committed');
    run(rig, 60_000);
    expect(has(rig, 'lower')).toBe(false);
  });

  it('[SF5] or by an operator who sees the lane, if safety is clear', () => {
    const rig = aboutToLower();
    restart(rig, 1000);
    rig.image.safety[1] = true;
    run(rig, 1000);
    command(rig, { kind: 'lower', reason: 'seen empty' });
    expect(has(rig, 'lower')).toBe(false);
    rig.image.safety[1] = false;
    command(rig, { kind: 'lower', reason: 'seen empty' });
    expect(has(rig, 'lower')).toBe(true);
  });

  for (const [name, set] of [
    [
      'a safety detector',
      (rig: Rig, value: Reading) => {
        rig.image.safety[1] = value;
      },
    ],
    [
      'a loop detector',
      (rig: Rig, value: Reading) => {
        rig.image.closing = value;
      },
    ],
    [
      'the barrier',
      (rig: Rig, value: Reading) => {
        rig.image.barrier.arm_off = value;
      },
    ],
  ] as const) {
    it(`[SF6] of ${name} (silent for a second or more) a raised arm stays up`, () => {
      const rig = aboutToLower();
      set(rig, null);
      run(rig, 1500);
      set(rig, false);
      run(rig, 60_000);
      expect(has(rig, 'lower')).toBe(false);
    });
  }

  it('[SF6] a lost message is no restart', () => {
    const rig = aboutToLower();
    rig.image.safety[1] = null;
    run(rig, 400);
    rig.image.safety[1] = false;
    run(rig, 2000);
    expect(has(rig, 'lower')).toBe(true);
  });

  it('[SF6] of the power a raised arm stays up', () => {
    const rig = aboutToLower();
    rig.image.mains_lost = true;
    scanOnce(rig);
    expect(faultsOf(rig)).toContain('mains-lost');
    rig.image.mains_lost = false;
    run(rig, 60_000);
    expect(has(rig, 'lower')).toBe(false);
    expect(faultsOf(rig)).not.toContain('mains-lost');
  });

  it('[SF4] the next driver still gets a card under the raised arm, when the lane is clear', () => {
    const rig = aboutToLower();
    restart(rig, 1000);
    run(rig, 1000);
    loops(rig, true, false);
    press(rig);
    expect(has(rig, 'issue-card')).toBe(true);
  });
});

describe('power', () => {
  it('[SF10] an arm that rises because the power went is no hand opening, and what passes counts', () => {
    const rig = readyRig(sampleLanes.entry);
    rig.arm = null;
    rig.image.barrier.mains_lost = true;
    scanOnce(rig);
    showArm(rig.image.barrier, 1);
    run(rig, 2000);
    driveThrough(rig);
    expect(factKinds(rig)).not.toContain('alarm');
    expect(rig.facts).toContainEqual(expect.objectContaining({ kind: 'car-unmatched', cause: 'power-lost' }));
  });

  it('[SF10] battery low is a fault of its own', () => {
    const rig = readyRig(sampleLanes.entry);
    rig.image.battery_low = true;
    scanOnce(rig);
    expect(faultsOf(rig)).toEqual(['battery-low']);
  });
});
