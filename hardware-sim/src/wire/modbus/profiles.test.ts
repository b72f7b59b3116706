import { readdirSync, readFileSync } from 'node:fs';
import { deviceProfileSchema, type ModbusProfile, type ModbusReading } from '@berth/contract';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { PointValue } from '../points.ts';
import { virtualClock } from '../virtual-clock.fixture.ts';
import { modbusModule } from './module.ts';
import { answerPdu } from './pdu.ts';
import { registerMap } from './register-map.ts';

const folder = new URL('../../../../config/devices/', import.meta.url);
const profiles: ModbusProfile[] = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => deviceProfileSchema.parse(parse(readFileSync(new URL(file, folder), 'utf8'))))
  .filter((profile) => profile.wire === 'modbus');

const functionOf = { coil: 1, 'discrete-input': 2, holding: 3, input: 4 } as const;
const isBitTable = (table: ModbusReading['table']) => table === 'coil' || table === 'discrete-input';

function fitted(profile: ModbusProfile) {
  const values = new Map<string, PointValue>();
  const acts = new Map<string, unknown>();
  const slave = modbusModule({
    profile,
    map: registerMap(profile),
    clock: virtualClock(),
    points: {
      sense: (reading, index) => values.get(`${reading}[${index}]`) ?? false,
      act: (command, index, value) => void acts.set(`${command}[${index}]`, value),
    },
  });
  const read = (table: ModbusReading['table'], address: number, quantity = 1) => {
    const answer = answerPdu(slave, Uint8Array.of(functionOf[table], address >> 8, address & 255, 0, quantity));
    expect(answer[0], `reading ${table} ${address}`).toBe(functionOf[table]);
    if (isBitTable(table)) return (answer[2] ?? 0) & 1;
    let number = 0;
    for (const byte of answer.subarray(2)) number = number * 256 + byte;
    return number;
  };
  const write = (table: 'coil' | 'holding', address: number, value: number) => {
    const raw = table === 'coil' ? (value ? 0xff00 : 0) : value;
    const code = table === 'coil' ? 5 : 6;
    return answerPdu(slave, Uint8Array.of(code, address >> 8, address & 255, raw >> 8, raw & 255))[0] === code;
  };
  return { values, acts, read, write };
}

/** The registers read as the profile's words say, by this test's own reading of them. */
function meant(reading: ModbusReading, index: number, read: ReturnType<typeof fitted>['read']): PointValue {
  if (reading.bit !== undefined) {
    const bit = reading.bit + index * reading.stride;
    return (
      ((read(reading.table, reading.address + Math.floor(bit / 16)) >> (bit % 16)) & 1) === (reading.inverted ? 0 : 1)
    );
  }
  const address = reading.address + index * reading.stride;
  if (reading.type === 'u32') {
    const both = read(reading.table, address, 2);
    return reading.word_order === 'high-first' ? both : (both % 65536) * 65536 + Math.floor(both / 65536);
  }
  const raw = read(reading.table, address);
  if (reading.invalid.includes(raw)) return null;
  if (reading.true_when) return reading.true_when.includes(raw) !== reading.inverted;
  if (reading.type === 'bool') return (raw !== 0) !== reading.inverted;
  if (reading.type === 'enum') return reading.values?.[String(raw)] ?? null;
  return (reading.type === 'i16' && raw > 32767 ? raw - 65536 : raw) * reading.scale;
}

function samples(reading: ModbusReading): PointValue[] {
  if (reading.type === 'bool') return [true, false, true];
  if (reading.type === 'enum') return Object.values(reading.values ?? {});
  if (reading.type === 'u32') return [0, 7, 0x1_0001, 3_000_000_000];
  const [least, most] = reading.range ?? [0, 1000 * reading.scale];
  return [least, (least + most) / 2, most];
}

it('there are profiles to try', () => expect(profiles.length).toBeGreaterThan(10));

describe.each(profiles.map((profile) => [profile.profile, profile] as const))('%s', (_name, profile) => {
  it('every reading stands in the registers that the profile names, and disturbs no other', () => {
    const device = fitted(profile);
    for (const [name, reading] of Object.entries(profile.readings)) {
      if (
        Object.values(profile.commands).some(
          (command) => command.table === reading.table && command.address === reading.address,
        )
      )
        continue;
      for (const index of new Set([0, 1, reading.count >> 1, reading.count - 1])) {
        if (index >= reading.count) continue;
        for (const sample of samples(reading)) {
          device.values.clear();
          device.values.set(`${name}[${index}]`, sample);
          const seen = meant(reading, index, device.read);
          if (typeof sample === 'number') expect(seen).toBeCloseTo(sample, 2);
          else expect(seen).toBe(sample);
          const other = index === 0 ? reading.count - 1 : 0;
          if (other !== index && reading.type === 'bool') expect(meant(reading, other, device.read)).toBe(false);
        }
      }
    }
  });

  it('a reading that is not known is shown as such, where the device can', () => {
    const device = fitted(profile);
    for (const [name, reading] of Object.entries(profile.readings)) {
      if (reading.invalid.length === 0 || reading.type === 'bool') continue;
      device.values.set(`${name}[0]`, Number.NaN);
      expect(meant(reading, 0, device.read)).toBeNull();
    }
  });

  it('every command is understood from what the profile writes', () => {
    const device = fitted(profile);
    for (const [name, command] of Object.entries(profile.commands)) {
      for (const index of new Set([0, command.count - 1])) {
        const address = command.address + index * command.stride;
        const words =
          command.type === 'enum' ? Object.entries(command.values ?? {}) : ([[true, command.value]] as const);
        for (const [word, raw] of words) {
          expect(device.write(command.table, address, raw)).toBe(true);
          expect(device.acts.get(`${name}[${index}]`)).toBe(word);
        }
      }
    }
  });
});
