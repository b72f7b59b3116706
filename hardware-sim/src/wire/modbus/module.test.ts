import { deviceProfileSchema, type ModbusProfile } from '@berth/contract';
import { describe, expect, it } from 'vitest';
import type { PointValue } from '../points.ts';
import { virtualClock } from '../virtual-clock.fixture.ts';
import { type ModbusModule, modbusModule } from './module.ts';
import { answerPdu } from './pdu.ts';
import { registerMap } from './register-map.ts';

const head = { berth: 1, profile: 'x', describes: 'an example', wire: 'modbus' } as const;

function profileOf(fields: object): ModbusProfile {
  const profile = deviceProfileSchema.parse({ ...head, ...fields });
  if (profile.wire !== 'modbus') throw new Error('not modbus');
  return profile;
}

function fitted(profile: ModbusProfile, sensed: Record<string, PointValue[]> = {}) {
  const clock = virtualClock();
  const acts: [at: number, ...what: unknown[]][] = [];
  const points = {
    sense: (reading: string, index: number) => sensed[reading]?.[index] ?? null,
    act: (...what: unknown[]) => void acts.push([clock.now(), ...what]),
  };
  const slave = modbusModule({ profile, map: registerMap(profile), points, clock });
  const atPowerUp = acts.splice(0);
  return { clock, acts, slave, sensed, atPowerUp };
}

const ask = (slave: ModbusModule, ...bytes: number[]) => Array.from(answerPdu(slave, Uint8Array.from(bytes)));

const registerBarrier = profileOf({
  kind: 'barrier',
  modbus: { watchdog_s: 5 },
  readings: {
    up: { type: 'bool', table: 'holding', address: 16, true_when: [3], invalid: [0], poll: 'fast', max_age_ms: 500 },
    down: { type: 'bool', table: 'holding', address: 16, true_when: [1], invalid: [0], poll: 'fast', max_age_ms: 500 },
    safety: { type: 'bool', table: 'holding', address: 17, bit: 0, inverted: true, poll: 'fast', max_age_ms: 500 },
    mains_lost: { type: 'bool', table: 'holding', address: 17, bit: 8, poll: 'fast', max_age_ms: 500 },
  },
  commands: {
    raise: { type: 'pulse', table: 'holding', address: 32, value: 1, pulse_ms: 500 },
    lower: { type: 'pulse', table: 'holding', address: 32, value: 2, pulse_ms: 500 },
    hold_up: { type: 'bool', table: 'holding', address: 33, value: 0x5aa5 },
  },
});

describe('a barrier of registers', () => {
  it('shows its position in one register, and neither end while it moves', () => {
    const { slave, sensed } = fitted(registerBarrier);
    const look = (up: boolean, down: boolean) => {
      sensed.up = [up];
      sensed.down = [down];
      return ask(slave, 3, 0, 16, 0, 1)[3];
    };
    expect(look(true, false)).toBe(3);
    expect(look(false, true)).toBe(1);
    expect(look(false, false)).toBe(2);
    expect(look(true, false)).toBe(3);
  });

  it('a safety input that is wired normally closed is 0 while occupied, beside other bits', () => {
    const { slave, sensed } = fitted(registerBarrier);
    sensed.safety = [true];
    sensed.mains_lost = [true];
    expect(ask(slave, 3, 0, 17, 0, 1).slice(2)).toEqual([1, 0]);
    sensed.safety = [false];
    sensed.mains_lost = [false];
    expect(ask(slave, 3, 0, 17, 0, 1).slice(2)).toEqual([0, 1]);
  });

  it('ends a pulse by itself, and reads back zero then', () => {
    const { slave, clock, acts } = fitted(registerBarrier);
    expect(ask(slave, 6, 0, 32, 0, 1)).toEqual([6, 0, 32, 0, 1]);
    clock.pass(499);
    expect(ask(slave, 3, 0, 32, 0, 1)[3]).toBe(1);
    clock.pass(1);
    expect(ask(slave, 3, 0, 32, 0, 1)[3]).toBe(0);
    expect(acts).toEqual([
      [0, 'raise', 0, true],
      [500, 'raise', 0, false],
    ]);
  });

  it('a pulse on the same register ends the one before', () => {
    const { slave, clock, acts } = fitted(registerBarrier);
    ask(slave, 6, 0, 32, 0, 1);
    clock.pass(100);
    ask(slave, 6, 0, 32, 0, 2);
    clock.pass(1000);
    expect(acts).toEqual([
      [0, 'raise', 0, true],
      [100, 'raise', 0, false],
      [100, 'lower', 0, true],
      [600, 'lower', 0, false],
    ]);
  });

  it('refuses values and registers that command nothing, and does nothing then', () => {
    const { slave, acts } = fitted(registerBarrier);
    expect(ask(slave, 6, 0, 32, 0, 7)).toEqual([0x86, 3]);
    expect(ask(slave, 6, 0, 16, 0, 3)).toEqual([0x86, 2]);
    expect(ask(slave, 6, 0, 33, 0, 1)).toEqual([0x86, 3]);
    expect(acts).toEqual([]);
  });

  it('comes up with nothing held', () => {
    expect(fitted(registerBarrier).atPowerUp).toEqual([[0, 'hold_up', 0, false]]);
  });

  it('drops what it holds when its master is silent for the watchdog, and only then', () => {
    const { slave, clock, acts } = fitted(registerBarrier);
    slave.heard();
    ask(slave, 6, 0, 33, 0x5a, 0xa5);
    for (let second = 0; second < 20; second += 1) {
      clock.pass(1000);
      slave.heard();
    }
    expect(acts).toEqual([[0, 'hold_up', 0, true]]);
    clock.pass(4999);
    expect(acts).toHaveLength(1);
    clock.pass(1);
    expect(acts.at(-1)).toEqual([25_000, 'hold_up', 0, false]);
    expect(ask(slave, 3, 0, 33, 0, 1).slice(2)).toEqual([0, 0]);
  });
});

it('a light for drivers falls to red by itself', () => {
  const light = profileOf({
    kind: 'traffic-light',
    modbus: { watchdog_s: 10 },
    commands: { light: { type: 'enum', table: 'holding', address: 0, values: { off: 0, red: 1, green: 2 } } },
  });
  const { slave, clock, acts } = fitted(light);
  slave.heard();
  ask(slave, 6, 0, 0, 0, 2);
  clock.pass(10_000);
  expect(acts).toEqual([
    [0, 'light', 0, 'green'],
    [10_000, 'light', 0, 'red'],
  ]);
});

it('an output reads back as it was written', () => {
  const relays = profileOf({
    kind: 'output-module',
    modbus: { max_write_bits: 8 },
    readings: { out: { type: 'bool', table: 'coil', address: 0, count: 8, poll: 'slow', max_age_ms: 5000 } },
    commands: { out: { type: 'bool', table: 'coil', address: 0, count: 8 } },
  });
  const { slave, acts } = fitted(relays);
  ask(slave, 15, 0, 2, 0, 3, 1, 0b101);
  expect(ask(slave, 1, 0, 0, 0, 8)).toEqual([1, 1, 0b10100]);
  expect(acts.map((act) => act.slice(1))).toEqual([
    ['out', 2, true],
    ['out', 3, false],
    ['out', 4, true],
  ]);
});
