import { describe, expect, it } from 'vitest';
import { orderDrives } from './drives.ts';
import { type Drive, drive } from './exchange.ts';

function makeOrder() {
  const handed: string[] = [];
  const timers: { at: number; run: () => void }[] = [];
  const disk = { last: 0, durable: 0 };
  let elapsed = 0;
  const drives = orderDrives({
    clock: {
      now: () => ({ elapsed, instant: 0 }),
      after(milliseconds, run) {
        timers.push({ at: elapsed + milliseconds, run });
        return () => undefined;
      },
    },
    last: () => disk.last,
    durable: () => disk.durable,
    hand: ({ point }) => void handed.push(`${point.device}.${point.reading}`),
  });
  const wait = (milliseconds: number) => {
    elapsed += milliseconds;
    for (const { at, run } of timers) if (at <= elapsed) run();
  };
  const give = (device: string, reading: string, behind_facts = false) => {
    const one: Drive = { ...drive({ device, reading, index: 0 }, true), behind_facts };
    drives.take(one);
  };
  return { handed, disk, drives, wait, give };
}

describe('commands to devices', () => {
  it('that follow facts wait for the disk', () => {
    const { handed, disk, drives, give } = makeOrder();
    disk.last = 5;
    disk.durable = 3;
    give('arm-1', 'raise', true);
    expect(handed).toEqual([]);
    disk.durable = 4;
    drives.onDurable();
    expect(handed).toEqual([]);
    disk.durable = 5;
    drives.onDurable();
    expect(handed).toEqual(['arm-1.raise']);
  });

  it('wait no longer than the budget for a slow disk, and are handed over once', () => {
    const { handed, disk, drives, give, wait } = makeOrder();
    disk.last = 1;
    give('arm-1', 'raise', true);
    wait(29);
    expect(handed).toEqual([]);
    wait(1);
    expect(handed).toEqual(['arm-1.raise']);
    disk.durable = 1;
    drives.onDurable();
    expect(handed).toHaveLength(1);
  });

  it('that protect people wait for nothing', () => {
    const { handed, disk, give } = makeOrder();
    disk.last = 1;
    give('arm-1', 'raise', true);
    give('arm-1', 'hold_up');
    give('arm-1', 'raise');
    give('light-1', 'light');
    expect(handed).toEqual(['arm-1.hold_up', 'arm-1.raise', 'light-1.light']);
  });

  it('never let a lowering overtake a raise of the same arm', () => {
    const { handed, disk, drives, give } = makeOrder();
    disk.last = 1;
    give('arm-1', 'raise', true);
    give('arm-1', 'lower');
    give('arm-2', 'lower');
    disk.durable = 1;
    drives.onDurable();
    expect(handed).toEqual(['arm-2.lower', 'arm-1.raise', 'arm-1.lower']);
  });
});
