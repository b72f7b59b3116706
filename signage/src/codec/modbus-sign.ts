import type { FaceMessage } from '@berth/contract';
import { fitToColumns } from '../face/index.ts';
import { crc16Modbus } from './crc.ts';
import { toGbk } from './gbk.ts';

/**
 * A sign on Modbus holding registers. Row r begins at register 64 * r: colour (1 red, 2 green,
 * 3 yellow), then the row's text in GBK, two bytes in a register, filled with blanks. Register 0x0FFE
 * takes the CRC-16/MODBUS of all the text bytes, row after row: the sign shows what it was sent when
 * that is written and right, and gives it back in 0x0FFF.
 */
export const modbusSignRegisters = { rowStride: 64, show: 0x0ffe, shown: 0x0fff } as const;

const colourNumbers = { red: 1, green: 2, yellow: 3 } as const;

export interface RegisterWrite {
  readonly address: number;
  readonly values: readonly number[];
}

export interface ModbusSignFace {
  readonly writes: readonly RegisterWrite[];
  /** What `shown` must read once the face is on. */
  readonly check: number;
}

export function modbusSignFace(face: FaceMessage, size: { columns: number; rows: number }): ModbusSignFace {
  const writes: RegisterWrite[] = [];
  const texts: Uint8Array[] = [];
  for (let index = 0; index < size.rows; index += 1) {
    const row = face.rows[index];
    const text = evenBytes(toGbk(fitToColumns(row?.text ?? '', size.columns, row?.align ?? 'left')));
    texts.push(text);
    const values = [colourNumbers[row?.colour ?? 'red'], ...registersOf(text)];
    writes.push({ address: index * modbusSignRegisters.rowStride, values });
  }
  const check = crc16Modbus(Buffer.concat(texts));
  writes.push({ address: modbusSignRegisters.show, values: [check] });
  return { writes, check };
}

function evenBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.length % 2 === 0) return bytes;
  const even = new Uint8Array(bytes.length + 1).fill(0x20);
  even.set(bytes);
  return even;
}

function registersOf(bytes: Uint8Array): number[] {
  const registers: number[] = [];
  for (let index = 0; index < bytes.length; index += 2)
    registers.push(((bytes[index] ?? 0x20) << 8) | (bytes[index + 1] ?? 0x20));
  return registers;
}
