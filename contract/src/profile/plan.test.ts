import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { PlanDevice } from './plan.ts';
import { busTiming, planPolls, worstCycleMs } from './plan.ts';
import type { ModbusProfile } from './schema.ts';
import { modbusProfileSchema } from './schema.ts';
import type { ModbusBus } from './timing.ts';
import { exchangeMs, lineTiming, readFrames } from './timing.ts';

function profile(name: string): ModbusProfile {
  const file = join(import.meta.dirname, `../../../config/devices/${name}.yaml`);
  return modbusProfileSchema.parse(parse(readFileSync(file, 'utf8')));
}

const tcp: ModbusBus = { kind: 'modbus-tcp', id: 'bus-1', host: '127.0.0.1', port: 502, line_baud: null };
const serial: ModbusBus = { kind: 'modbus-rtu', id: 'bus-2', path: '/dev/ttyS0', baud: 9600, parity: 'none' };

function device(id: string, unit: number, name: string): PlanDevice {
  return { id, unit, profile: profile(name) };
}

const made = (readings: object, modbus: object = {}): ModbusProfile =>
  modbusProfileSchema.parse({
    berth: 1,
    profile: 'made',
    kind: 'loop-detector',
    describes: 'a test',
    wire: 'modbus',
    modbus,
    readings,
  });

describe('planPolls', () => {
  it('asks a whole concentrator in one read', () => {
    const plan = planPolls(tcp, [device('us-1', 4, 'bay-sensor-concentrator-32')]);
    expect(plan.reads).toHaveLength(1);
    expect(plan.reads[0]).toMatchObject({ unit: 4, table: 'holding', first: 0, count: 36, poll: 'slow' });
    expect(plan.reads[0]?.points).toHaveLength(96);
    expect(plan.reads[0]?.points).toContainEqual({ reading: 'fault', index: 17, offset: 35, bit: 1 });
  });

  it('bridges a gap as wide as the profile says, and none wider', () => {
    const at = (address: number) => ({ type: 'u16', table: 'holding', address, poll: 'slow', max_age_ms: 5000 });
    const readings = { a: at(0), b: at(4), c: at(9) };
    const reads = planPolls(tcp, [{ id: 'd', unit: 1, profile: made(readings, { bridge_gap: 3 }) }]).reads;
    expect(reads.map(({ first, count }) => [first, count])).toEqual([
      [0, 5],
      [9, 1],
    ]);
  });

  it('splits where the device answers no more, and never within a u32', () => {
    const readings = {
      a: { type: 'u32', table: 'input', address: 0, count: 5, stride: 2, poll: 'slow', max_age_ms: 5000 },
    };
    const reads = planPolls(tcp, [{ id: 'd', unit: 1, profile: made(readings, { max_registers: 5 }) }]).reads;
    expect(reads.map(({ first, count }) => [first, count])).toEqual([
      [0, 4],
      [4, 4],
      [8, 2],
    ]);
  });

  it('lets a slow reading ride on a fast read that passes over it', () => {
    const at = (address: number, poll: string) => ({
      type: 'bool',
      table: 'discrete-input',
      address,
      poll,
      max_age_ms: 5000,
    });
    const readings = { a: at(0, 'fast'), b: at(2, 'fast'), fault_a: at(1, 'slow'), fault_b: at(40, 'slow') };
    const reads = planPolls(tcp, [{ id: 'd', unit: 1, profile: made(readings) }]).reads;
    expect(reads.map((read) => [read.poll, read.points.map((point) => point.reading).sort()])).toEqual([
      ['fast', ['a', 'b', 'fault_a']],
      ['slow', ['fault_b']],
    ]);
  });
});

describe('timing', () => {
  it('of a read of 2 registers at 9600 Bd: 8 and 9 bytes of 11 bits, two silences, the turnaround', () => {
    const expected = (17 * 11_000) / 9600 + 2 * ((3.5 * 11_000) / 9600) + 4 + 1;
    expect(exchangeMs(lineTiming(serial), readFrames(false, 2), 4)).toBeCloseTo(expected, 6);
  });

  it('of 32 sensors at 9600 Bd is about the 0.8 to 1.1 s that the field knows', () => {
    const sensors = Array.from({ length: 32 }, (_, index) => device(`us-${index}`, index + 1, 'bay-sensor-single'));
    const timing = busTiming(planPolls(serial, sensors));
    expect(timing.slow_cycle_ms).toBeGreaterThan(800);
    expect(timing.slow_cycle_ms).toBeLessThan(1100);
    expect(timing.fast_cycle_ms).toBe(0);
    expect(timing.load).toBe(1);
  });

  it('keeps a lane on TCP at 50 ms and little more', () => {
    const names = ['loop-detector-dual', 'barrier-coils', 'card-dispenser', 'input-module-16', 'bay-sensor-single'];
    const plan = planPolls(
      tcp,
      names.map((name, index) => device(name, index + 1, name)),
    );
    const worst = worstCycleMs(plan, 'loop-detector-dual', 'a') ?? 0;
    expect(worst).toBeGreaterThanOrEqual(50);
    expect(worst).toBeLessThan(60);
    expect(worstCycleMs(plan, 'bay-sensor-single', 'distance')).toBe(250);
    expect(worstCycleMs(plan, 'bay-sensor-single', 'colour')).toBeNull();
  });

  it('shows that a pair of loops among 32 devices at 9600 Bd is too slow', () => {
    const loops = Array.from({ length: 32 }, (_, index) => device(`loop-${index}`, index + 1, 'loop-detector-dual'));
    expect(busTiming(planPolls(serial, loops)).fast_cycle_ms).toBeGreaterThan(800);
  });

  it('counts what slow reads beside fast ones cost', () => {
    const mixed = [device('loop', 1, 'loop-detector-dual'), device('us-1', 2, 'bay-sensor-single')];
    const timing = busTiming(planPolls(serial, mixed));
    expect(timing.fast_cycle_ms).toBeGreaterThan(50);
    expect(timing.fast_cycle_ms).toBeLessThan(90);
  });
});
