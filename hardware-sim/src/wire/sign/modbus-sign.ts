import { type Bank, emptyBank, poke, type Table, tableOf } from '../modbus/bank.ts';
import { crc16 } from '../modbus/crc16.ts';
import { type ModbusException, modbusExceptions, type Slave, widestLimits } from '../modbus/pdu.ts';
import { blankRows, type SignPanel, type SignRow } from './panel.ts';

/**
 * The count sign with Modbus registers, whose registers `@berth/signage` writes: row r stands at
 * 64 * r (colour, then GBK text, two bytes to a register); 0x0FFE takes the CRC of all text bytes and
 * shows what was sent when it is right; 0x0FFF reads the CRC of what is on, 0 while dark.
 */
const rowStride = 64;
const showRegister = 0x0ffe;
const shownRegister = 0x0fff;

const colours = [null, 'red', 'green', 'yellow'] as const;

export interface ModbusSign extends Slave {
  readonly panel: SignPanel;
}

export function modbusSign(panel: SignPanel): ModbusSign {
  const holding = tableOf(0, shownRegister + 1);
  const bank: Bank = { ...emptyBank, holding };
  return {
    panel,
    bank,
    limits: widestLimits,
    refresh: () => {
      if (panel.blank()) poke(holding, shownRegister, 0);
    },
    write: (table, address, values) =>
      table === 'coil' ? modbusExceptions.function : write(panel, holding, { address, values }),
  };
}

function write(
  panel: SignPanel,
  holding: Table,
  sent: { address: number; values: readonly number[] },
): ModbusException | null {
  const last = sent.address + sent.values.length - 1;
  if (last === shownRegister) return modbusExceptions.address;
  if (last === showRegister && sent.values.length !== 1) return modbusExceptions.address;
  if (last !== showRegister) {
    const row = Math.floor(sent.address / rowStride);
    if (row >= panel.rows || Math.floor(last / rowStride) !== row) return modbusExceptions.address;
    for (const [index, value] of sent.values.entries()) poke(holding, sent.address + index, value);
    return null;
  }
  const texts = rowTexts(panel, holding);
  const check = crc16(texts.all);
  if (sent.values[0] !== check) return modbusExceptions.value;
  panel.show(texts.rows);
  poke(holding, showRegister, check);
  poke(holding, shownRegister, check);
  return null;
}

/** The rows as they would be shown, and all their text bytes in order. */
function rowTexts(panel: SignPanel, holding: Table): { rows: SignRow[]; all: Uint8Array } {
  const registers = Math.ceil(panel.columns / 2);
  const all = new Uint8Array(panel.rows * registers * 2);
  const rows = blankRows(panel);
  for (let row = 0; row < panel.rows; row += 1) {
    const bytes = all.subarray(row * registers * 2, (row + 1) * registers * 2);
    for (let index = 0; index < registers; index += 1) {
      const value = holding.words[row * rowStride + 1 + index] ?? 0;
      bytes[index * 2] = value >>> 8;
      bytes[index * 2 + 1] = value & 0xff;
    }
    const colour = colours[holding.words[row * rowStride] ?? 0] ?? null;
    rows[row] = { text: panel.decode(bytes), colour };
  }
  return { rows, all };
}
