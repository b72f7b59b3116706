import type { ModbusCommand, ModbusReading } from './schema.ts';

export type ModbusTable = ModbusReading['table'];

/** A run of registers, or of bits in a bit table. */
export interface Span {
  readonly table: ModbusTable;
  readonly first: number;
  readonly count: number;
}

export function isBitTable(table: ModbusTable): boolean {
  return table === 'coil' || table === 'discrete-input';
}

/** Where element `index` of a reading stands: its first register (or bit), and its bit in it if any. */
export function elementPlace(reading: ModbusReading, index: number): { address: number; bit: number | null } {
  if (reading.bit === undefined) return { address: reading.address + index * reading.stride, bit: null };
  const bit = reading.bit + index * reading.stride;
  return { address: reading.address + Math.floor(bit / 16), bit: bit % 16 };
}

export function registersOf(reading: ModbusReading): number {
  return reading.type === 'u32' ? 2 : 1;
}

/** All registers (or bits) of one element. */
export function elementSpan(reading: ModbusReading, index: number): Span {
  return { table: reading.table, first: elementPlace(reading, index).address, count: registersOf(reading) };
}

/** All registers (or bits) of a reading, from its first element to its last. */
export function readingSpan(reading: ModbusReading): Span {
  const last = elementSpan(reading, reading.count - 1);
  return { table: reading.table, first: reading.address, count: last.first + last.count - reading.address };
}

export function commandAddress(command: ModbusCommand, index: number): number {
  return command.address + index * command.stride;
}
