import { describe, expect, it } from 'vitest';
import type { Sent } from './virtual-line.fixture.ts';
import { profile, sensors, serial, tcp, virtualLine } from './virtual-line.fixture.ts';

describe('writes', () => {
  const kinds = (sent: readonly Sent[]) => sent.map((each) => `${each.request.kind} ${each.request.unit}`);

  it('go to the head of the queue, acts before states', () => {
    const line = virtualLine(serial, sensors(8));
    line.run(1000);
    const from = line.sent.length;
    line.write('us-5', { table: 'holding', address: 0, value: 2 });
    line.write('us-7', { table: 'coil', address: 0, value: 1, act: true });
    line.run(line.now() + 100);
    expect(kinds(line.sent.slice(from)).slice(0, 3)).toEqual(['write 7', 'write 5', expect.stringContaining('read')]);
    expect(line.events.filter((event) => event.kind === 'written')).toMatchObject([{ ids: [2] }, { ids: [1] }]);
  });

  it('a later state replaces an earlier one that still waits; acts are all done', () => {
    const line = virtualLine(serial, sensors(2));
    line.run(1000);
    for (const value of [1, 2, 17]) line.write('us-1', { table: 'holding', address: 0, value });
    for (let times = 0; times < 2; times += 1) line.write('us-1', { table: 'coil', address: 0, value: 1, act: true });
    line.run(2000);
    const writes = line.sent.filter((each) => each.request.kind === 'write').map((each) => each.request);
    expect(writes.map((each) => each.kind === 'write' && each.values)).toEqual([[1], [1], [17]]);
  });

  it('neighbouring states of a concentrator go in one write', () => {
    const line = virtualLine(tcp, [{ id: 'us-1', unit: 1, profile: profile('bay-sensor-concentrator-32') }]);
    line.run(100);
    for (const index of [5, 3, 4, 9]) line.write('us-1', { table: 'holding', address: 64 + index, value: index });
    line.run(200);
    const writes = line.sent.filter((each) => each.request.kind === 'write').map((each) => each.request);
    expect(writes).toMatchObject([
      { first: 67, values: [3, 4, 5] },
      { first: 73, values: [9] },
    ]);
  });

  it('an act that fails is never repeated; a state is, and goes again to a device that comes back', () => {
    const line = virtualLine(serial, sensors(2));
    line.run(500);
    line.dead.add(1);
    const act = line.write('us-1', { table: 'coil', address: 0, value: 1, act: true });
    const state = line.write('us-1', { table: 'holding', address: 0, value: 2 });
    line.run(10_000);
    expect(line.sent.filter((each) => each.request.kind === 'write' && each.request.table === 'coil')).toHaveLength(1);
    expect(line.events.filter((event) => event.kind === 'write-failed')).toContainEqual(
      expect.objectContaining({ ids: [act], error: 'timeout' }),
    );
    line.dead.delete(1);
    line.run(21_000);
    expect(line.events.filter((event) => event.kind === 'written')).toContainEqual(
      expect.objectContaining({ ids: [state] }),
    );
  });

  it('a state that the device refuses is given up after three times', () => {
    const line = virtualLine(serial, sensors(2));
    line.run(500);
    line.answers.set(1, { ok: false, error: 'exception' });
    line.write('us-1', { table: 'holding', address: 0, value: 2 });
    line.run(5000);
    expect(line.sent.filter((each) => each.request.kind === 'write')).toHaveLength(3);
    expect(line.events.filter((event) => event.kind === 'write-failed')).toHaveLength(1);
    expect(line.events.filter((event) => event.kind === 'fault-raised')).toMatchObject([{ code: 'device-exception' }]);
  });

  it('a device that is only written hears of us within its watchdog, and its silence is found', () => {
    const line = virtualLine(tcp, [{ id: 'horn', unit: 9, profile: profile('alarm-output') }]);
    line.run(100);
    line.write('horn', { table: 'coil', address: 0, value: 1 });
    line.run(30_000);
    const gaps = line.sent.slice(1).map((each, index) => each.at - (line.sent[index]?.at ?? 0));
    expect(line.sent.length).toBeGreaterThan(8);
    expect(Math.max(...gaps)).toBeLessThan(5000);
    line.dead.add(9);
    line.run(60_000);
    expect(line.events.filter((event) => event.kind.startsWith('fault'))).toMatchObject([{ code: 'device-silent' }]);
    line.dead.delete(9);
    line.run(75_000);
    expect(line.events.filter((event) => event.kind.startsWith('fault'))).toHaveLength(2);
  });
});

describe('the line itself', () => {
  it('is opened again with backoff; all are silent after 2 s, and states are written anew when it is back', () => {
    const line = virtualLine(tcp, sensors(2));
    line.run(1000);
    line.write('us-1', { table: 'holding', address: 0, value: 1 });
    line.run(1500);
    line.cut(false);
    line.run(3000);
    expect(line.events.filter((event) => event.kind === 'fault-raised')).toEqual([]);
    const act = line.write('us-1', { table: 'coil', address: 0, value: 1, act: true });
    expect(line.events.at(-1)).toMatchObject({ kind: 'write-failed', ids: [act], error: 'closed' });
    line.run(10_000);
    expect(line.events.filter((event) => event.kind === 'fault-raised')).toHaveLength(2);
    line.cut(true);
    line.run(13_000);
    expect(line.events.filter((event) => event.kind === 'fault-cleared')).toHaveLength(2);
    expect(line.sent.filter((each) => each.request.kind === 'write' && each.at > 10_000)).toHaveLength(1);
  });
});

describe('failures are told apart', () => {
  it.each([
    ['crc', 'device-crc'],
    ['exception', 'device-exception'],
    ['short-frame', 'device-garbage'],
    ['garbage', 'device-garbage'],
    ['wrong-unit', 'device-wrong-unit'],
  ] as const)('%s is counted and raises %s', (error, code) => {
    const line = virtualLine(serial, sensors(3));
    line.answers.set(2, { ok: false, error });
    line.run(10_000);
    expect(line.line.measures.errors[error]).toBeGreaterThan(3);
    expect(line.events.filter((event) => event.kind === 'fault-raised')).toMatchObject([{ device: 'us-2', code }]);
    line.answers.delete(2);
    line.run(12_000);
    expect(line.events.filter((event) => event.kind === 'fault-cleared')).toMatchObject([{ device: 'us-2', code }]);
  });
});
