import type { ModbusCommand, ModbusProfile } from '@berth/contract';
import { commandAddress } from '@berth/contract';
import type { Result } from '@berth/domain/kernel';
import { accept, refuse } from '@berth/domain/kernel';
import type { ReadingValue } from './reading.ts';

/**
 * What goes to a device. An act (a pulse) is done once and never repeated by the bus; a state is
 * what an output shall be, where only the latest counts and a device that comes back is told again.
 */
export interface Write {
  readonly table: 'coil' | 'holding';
  readonly address: number;
  readonly value: number;
  readonly act: boolean;
}

export interface CommandTarget {
  readonly command: string;
  readonly index: number;
}

/** Refused: `not-found` for a command or index the profile has not, `malformed` for a wrong value. */
export function encodeCommand(profile: ModbusProfile, target: CommandTarget, value: ReadingValue): Result<Write> {
  const command = profile.commands[target.command];
  if (!command) return refuse('not-found', `${profile.profile}.${target.command}`);
  if (!Number.isInteger(target.index) || target.index < 0 || target.index >= command.count)
    return refuse('not-found', `${profile.profile}.${target.command}[${target.index}]`);
  const raw = rawValue(command, value);
  if (raw === null) return refuse('malformed', `${profile.profile}.${target.command} = ${JSON.stringify(value)}`);
  const address = commandAddress(command, target.index);
  return accept({ table: command.table, address, value: raw, act: command.type === 'pulse' });
}

function rawValue(command: ModbusCommand, value: ReadingValue): number | null {
  switch (command.type) {
    case 'pulse':
      return value === true ? command.value : null;
    case 'bool':
      if (typeof value !== 'boolean') return null;
      return value ? command.value : 0;
    case 'u16':
      return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 65535 ? value : null;
    case 'enum':
      return typeof value === 'string' && Object.hasOwn(command.values ?? {}, value)
        ? (command.values?.[value] ?? null)
        : null;
  }
}
