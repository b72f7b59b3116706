import type { DeviceKindDescription, PointKind } from './kinds.ts';
import { deviceKinds } from './kinds.ts';
import { lintCommands } from './lint-commands.ts';
import { fastPeriodMs, planPolls } from './plan.ts';
import { readingSpan } from './registers.ts';
import type { DeviceProfile, ModbusProfile, ModbusReading, MqttProfile, MqttReading } from './schema.ts';
import type { ModbusBus } from './timing.ts';

/** `path` leads into the profile, as `readings.distance.range`. Warnings leave the profile usable. */
export interface ProfileFinding {
  readonly severity: 'error' | 'warning';
  readonly path: string;
  readonly message: string;
  readonly remedy: string;
}

/** Everything wrong with one profile at once. Pure; `[]` is good. */
export function lintProfile(profile: DeviceProfile): readonly ProfileFinding[] {
  const kind: DeviceKindDescription = deviceKinds[profile.kind];
  switch (profile.wire) {
    case 'modbus':
      return [...lintNames(profile, kind), ...lintModbus(profile, kind), ...lintCommands(profile, kind)];
    case 'mqtt':
      return [...lintNames(profile, kind), ...lintMqtt(profile, kind)];
    case 'http':
      return lintHttp(profile.kind, profile.snapshot.path);
    case 'sign':
      return [];
  }
}

function lintNames(profile: ModbusProfile | MqttProfile, kind: DeviceKindDescription): ProfileFinding[] {
  const findings: ProfileFinding[] = [];
  const say = (path: string, message: string, remedy: string) =>
    findings.push({ severity: 'error', path, message, remedy });
  const commands = profile.wire === 'modbus' ? profile.commands : {};
  for (const [part, described, named] of [
    ['readings', kind.readings, profile.readings],
    ['commands', kind.commands, commands],
  ] as const) {
    for (const name of Object.keys(named)) {
      if (described[name] === undefined)
        say(
          `${part}.${name}`,
          `a ${profile.kind} has no such name`,
          `use one of: ${Object.keys(described).join(', ')}`,
        );
    }
    if (part === 'readings' && profile.wire === 'mqtt') continue;
    for (const [name, point] of Object.entries(described)) {
      if (point.required && named[name] === undefined)
        say(`${part}.${name}`, `a ${profile.kind} must have it: ${point.about}`, 'map it');
    }
  }
  if (profile.kind === 'bay-sensor' && !('distance' in profile.readings) && !('occupied' in profile.readings))
    say('readings', 'a bay sensor says neither distance nor occupied', 'map at least one of them');
  return findings;
}

function lintModbus(profile: ModbusProfile, kind: DeviceKindDescription): ProfileFinding[] {
  const findings: ProfileFinding[] = [];
  for (const [name, reading] of Object.entries(profile.readings)) {
    const point = kind.readings[name];
    const path = `readings.${name}`;
    findings.push(...lintModbusType(path, reading, point), ...lintPlace(path, reading, profile));
    findings.push(...lintScale(path, reading, point), ...lintAge(path, reading));
  }
  return [...findings, ...lintTorn(profile)];
}

/** Readings that mean something only together, so that one answer must hold both. */
const together: readonly (readonly [string, string])[] = [
  ['a', 'b'],
  ['up', 'down'],
  ['card_at_mouth', 'card_number'],
  ['card_held', 'card_number'],
  ['read_count', 'card_number'],
];

function lintTorn(profile: ModbusProfile): ProfileFinding[] {
  const bus: ModbusBus = { kind: 'modbus-tcp', id: 'any', host: '127.0.0.1', port: 502, line_baud: null };
  const { reads } = planPolls(bus, [{ id: 'any', unit: 1, profile }]);
  const names = reads.map((read) => new Set(read.points.map((point) => point.reading)));
  return together
    .filter((pair) => pair.every((name) => name in profile.readings))
    .filter(([one, other]) => !names.some((read) => read.has(one) && read.has(other)))
    .map(([one, other]) => ({
      severity: 'error',
      path: `readings.${other}`,
      message: `it is not read together with ${one}, and may belong to another moment`,
      remedy: 'give both the same table and poll class, at addresses that one read can hold',
    }));
}

function lintModbusType(path: string, reading: ModbusReading, point: PointKind | undefined): ProfileFinding[] {
  const findings: ProfileFinding[] = [];
  const say = (where: string, message: string, remedy: string) =>
    findings.push({ severity: 'error', path: `${path}${where}`, message, remedy });
  const bits = reading.table === 'coil' || reading.table === 'discrete-input';
  const wanted = reading.type === 'bool' || reading.type === 'enum' ? reading.type : 'number';
  if (point && point.type !== wanted) say('.type', `it is a ${point.type}, not a ${wanted}`, `make it a ${point.type}`);
  if (bits && reading.type !== 'bool')
    say('.type', 'a coil or discrete input holds one bit', 'make it a bool, or another table');
  if (bits && (reading.bit !== undefined || reading.true_when !== undefined))
    say('.bit', 'bit and true_when are for registers', 'leave them out');
  if (!bits && reading.type === 'bool' && (reading.bit === undefined) === (reading.true_when === undefined))
    say('.bit', 'a bool in a register needs either bit or true_when', 'give one of them');
  if (reading.type !== 'bool' && (reading.bit !== undefined || reading.true_when !== undefined || reading.inverted))
    say('', 'bit, true_when and inverted are for a bool', 'leave them out');
  if ((reading.type === 'enum') !== (reading.values !== undefined))
    say('.values', 'values belong to an enum, and an enum needs them', 'give the name of each register value');
  if (reading.type === 'enum') findings.push(...lintNamesOfValues(path, Object.values(reading.values ?? {}), point));
  return findings;
}

function lintNamesOfValues(path: string, names: readonly string[], point: PointKind | undefined): ProfileFinding[] {
  const known = point?.values ?? [];
  return names
    .filter((name) => !known.includes(name))
    .map((name) => ({
      severity: 'error',
      path: `${path}.values`,
      message: `'${name}' is no value of it`,
      remedy: `use one of: ${known.join(', ')}`,
    }));
}

function lintPlace(path: string, reading: ModbusReading, profile: ModbusProfile): ProfileFinding[] {
  const findings: ProfileFinding[] = [];
  const span = readingSpan(reading);
  const bits = reading.table === 'coil' || reading.table === 'discrete-input';
  const most = bits ? profile.modbus.max_bits : profile.modbus.max_registers;
  if (span.first + span.count > 65536)
    findings.push({
      severity: 'error',
      path,
      message: 'it runs past address 65535',
      remedy: 'correct address or count',
    });
  if (reading.type === 'u32' && reading.count > 1 && reading.stride < 2)
    findings.push({ severity: 'error', path, message: 'its elements overlap', remedy: 'a u32 needs a stride of 2' });
  if (reading.count === 1 && span.count > most)
    findings.push({
      severity: 'error',
      path,
      message: 'longer than one read',
      remedy: 'raise the limit of the device',
    });
  return findings;
}

function lintScale(path: string, reading: ModbusReading, point: PointKind | undefined): ProfileFinding[] {
  const findings: ProfileFinding[] = [];
  const say = (where: string, message: string, remedy: string) =>
    findings.push({ severity: 'error', path: `${path}${where}`, message, remedy });
  if (reading.type === 'bool' || reading.type === 'enum') return findings;
  if (reading.scale === 0) say('.scale', 'a scale of 0 loses the reading', 'give the real scale');
  if (point?.unit && point.unit !== '1' && reading.unit !== point.unit)
    say('.unit', `its unit is ${point.unit}`, `scale it to ${point.unit} and say unit: ${point.unit}`);
  if (!reading.range) return findings;
  const [low, high] = reading.range;
  const raw = { u16: [0, 65535], i16: [-32768, 32767], u32: [0, 4294967295] }[reading.type] as [number, number];
  const reach = raw.map((value) => value * reading.scale).sort((a, b) => a - b) as [number, number];
  if (low >= high) say('.range', 'its low end is not below its high end', 'give [lowest, highest]');
  else if (high < reach[0] || low > reach[1])
    say('.range', `no register value reaches it: the scale gives ${reach[0]} to ${reach[1]}`, 'correct scale or range');
  return findings;
}

function lintAge(path: string, reading: ModbusReading): ProfileFinding[] {
  const least = reading.poll === 'fast' ? 4 * fastPeriodMs : 1000;
  if (reading.max_age_ms >= least) return [];
  return [
    {
      severity: 'error',
      path: `${path}.max_age_ms`,
      message: `a ${reading.poll} reading would be unknown between two good polls`,
      remedy: `give at least ${least}`,
    },
  ];
}

function lintMqtt(profile: MqttProfile, kind: DeviceKindDescription): ProfileFinding[] {
  const findings: ProfileFinding[] = [];
  for (const [name, reading] of Object.entries(profile.readings))
    findings.push(...lintMqttReading(`readings.${name}`, reading, kind.readings[name]));
  return findings;
}

function lintMqttReading(path: string, reading: MqttReading, point: PointKind | undefined): ProfileFinding[] {
  const findings: ProfileFinding[] = [];
  const say = (where: string, message: string, remedy: string) =>
    findings.push({ severity: 'error', path: `${path}${where}`, message, remedy });
  if (point && point.type !== reading.type) say('.type', `it is a ${point.type}`, `make it a ${point.type}`);
  if (!reading.topic.includes('{address}'))
    say('.topic', 'all devices of this profile would share it', 'put {address} into the topic');
  if (reading.topic.startsWith('berth/') || reading.topic.includes('#'))
    say('.topic', 'a sensor publishes on topics of its own, not on berth/ or #', 'name the topic of the sensor');
  if (!/^\$(\.[A-Za-z0-9_-]+|\[\d+\])*$/.test(reading.path))
    say('.path', 'not a plain JSON path', 'write it as $.a.b[0]');
  if (reading.type === 'enum') findings.push(...lintNamesOfValues(path, Object.values(reading.values ?? {}), point));
  if (reading.range && reading.range[0] >= reading.range[1])
    say('.range', 'its low end is not below its high end', 'give [lowest, highest]');
  return findings;
}

function lintHttp(kind: string, path: string): ProfileFinding[] {
  const findings: ProfileFinding[] = [];
  if (kind !== 'camera')
    findings.push({
      severity: 'error',
      path: 'kind',
      message: 'only a camera is asked by HTTP',
      remedy: 'kind: camera',
    });
  if (!path.startsWith('/'))
    findings.push({ severity: 'error', path: 'snapshot.path', message: 'no path', remedy: 'begin it with /' });
  return findings;
}
