import type { DeviceKindDescription, PointKind } from './kinds.ts';
import type { ProfileFinding } from './lint.ts';
import { commandAddress } from './registers.ts';
import type { ModbusCommand, ModbusProfile } from './schema.ts';

/** What a profile writes: types, complete values, no two commands on one register, pulses and watchdogs. */
export function lintCommands(profile: ModbusProfile, kind: DeviceKindDescription): ProfileFinding[] {
  const findings: ProfileFinding[] = [];
  for (const [name, command] of Object.entries(profile.commands)) {
    const point = kind.commands[name];
    findings.push(...lintType(`commands.${name}`, command, point), ...lintEnum(`commands.${name}`, command, point));
  }
  findings.push(...lintOverlaps(profile), ...lintWatchdog(profile));
  return findings;
}

function lintType(path: string, command: ModbusCommand, point: PointKind | undefined): ProfileFinding[] {
  const findings: ProfileFinding[] = [];
  const say = (where: string, message: string, remedy: string) =>
    findings.push({ severity: 'error', path: `${path}${where}`, message, remedy });
  const wanted = { pulse: 'bool', bool: 'bool', enum: 'enum', u16: 'number' }[command.type];
  if (point && point.type !== wanted) say('.type', `it is a ${point.type}`, `make it a ${point.type}`);
  if (command.type === 'pulse' && command.pulse_ms === undefined)
    say('.pulse_ms', 'the module itself must end a pulse', 'say how long the module makes it');
  if (command.table === 'coil' && (command.type === 'enum' || command.type === 'u16' || command.value > 1))
    say('.table', 'a coil takes only 0 and 1', 'use a holding register');
  if (command.type === 'bool' && command.value === 0) say('.value', 'true and false would be the same', 'give a value');
  if (commandAddress(command, command.count - 1) > 65535)
    say('', 'it runs past address 65535', 'correct address or count');
  return findings;
}

function lintEnum(path: string, command: ModbusCommand, point: PointKind | undefined): ProfileFinding[] {
  if (command.type !== 'enum') return [];
  const given = Object.keys(command.values ?? {});
  const known = point?.values ?? [];
  const findings: ProfileFinding[] = [];
  const say = (message: string, remedy: string) =>
    findings.push({ severity: 'error', path: `${path}.values`, message, remedy });
  for (const name of known)
    if (!given.includes(name)) say(`'${name}' is missing`, 'give the register value that comes nearest to it');
  for (const name of given) if (!known.includes(name)) say(`'${name}' is no value of it`, `use: ${known.join(', ')}`);
  return findings;
}

/** Only pulses may share a register, each with a value of its own. */
function lintOverlaps(profile: ModbusProfile): ProfileFinding[] {
  const findings: ProfileFinding[] = [];
  const taken = new Map<string, { name: string; command: ModbusCommand }>();
  for (const [name, command] of Object.entries(profile.commands)) {
    for (let index = 0; index < command.count; index += 1) {
      const key = `${command.table} ${commandAddress(command, index)}`;
      const other = taken.get(key);
      if (!other) taken.set(key, { name, command });
      else if (command.type !== 'pulse' || other.command.type !== 'pulse' || command.value === other.command.value) {
        findings.push({
          severity: 'error',
          path: `commands.${name}`,
          message: `it writes ${key}, as ${other.name} does`,
          remedy: 'give each a register of its own, or pulses a value of their own',
        });
        break;
      }
    }
  }
  return findings;
}

/** FIELD: no output relies on the master to end it. Lights over bays harm nobody when they stay. */
function lintWatchdog(profile: ModbusProfile): ProfileFinding[] {
  if (profile.modbus.watchdog_s !== undefined || profile.kind === 'bay-light' || profile.kind === 'bay-sensor')
    return [];
  const levels = Object.entries(profile.commands).filter(([, command]) => command.type !== 'pulse');
  return levels.map(([name]) => ({
    severity: 'warning',
    path: `commands.${name}`,
    message: 'it stays as it is when the agent is gone: the profile names no watchdog',
    remedy: 'set the watchdog of the module and say modbus.watchdog_s, or use it only where that harms nobody',
  }));
}
