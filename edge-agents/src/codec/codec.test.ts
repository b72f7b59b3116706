import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModbusBus, ModbusProfile } from '@berth/contract';
import { modbusProfileSchema, planPolls } from '@berth/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { encodeCommand } from './command.ts';
import { decodeReading } from './reading.ts';

function profile(name: string): ModbusProfile {
  const file = join(import.meta.dirname, `../../../config/devices/${name}.yaml`);
  return modbusProfileSchema.parse(parse(readFileSync(file, 'utf8')));
}

const bus: ModbusBus = { kind: 'modbus-tcp', id: 'bus-1', host: '127.0.0.1', port: 502, line_baud: null };

/** All readings of a device whose registers and bits are as given, the rest 0. */
function readAll(name: string, raw: Record<string, number>): Record<string, unknown> {
  const device = { id: 'd', unit: 1, profile: profile(name) };
  const found: Record<string, unknown> = {};
  for (const read of planPolls(bus, [device]).reads) {
    const answer = Array.from({ length: read.count }, (_, at) => raw[`${read.table} ${read.first + at}`] ?? 0);
    for (const point of read.points) {
      const reading = device.profile.readings[point.reading];
      if (!reading) throw new Error(point.reading);
      const decoded = decodeReading(reading, answer, point);
      const key = reading.count === 1 ? point.reading : `${point.reading}[${point.index}]`;
      found[key] = decoded.ok ? decoded.value : decoded.reason;
    }
  }
  return found;
}

function write(name: string, command: string, index: number, value: boolean | string | number) {
  const result = encodeCommand(profile(name), { command, index }, value);
  return result.ok ? [result.value.table, result.value.address, result.value.value, result.value.act] : result.refusal;
}

describe('golden readings', () => {
  it('loop detector', () => {
    expect(readAll('loop-detector-dual', { 'discrete-input 1': 1, 'discrete-input 2': 1 })).toEqual({
      a: false,
      b: true,
      fault_a: true,
      fault_b: false,
    });
  });

  it('barriers of two makers say the same', () => {
    const still = { arm_off: false, by_hand: false, mains_lost: false, battery_low: false };
    const up = { up: true, down: false, safety: true, ...still };
    expect(readAll('barrier-coils', { 'discrete-input 0': 1, 'discrete-input 2': 1 })).toEqual(up);
    expect(readAll('barrier-registers', { 'holding 256': 3, 'holding 257': 0 })).toEqual(up);
    expect(readAll('barrier-registers', { 'holding 256': 1, 'holding 257': 1 })).toMatchObject({
      up: false,
      down: true,
      safety: false,
    });
    expect(readAll('barrier-registers', { 'holding 256': 4, 'holding 257': 1 | (1 << 4) | (1 << 9) })).toMatchObject({
      up: false,
      down: false,
      by_hand: true,
      battery_low: true,
    });
    expect(readAll('barrier-registers', {})).toMatchObject({ up: 'invalid', down: 'invalid', safety: true });
  });

  it('bay sensors of two makers', () => {
    expect(readAll('bay-sensor-single', { 'input 0': 2415, 'input 1': 0x80 })).toEqual({
      distance: 2.415,
      occupied: false,
      fault: true,
    });
    expect(readAll('bay-sensor-single', { 'input 0': 0xffff, 'input 1': 1 })).toMatchObject({
      distance: 'invalid',
      occupied: true,
    });
    expect(readAll('bay-sensor-single', { 'input 0': 60 })).toMatchObject({ distance: 'out-of-range' });
    const many = readAll('bay-sensor-concentrator-32', {
      'holding 0': 231,
      'holding 31': 55,
      'holding 30': 0xfffe,
      'holding 33': 0x8000,
      'holding 34': 2,
    });
    expect(many).toMatchObject({
      'distance[0]': 2.31,
      'distance[1]': 'out-of-range',
      'distance[30]': 'invalid',
      'distance[31]': 0.55,
      'occupied[31]': true,
      'occupied[30]': false,
      'fault[1]': true,
      'fault[0]': false,
    });
  });

  it('cards: 32 bits in either word order', () => {
    expect(readAll('card-dispenser', { 'input 0': 0b1001, 'input 1': 0x0001, 'input 2': 0x86a3 })).toEqual({
      low: true,
      empty: false,
      jammed: false,
      card_at_mouth: true,
      card_number: 100_003,
    });
    expect(
      readAll('card-collector', { 'input 0': 0b111, 'input 1': 0xffff, 'input 2': 0xffff, 'input 3': 65_535 }),
    ).toEqual({ card_held: true, bin_full: true, jammed: true, card_number: 4_294_967_295, read_count: 65_535 });
    expect(readAll('card-reader-short-range', { 'input 0': 1, 'input 1': 2, 'input 2': 7 })).toEqual({
      card_number: 65_538,
      read_count: 7,
    });
    expect(readAll('card-reader-long-range', { 'holding 16': 7, 'holding 17': 2, 'holding 18': 1 })).toEqual({
      card_number: 65_538,
      read_count: 7,
    });
  });

  it('modules and beams; a cut wire reads as blocked', () => {
    expect(readAll('height-beam', {})).toEqual({ blocked: true });
    expect(readAll('height-beam', { 'discrete-input 0': 1 })).toEqual({ blocked: false });
    expect(readAll('input-module-16', { 'discrete-input 15': 1 })).toMatchObject({ 'in[0]': false, 'in[15]': true });
    expect(readAll('waveshare-relay-d8', { 'coil 3': 1, 'discrete-input 7': 1 })).toMatchObject({
      'out[3]': true,
      'out[7]': false,
      'in[7]': true,
    });
    expect(readAll('moxa-iologik-e1214', { 'coil 5': 1 })).toMatchObject({ 'out[5]': true, 'in[5]': false });
  });
});

describe('golden writes', () => {
  it.each([
    ['barrier-coils', 'raise', 0, true, ['coil', 0, 1, true]],
    ['barrier-coils', 'lower', 0, true, ['coil', 1, 1, true]],
    ['barrier-coils', 'hold_up', 0, false, ['coil', 2, 0, false]],
    ['barrier-registers', 'raise', 0, true, ['holding', 0x110, 1, true]],
    ['barrier-registers', 'lower', 0, true, ['holding', 0x110, 2, true]],
    ['barrier-registers', 'hold_up', 0, true, ['holding', 0x111, 0x5aa5, false]],
    ['bay-sensor-single', 'light', 0, 'green-blinking', ['holding', 0, 18, false]],
    ['bay-sensor-concentrator-32', 'light', 31, 'red', ['holding', 95, 2, false]],
    ['bay-light-single', 'light', 0, 'blue', ['holding', 0, 4, false]],
    ['card-dispenser', 'issue', 0, true, ['coil', 0, 1, true]],
    ['card-dispenser', 'draw_back', 0, true, ['coil', 1, 1, true]],
    ['card-collector', 'keep', 0, true, ['coil', 0, 1, true]],
    ['card-collector', 'give_back', 0, true, ['coil', 1, 1, true]],
    ['alarm-output', 'alarm', 0, true, ['coil', 0, 1, false]],
    ['traffic-light', 'light', 0, 'green', ['holding', 0, 2, false]],
    ['waveshare-relay-d8', 'out', 7, true, ['coil', 7, 1, false]],
    ['moxa-iologik-e1214', 'out', 5, false, ['coil', 5, 0, false]],
  ])('%s %s[%i] = %s', (name, command, index, value, expected) => {
    expect(write(name, command, index, value)).toEqual(expected);
  });

  it.each([
    ['barrier-coils', 'fly', 0, true, 'not-found'],
    ['waveshare-relay-d8', 'out', 8, true, 'not-found'],
    ['waveshare-relay-d8', 'out', -1, true, 'not-found'],
    ['barrier-coils', 'raise', 0, false, 'malformed'],
    ['bay-light-single', 'light', 0, 'pink', 'malformed'],
    ['bay-light-single', 'light', 0, 'toString', 'malformed'],
    ['alarm-output', 'alarm', 0, 1, 'malformed'],
  ])('refuses %s %s[%i] = %s', (name, command, index, value, code) => {
    expect(write(name, command, index, value)).toMatchObject({ code });
  });
});

describe('properties', () => {
  const number = (type: 'u16' | 'i16' | 'u32', more: object = {}) =>
    modbusProfileSchema.shape.readings.parse({
      n: { type, table: 'holding', address: 0, poll: 'slow', max_age_ms: 5000, ...more },
    }).n;

  it('a number comes back from its registers, in either word order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), fc.boolean(), (value, highFirst) => {
        const reading = number('u32', { word_order: highFirst ? 'high-first' : 'low-first' });
        const words = [Math.floor(value / 0x10000), value % 0x10000];
        if (!highFirst) words.reverse();
        if (!reading) return false;
        const decoded = decodeReading(reading, words, { offset: 0, bit: null });
        return decoded.ok && decoded.value === value;
      }),
    );
  });

  it('a signed number comes back', () => {
    const reading = number('i16');
    fc.assert(
      fc.property(fc.integer({ min: -32768, max: 32767 }), (value) => {
        if (!reading) return false;
        const decoded = decodeReading(reading, [value & 0xffff], { offset: 0, bit: null });
        return decoded.ok && decoded.value === value;
      }),
    );
  });

  it('any registers give each point of each profile a value of its type, or a reason', () => {
    const names = ['bay-sensor-single', 'barrier-registers', 'card-dispenser', 'card-reader-long-range'];
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.array(fc.nat(0xffff), { maxLength: 8 }), (name, raw) => {
        const device = { id: 'd', unit: 1, profile: profile(name) };
        return planPolls(bus, [device]).reads.every((read) =>
          read.points.every((point) => {
            const reading = device.profile.readings[point.reading];
            if (!reading) return false;
            const decoded = decodeReading(reading, raw, point);
            return !decoded.ok || typeof decoded.value === (reading.type === 'bool' ? 'boolean' : 'number');
          }),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('a light that is written and read back has the register value of its name', () => {
    const lights = profile('bay-sensor-concentrator-32').commands.light;
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(lights?.values ?? {})), fc.nat(31), (name, index) => {
        const written = encodeCommand(profile('bay-sensor-concentrator-32'), { command: 'light', index }, name);
        return written.ok && written.value.address === 64 + index && written.value.value === lights?.values?.[name];
      }),
    );
  });
});
