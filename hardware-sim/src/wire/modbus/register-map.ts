import type { ModbusCommand, ModbusProfile, ModbusReading } from '@berth/contract';
import { type Bank, peek, poke, type Table, type TableName, tableOf } from './bank.ts';

/** A value as the device's electronics know it, on its way into a register. */
export type Sensed = boolean | number | string | null;

/** One element of one reading, and where it stands. */
export interface ReadingCell {
  readonly name: string;
  readonly index: number;
  put(bank: Bank, value: Sensed): void;
}

/** One element of one command, and where it is written. */
export interface CommandCell {
  readonly name: string;
  readonly index: number;
  readonly table: 'coil' | 'holding';
  readonly address: number;
  readonly command: ModbusCommand;
}

/** A profile turned round: readings to registers, and what a write of each register commands. */
export interface RegisterMap {
  readonly readings: readonly ReadingCell[];
  readonly commands: ReadonlyMap<string, readonly CommandCell[]>;
  emptyBank(): Bank;
}

export function cellKey(table: TableName, address: number): string {
  return `${table}:${address}`;
}

export function registerMap(profile: ModbusProfile): RegisterMap {
  const commands = commandCells(profile);
  const idle = idleValues(profile);
  const readings: ReadingCell[] = [];
  for (const [name, reading] of Object.entries(profile.readings)) {
    for (let index = 0; index < reading.count; index += 1) {
      const place = placeOf(reading, index);
      // An output that can be read back shows what was written to it, not what the world makes of it.
      if (commands.has(cellKey(reading.table, place.address))) continue;
      readings.push({ name, index, put: putter(reading, place, idle) });
    }
  }
  const extents = extentsOf(profile);
  return {
    readings,
    commands,
    emptyBank: () => ({
      coil: emptyTable(extents, 'coil'),
      'discrete-input': emptyTable(extents, 'discrete-input'),
      holding: emptyTable(extents, 'holding'),
      input: emptyTable(extents, 'input'),
    }),
  };
}

function commandCells(profile: ModbusProfile): Map<string, CommandCell[]> {
  const cells = new Map<string, CommandCell[]>();
  for (const [name, command] of Object.entries(profile.commands)) {
    for (let index = 0; index < command.count; index += 1) {
      const address = command.address + index * command.stride;
      const key = cellKey(command.table, address);
      cells.set(key, [...(cells.get(key) ?? []), { name, index, table: command.table, address, command }]);
    }
  }
  return cells;
}

interface Place {
  readonly address: number;
  readonly bit: number | null;
  readonly registers: number;
}

function placeOf(reading: ModbusReading, index: number): Place {
  if (reading.bit !== undefined) {
    const bit = reading.bit + index * reading.stride;
    return { address: reading.address + (bit >>> 4), bit: bit & 15, registers: 1 };
  }
  return {
    address: reading.address + index * reading.stride,
    bit: null,
    registers: reading.type === 'u32' ? 2 : 1,
  };
}

/**
 * What a register holds while none of the readings on it is true: the smallest value that neither
 * means one of them nor says that nothing is known (a position that is between its ends).
 */
function idleValues(profile: ModbusProfile): ReadonlyMap<string, number> {
  const taken = new Map<string, Set<number>>();
  for (const reading of Object.values(profile.readings)) {
    if (!reading.true_when) continue;
    const key = cellKey(reading.table, reading.address);
    const values = taken.get(key) ?? new Set();
    for (const value of [...reading.true_when, ...reading.invalid]) values.add(value);
    taken.set(key, values);
  }
  const idle = new Map<string, number>();
  for (const [key, values] of taken) {
    let value = 0;
    while (values.has(value)) value += 1;
    idle.set(key, value);
  }
  return idle;
}

function putter(reading: ModbusReading, place: Place, idle: ReadonlyMap<string, number>): ReadingCell['put'] {
  const { table: name } = reading;
  const { address } = place;
  if (reading.type === 'bool' && place.bit !== null) return bitPutter(reading, address, place.bit);
  if (reading.true_when) return statePutter(reading, address, idle.get(cellKey(name, reading.address)) ?? 0);
  if (reading.type === 'u32') return doublePutter(reading, address);
  return (bank, value) => {
    const table = bank[name];
    if (table) poke(table, address, rawOf(reading, value));
  };
}

function bitPutter(reading: ModbusReading, address: number, bit: number): ReadingCell['put'] {
  const mask = 1 << bit;
  return (bank, value) => {
    const table = bank[reading.table];
    if (!table) return;
    const before = peek(table, address);
    const set = (value === true) !== reading.inverted;
    poke(table, address, set ? before | mask : before & ~mask);
  };
}

/** A bool that is one of the values of a shared register: the others' values are left to the others. */
function statePutter(reading: ModbusReading, address: number, idle: number): ReadingCell['put'] {
  const meanings = reading.true_when ?? [];
  return (bank, value) => {
    const table = bank[reading.table];
    if (!table) return;
    const means = meanings.includes(peek(table, address));
    const wanted = (value === true) !== reading.inverted;
    if (wanted && !means) poke(table, address, meanings[0] ?? idle);
    if (!wanted && (means || reading.invalid.includes(peek(table, address)))) poke(table, address, idle);
  };
}

function doublePutter(reading: ModbusReading, address: number): ReadingCell['put'] {
  return (bank, value) => {
    const table = bank[reading.table];
    if (!table) return;
    const raw = rawOf(reading, value);
    const high = Math.floor(raw / 65536) & 0xffff;
    const low = raw & 0xffff;
    poke(table, address, reading.word_order === 'high-first' ? high : low);
    poke(table, address + 1, reading.word_order === 'high-first' ? low : high);
  };
}

const widest = { bool: 1, enum: 65535, u16: 65535, i16: 32767, u32: 4_294_967_295 } as const;

function rawOf(reading: ModbusReading, value: Sensed): number {
  if (reading.type === 'bool') return (value === true) !== reading.inverted ? 1 : 0;
  if (reading.type === 'enum') return enumRaw(reading, value);
  const most = widest[reading.type];
  if (typeof value !== 'number' || Number.isNaN(value)) return (reading.invalid[0] ?? most) & 0xffff;
  const least = reading.type === 'i16' ? -32768 : 0;
  const raw = Math.min(most, Math.max(least, Math.round(value / reading.scale)));
  return reading.type === 'i16' ? raw & 0xffff : raw;
}

function enumRaw(reading: ModbusReading, value: Sensed): number {
  for (const [raw, name] of Object.entries(reading.values ?? {})) if (name === value) return Number(raw);
  return reading.invalid[0] ?? 0;
}

type Extents = ReadonlyMap<TableName, readonly [first: number, last: number]>;

function extentsOf(profile: ModbusProfile): Extents {
  const extents = new Map<TableName, [number, number]>();
  const widen = (table: TableName, first: number, last: number) => {
    const extent = extents.get(table);
    extents.set(table, extent ? [Math.min(extent[0], first), Math.max(extent[1], last)] : [first, last]);
  };
  for (const reading of Object.values(profile.readings)) {
    const last = placeOf(reading, reading.count - 1);
    widen(reading.table, reading.address, last.address + last.registers - 1);
  }
  for (const command of Object.values(profile.commands))
    widen(command.table, command.address, command.address + (command.count - 1) * command.stride);
  return extents;
}

function emptyTable(extents: Extents, name: TableName): Table | null {
  const extent = extents.get(name);
  return extent ? tableOf(extent[0], extent[1] - extent[0] + 1) : null;
}
