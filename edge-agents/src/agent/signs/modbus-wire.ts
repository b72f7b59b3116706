import type { SignProfile } from '@berth/contract';
import { modbusSignFace, modbusSignRegisters } from '@berth/signage';
import type { Bus } from '../../bus/port.ts';
import type { SignWire } from './wire.ts';

const connectMs = 1500;
/** Twenty registers at 9600 Bd take about 60 ms there and back; ten times that is silence. */
const answerMs = 600;

/** A sign on Modbus registers: writes the face, asks for it to be shown, and reads back what is on. */
export function modbusSignWire(bus: Bus, unit: number, sign: SignProfile['sign']): SignWire {
  return {
    async show(face, onHandedOver) {
      if (!(await bus.connect(connectMs))) return false;
      const { writes, check } = modbusSignFace(face, sign);
      const last = writes.length - 1;
      for (const [index, { address, values }] of writes.entries()) {
        const done = bus.transfer({ kind: 'write', unit, table: 'holding', first: address, values }, answerMs);
        if (index === last) onHandedOver();
        if (!(await done).ok) return false;
      }
      if (!sign.answers) return true;
      const shown = await bus.transfer(
        { kind: 'read', unit, table: 'holding', first: modbusSignRegisters.shown, count: 1 },
        answerMs,
      );
      return shown.ok && shown.values[0] === check;
    },
    close: () => bus.close(),
  };
}
