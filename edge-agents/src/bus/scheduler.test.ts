import type { PlanDevice } from '@berth/contract';
import { describe, expect, it } from 'vitest';
import { reportOf } from './measures.ts';
import { cycleOf, profile, sensors, serial, tcp, virtualLine } from './virtual-line.fixture.ts';

describe('dead slaves', () => {
  it('3 dead of 32 at 9600 Bd leave the live ones at most 1.25 of the healthy cycle, from the start and later', () => {
    const healthy = virtualLine(serial, sensors(32));
    healthy.run(60_000);
    const one = cycleOf(healthy.sent, 20, 5000);
    expect(one).toBeGreaterThan(800);

    const hurt = virtualLine(serial, sensors(32));
    for (const unit of [3, 11, 30]) hurt.dead.add(unit);
    hurt.run(60_000);
    for (const unit of [1, 2, 20, 32]) {
      expect(cycleOf(hurt.sent, unit, 0) / one).toBeLessThanOrEqual(1.25);
      expect(cycleOf(hurt.sent, unit, 10_000) / one).toBeLessThanOrEqual(1.25);
    }
    const report = reportOf('bus-2', hurt.line.measures, { reads: hurt.line.reads, dead: [] });
    expect(report.cycle_ms / one).toBeLessThanOrEqual(1.25);
    expect(report.timeouts).toBeGreaterThan(9);
    const perDead = hurt.sent.filter((each) => each.request.unit === 3 && each.at > 30_000).length;
    expect(perDead).toBeLessThanOrEqual(4);
    expect(perDead).toBeGreaterThan(0);
  });

  it('is a fault after three timeouts, and none when it is back; it is found within its longest pause', () => {
    const line = virtualLine(serial, sensors(4));
    line.dead.add(2);
    line.run(30_000);
    expect(line.events.filter((event) => event.kind.startsWith('fault'))).toMatchObject([
      { kind: 'fault-raised', device: 'us-2', code: 'device-silent' },
    ]);
    line.dead.delete(2);
    line.run(30_000 + 10_500);
    expect(line.events.filter((event) => event.kind === 'fault-cleared')).toMatchObject([
      { device: 'us-2', code: 'device-silent' },
    ]);
    const before = line.now();
    line.run(before + 5000);
    expect(cycleOf(line.sent, 2, before)).toBeCloseTo(cycleOf(line.sent, 1, before), -1);
  });

  it('one lost frame is no fault', () => {
    const line = virtualLine(serial, sensors(4));
    line.run(5000);
    line.dead.add(2);
    line.run(5200);
    line.dead.delete(2);
    line.run(10_000);
    expect(line.line.measures.errors.timeout).toBeGreaterThan(0);
    expect(line.events.filter((event) => event.kind.startsWith('fault'))).toEqual([]);
  });

  it('a fast class keeps its pace beside a dead device on TCP', () => {
    const devices: PlanDevice[] = [
      { id: 'loop-1', unit: 1, profile: profile('loop-detector-dual') },
      { id: 'loop-2', unit: 2, profile: profile('loop-detector-dual') },
      ...sensors(4).map((device) => ({ ...device, unit: device.unit + 10 })),
    ];
    const line = virtualLine(tcp, devices);
    line.dead.add(2);
    line.dead.add(13);
    line.run(60_000);
    expect(cycleOf(line.sent, 1, 2000)).toBeLessThan(52);
  });
});

describe('the fast class', () => {
  const lane = (): PlanDevice[] =>
    [
      'loop-detector-dual',
      'barrier-coils',
      'barrier-registers',
      'card-dispenser',
      'card-collector',
      'input-module-16',
    ].map((name, at) => ({ id: name, unit: at + 1, profile: profile(name) }));

  it('is read every 50 ms on TCP, beside slow reads and writes', () => {
    const line = virtualLine(tcp, [...lane(), ...sensors(20).map((each) => ({ ...each, unit: each.unit + 20 }))]);
    for (let second = 0; second < 20; second += 1) {
      line.run(second * 1000 + 500);
      for (let bay = 1; bay <= 8; bay += 1)
        line.write(`us-${bay}`, { table: 'holding', address: 0, value: second % 3 });
    }
    for (const unit of [1, 2, 3, 4, 5, 6]) {
      const at = line.sent.filter((each) => each.request.unit === unit && each.request.kind === 'read');
      const gaps = at.slice(1).map((each, index) => each.at - (at[index]?.at ?? 0));
      expect(cycleOf(at, unit, 0)).toBeCloseTo(50, 0);
      // The longest wait is behind the 8 lights, of which at most every other exchange is one.
      expect(Math.max(...gaps)).toBeLessThan(75);
    }
    expect(cycleOf(line.sent, 30, 0)).toBeLessThan(260);
    const report = reportOf('bus-1', line.line.measures, { reads: line.line.reads, dead: [] });
    expect(report.jitter_p99_ms).toBeLessThan(20);
  });

  it('never starves slow reads, however slow the line', () => {
    const line = virtualLine(serial, [...lane(), ...sensors(2).map((each) => ({ ...each, unit: each.unit + 20 }))]);
    line.run(20_000);
    const fast = cycleOf(line.sent, 1, 1000);
    expect(cycleOf(line.sent, 21, 1000)).toBeLessThan(3 * fast);
    expect(cycleOf(line.sent, 22, 1000)).toBeLessThan(3 * fast);
  });
});
