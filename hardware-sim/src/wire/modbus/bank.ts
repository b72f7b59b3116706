/** The four tables of a Modbus device (Modbus Application Protocol V1.1b3, 4.3). */
export type TableName = 'coil' | 'discrete-input' | 'holding' | 'input';

/** One table: what stands at `base` and after it. Bits are words of 0 or 1. Outside it is nothing. */
export interface Table {
  readonly base: number;
  readonly words: Uint16Array;
}

export type Bank = Readonly<Record<TableName, Table | null>>;

export const emptyBank: Bank = { coil: null, 'discrete-input': null, holding: null, input: null };

export function tableOf(base: number, size: number): Table {
  return { base, words: new Uint16Array(size) };
}

/** Whether all of them are there. */
export function covers(table: Table, address: number, quantity: number): boolean {
  return address >= table.base && address + quantity <= table.base + table.words.length;
}

export function peek(table: Table, address: number): number {
  return table.words[address - table.base] ?? 0;
}

export function poke(table: Table, address: number, value: number): void {
  const index = address - table.base;
  if (index >= 0 && index < table.words.length) table.words[index] = value;
}
