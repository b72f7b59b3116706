import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { deviceKindNames } from './kinds.ts';
import { lintProfile } from './lint.ts';
import type { DeviceProfile } from './schema.ts';
import { deviceProfileSchema } from './schema.ts';

const folder = join(import.meta.dirname, '../../../config/devices');
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

function load(file: string): DeviceProfile {
  return deviceProfileSchema.parse(parse(readFileSync(join(folder, file), 'utf8')));
}

describe('every device profile', () => {
  it.each(files)('%s is without errors, and named as its file', (file) => {
    const profile = load(file);
    expect(`${profile.profile}.yaml`).toBe(file);
    expect(lintProfile(profile).filter((finding) => finding.severity === 'error')).toEqual([]);
  });

  it('exists for each kind, and for two makers of sensors and barriers', () => {
    const kinds = files.map((file) => load(file).kind);
    expect([...new Set(kinds)].sort()).toEqual([...deviceKindNames].sort());
    expect(kinds.filter((kind) => kind === 'barrier').length).toBeGreaterThan(1);
    expect(kinds.filter((kind) => kind === 'bay-sensor').length).toBeGreaterThan(1);
  });

  it('names a watchdog for outputs that stay, but where the real module has none', () => {
    const warned = files.filter((file) => lintProfile(load(file)).length > 0);
    expect(warned).toEqual(['waveshare-relay-d8.yaml']);
  });
});

const barrier = load('barrier-coils.yaml');
const light = load('bay-light-single.yaml');
const sensor = load('bay-sensor-single.yaml');
const wireless = load('bay-sensor-wireless.yaml');

function broken(profile: DeviceProfile, change: (draft: Record<string, never>) => void): string[] {
  const draft = structuredClone(profile) as unknown as Record<string, never>;
  change(draft);
  return lintProfile(deviceProfileSchema.parse(draft)).map((finding) => finding.path);
}

describe('a broken profile is found out', () => {
  const cases: readonly [string, DeviceProfile, string, unknown, string][] = [
    ['a required reading is missing', barrier, 'readings.up', undefined, 'readings.up'],
    [
      'an unknown reading',
      barrier,
      'readings.colour',
      { type: 'bool', table: 'coil', address: 9, poll: 'fast', max_age_ms: 500 },
      'readings.colour',
    ],
    ['a coil with a number', sensor, 'readings.distance.table', 'coil', 'readings.distance.type'],
    ['a bool in a register without its bit', sensor, 'readings.fault.bit', undefined, 'readings.fault.bit'],
    ['a range that no value reaches', sensor, 'readings.distance.range', [100, 200], 'readings.distance.range'],
    ['a range upside down', sensor, 'readings.distance.range', [6, 1], 'readings.distance.range'],
    ['a wrong unit', sensor, 'readings.distance.unit', 'mm', 'readings.distance.unit'],
    ['a reading that dies between polls', barrier, 'readings.up.max_age_ms', 60, 'readings.up.max_age_ms'],
    ['past the last address', sensor, 'readings.distance.count', 256, ''],
    ['a value of an enum missing', light, 'commands.light.values.blue', undefined, 'commands.light.values'],
    ['a value that the kind does not know', light, 'commands.light.values.pink', 9, 'commands.light.values'],
    ['two commands on one register', barrier, 'commands.hold_up.address', 1, 'commands.hold_up'],
    ['a pulse that the master must end', barrier, 'commands.raise.pulse_ms', undefined, 'commands.raise.pulse_ms'],
    ['no watchdog', barrier, 'modbus.watchdog_s', undefined, 'commands.hold_up'],
    ['a pair that is read apart', barrier, 'readings.down.address', 900, 'readings.down'],
    ['a topic for all', wireless, 'readings.battery.topic', 'sensors/all', 'readings.battery.topic'],
    ['a topic of the suite', wireless, 'readings.battery.topic', 'berth/{address}', 'readings.battery.topic'],
    ['no JSON path', wireless, 'readings.battery.path', 'object.battery', 'readings.battery.path'],
  ];
  it.each(cases)('%s', (_, profile, path, value, found) => {
    const paths = broken(profile, (draft) => {
      const keys = path.split('.');
      const last = keys.pop() ?? '';
      const owner = keys.reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, draft);
      if (value === undefined) delete owner[last];
      else owner[last] = value;
      if (path.endsWith('.count')) (owner as { address: number }).address = 65500;
    });
    if (found === '') expect(paths.length).toBeGreaterThan(0);
    else expect(paths).toContain(found);
  });
});
