import type { ModbusProfile } from '@berth/contract';
import type { WireClock } from '../clock.ts';
import type { DevicePoints } from '../points.ts';
import { poke } from './bank.ts';
import { type ModbusException, modbusExceptions, type Slave } from './pdu.ts';
import { type CommandCell, cellKey, type RegisterMap } from './register-map.ts';

/** A device of a Modbus profile: registers from what it senses, outputs from what is written to it. */
export interface ModbusModule extends Slave {
  /** A question for it came in whole: its watchdog starts anew. */
  heard(): void;
  stop(): void;
}

export interface ModuleParts {
  readonly profile: ModbusProfile;
  readonly map: RegisterMap;
  readonly points: DevicePoints;
  readonly clock: WireClock;
}

export function modbusModule(parts: ModuleParts): ModbusModule {
  const { profile, map, points } = parts;
  const bank = map.emptyBank();
  const pulses = pulseTimers(parts, (cell) => {
    const table = bank[cell.table];
    if (table) poke(table, cell.address, 0);
  });
  const apply = (table: 'coil' | 'holding', address: number, raw: number) => {
    const words = bank[table];
    if (words) poke(words, address, raw);
    for (const cell of map.commands.get(cellKey(table, address)) ?? []) {
      if (cell.command.type === 'pulse') pulses.obey(cell, raw);
      else points.act(cell.name, cell.index, meaning(cell, raw) ?? false);
    }
  };
  const watchdog = outputWatchdog(parts, () => {
    for (const cells of map.commands.values()) {
      for (const cell of cells) apply(cell.table, cell.address, safeRaw(profile, cell));
    }
  });
  const { modbus } = profile;
  return {
    bank,
    limits: {
      read_registers: modbus.max_registers,
      read_bits: modbus.max_bits,
      write_registers: modbus.max_write_registers,
      write_bits: modbus.max_write_bits,
    },
    refresh: () => {
      for (const cell of map.readings) cell.put(bank, points.sense(cell.name, cell.index));
    },
    write: (table, address, values) => {
      const refused = refusal(map, table, { address, values });
      if (refused !== null) return refused;
      for (const [index, raw] of values.entries()) apply(table, address + index, raw);
      return null;
    },
    heard: watchdog.heard,
    stop: () => {
      watchdog.stop();
      pulses.stop();
    },
  };
}

/** Values that mean nothing to the device, and registers that take no write, refuse the whole write. */
function refusal(
  map: RegisterMap,
  table: 'coil' | 'holding',
  sent: { address: number; values: readonly number[] },
): ModbusException | null {
  for (const [index, raw] of sent.values.entries()) {
    const cells = map.commands.get(cellKey(table, sent.address + index));
    if (!cells) return modbusExceptions.address;
    const takes = raw === 0 || table === 'coil' || cells.some((cell) => meaning(cell, raw) !== null);
    if (!takes) return modbusExceptions.value;
  }
  return null;
}

/** What a raw value commands; null when the command does not know it. */
function meaning(cell: CommandCell, raw: number): boolean | number | string | null {
  const { command } = cell;
  if (command.type === 'u16') return raw;
  if (command.type !== 'enum') return raw === command.value ? true : raw === 0 ? false : null;
  for (const [name, value] of Object.entries(command.values ?? {})) if (value === raw) return name;
  return null;
}

/** Where an output falls when its master is silent: off, and red for drivers. */
function safeRaw(profile: ModbusProfile, cell: CommandCell): number {
  if (cell.command.type !== 'enum') return 0;
  const values = cell.command.values ?? {};
  return (profile.kind === 'traffic-light' ? values.red : values.off) ?? 0;
}

/** Pulses end in the module itself, after their own time or by a zero written before it. */
function pulseTimers(parts: ModuleParts, ended: (cell: CommandCell) => void) {
  const running = new Map<CommandCell, () => void>();
  const end = (cell: CommandCell) => {
    running.get(cell)?.();
    if (running.delete(cell)) parts.points.act(cell.name, cell.index, false);
  };
  return {
    obey: (cell: CommandCell, raw: number) => {
      end(cell);
      if (raw !== cell.command.value) return;
      parts.points.act(cell.name, cell.index, true);
      const callOff = parts.clock.after(cell.command.pulse_ms ?? 200, () => {
        end(cell);
        ended(cell);
      });
      running.set(cell, callOff);
    },
    stop: () => {
      for (const callOff of running.values()) callOff();
      running.clear();
    },
  };
}

function outputWatchdog(parts: ModuleParts, fall: () => void) {
  const limit = parts.profile.modbus.watchdog_s;
  if (limit === undefined) return { heard: () => undefined, stop: () => undefined };
  // Powered up just now: its outputs are where they fall, whatever they were before.
  fall();
  let heardAt = parts.clock.now();
  let fallen = true;
  const look = () => {
    const left = heardAt + limit * 1000 - parts.clock.now();
    if (left <= 0 && !fallen) {
      fallen = true;
      fall();
    }
    callOff = parts.clock.after(left > 0 ? left : limit * 1000, look);
  };
  let callOff = parts.clock.after(limit * 1000, look);
  return {
    heard: () => {
      heardAt = parts.clock.now();
      fallen = false;
    },
    stop: () => callOff(),
  };
}
