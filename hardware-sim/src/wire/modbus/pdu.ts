import { type Bank, covers, type Table } from './bank.ts';
import type { Pdu } from './frame.ts';

/** Modbus Application Protocol V1.1b3, 7: why a device answers no. */
export const modbusExceptions = { function: 1, address: 2, value: 3, failure: 4 } as const;
export type ModbusException = (typeof modbusExceptions)[keyof typeof modbusExceptions];

/** The most a device takes in one question, within what the protocol allows. */
export interface SlaveLimits {
  readonly read_registers: number;
  readonly read_bits: number;
  /** 1: the device does not know function 16. */
  readonly write_registers: number;
  /** 1: the device does not know function 15. */
  readonly write_bits: number;
}

/** The largest the protocol itself allows (Modbus Application Protocol V1.1b3, 6). */
export const widestLimits: SlaveLimits = {
  read_registers: 125,
  read_bits: 2000,
  write_registers: 123,
  write_bits: 1968,
};

/** What stands behind a unit id. `read` brings the bank up to date before it is looked at. */
export interface Slave {
  readonly bank: Bank;
  readonly limits: SlaveLimits;
  refresh(): void;
  /** Null when taken; the exception when the device will not have these values. */
  write(table: 'coil' | 'holding', address: number, values: readonly number[]): ModbusException | null;
}

/** The answer to any bytes at all: the data asked for, or an exception. Never throws. */
export function answerPdu(slave: Slave, question: Pdu): Pdu {
  const code = question[0] ?? 0;
  if (code === 1) return readBits(slave, 'coil', question);
  if (code === 2) return readBits(slave, 'discrete-input', question);
  if (code === 3) return readWords(slave, 'holding', question);
  if (code === 4) return readWords(slave, 'input', question);
  if (code === 5) return writeCoil(slave, question);
  if (code === 6) return writeRegister(slave, question);
  if (code === 15) return writeCoils(slave, question);
  if (code === 16) return writeRegisters(slave, question);
  return exceptionPdu(code, modbusExceptions.function);
}

export function exceptionPdu(code: number, exception: number): Pdu {
  return Uint8Array.of(code | 0x80, exception);
}

interface Range {
  readonly table: Table;
  readonly address: number;
  readonly quantity: number;
}

const readQuestionBytes = 5;

/** What a reading question names, or the exception that answers it. */
function rangeOf(table: Table | null, most: number, question: Pdu): Range | Pdu {
  const code = question[0] ?? 0;
  if (question.length !== readQuestionBytes) return exceptionPdu(code, modbusExceptions.value);
  const address = word(question, 1);
  const quantity = word(question, 3);
  if (!table) return exceptionPdu(code, modbusExceptions.function);
  if (quantity < 1 || quantity > most) return exceptionPdu(code, modbusExceptions.value);
  if (!covers(table, address, quantity)) return exceptionPdu(code, modbusExceptions.address);
  return { table, address, quantity };
}

function readBits(slave: Slave, name: 'coil' | 'discrete-input', question: Pdu): Pdu {
  const range = rangeOf(slave.bank[name], slave.limits.read_bits, question);
  if (range instanceof Uint8Array) return range;
  slave.refresh();
  const bytes = Math.ceil(range.quantity / 8);
  const answer = new Uint8Array(2 + bytes);
  answer[0] = question[0] ?? 0;
  answer[1] = bytes;
  const from = range.address - range.table.base;
  for (let bit = 0; bit < range.quantity; bit += 1) {
    if (range.table.words[from + bit]) answer[2 + (bit >>> 3)] = (answer[2 + (bit >>> 3)] ?? 0) | (1 << (bit & 7));
  }
  return answer;
}

function readWords(slave: Slave, name: 'holding' | 'input', question: Pdu): Pdu {
  const range = rangeOf(slave.bank[name], slave.limits.read_registers, question);
  if (range instanceof Uint8Array) return range;
  slave.refresh();
  const answer = new Uint8Array(2 + range.quantity * 2);
  answer[0] = question[0] ?? 0;
  answer[1] = range.quantity * 2;
  const from = range.address - range.table.base;
  for (let index = 0; index < range.quantity; index += 1) {
    const value = range.table.words[from + index] ?? 0;
    answer[2 + index * 2] = value >>> 8;
    answer[3 + index * 2] = value & 0xff;
  }
  return answer;
}

function writeCoil(slave: Slave, question: Pdu): Pdu {
  const value = word(question, 3);
  if (question.length !== 5 || (value !== 0 && value !== 0xff00)) return exceptionPdu(5, modbusExceptions.value);
  return written(slave, question, { table: 'coil', values: [value === 0 ? 0 : 1] });
}

function writeRegister(slave: Slave, question: Pdu): Pdu {
  if (question.length !== 5) return exceptionPdu(6, modbusExceptions.value);
  return written(slave, question, { table: 'holding', values: [word(question, 3)] });
}

function writeCoils(slave: Slave, question: Pdu): Pdu {
  const most = slave.limits.write_bits;
  if (most <= 1) return exceptionPdu(15, modbusExceptions.function);
  const quantity = word(question, 3);
  const bytes = question[5] ?? 0;
  if (quantity < 1 || quantity > most || bytes !== Math.ceil(quantity / 8) || question.length !== 6 + bytes)
    return exceptionPdu(15, modbusExceptions.value);
  const values: number[] = [];
  for (let bit = 0; bit < quantity; bit += 1) values.push(((question[6 + (bit >>> 3)] ?? 0) >>> (bit & 7)) & 1);
  return written(slave, question, { table: 'coil', values });
}

function writeRegisters(slave: Slave, question: Pdu): Pdu {
  const most = slave.limits.write_registers;
  if (most <= 1) return exceptionPdu(16, modbusExceptions.function);
  const quantity = word(question, 3);
  const bytes = question[5] ?? 0;
  if (quantity < 1 || quantity > most || bytes !== quantity * 2 || question.length !== 6 + bytes)
    return exceptionPdu(16, modbusExceptions.value);
  const values: number[] = [];
  for (let index = 0; index < quantity; index += 1) values.push(word(question, 6 + index * 2));
  return written(slave, question, { table: 'holding', values });
}

interface Written {
  readonly table: 'coil' | 'holding';
  readonly values: readonly number[];
}

/** Every write is answered with its first five bytes. */
function written(slave: Slave, question: Pdu, { table, values }: Written): Pdu {
  const code = question[0] ?? 0;
  const address = word(question, 1);
  const cells = slave.bank[table];
  if (!cells) return exceptionPdu(code, modbusExceptions.function);
  if (!covers(cells, address, values.length)) return exceptionPdu(code, modbusExceptions.address);
  const refused = slave.write(table, address, values);
  return refused === null ? question.slice(0, 5) : exceptionPdu(code, refused);
}

function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
