import { afterEach, describe, expect, it } from 'vitest';
import { crc16 } from './frame.ts';
import type { Bus, BusRequest } from './port.ts';
import { rtuFrame, servePty } from './pty-peer.fixture.ts';
import { serveTcp, tcpFrame } from './tcp-peer.fixture.ts';

/** What a device does with a question: answers as a unit with a PDU, or is mute. */
type Reply = (unit: number, pdu: Uint8Array) => { readonly unit: number; readonly pdu: readonly number[] } | null;

interface ServedBus {
  readonly bus: Bus;
  close(): Promise<void>;
}

const two = { kind: 'read', unit: 7, table: 'holding', first: 10, count: 2 } satisfies BusRequest;

/** What every driver of the Bus port does, whatever its wire. `serve` opens one with such a device behind it. */
function busContract(name: string, serve: (reply: Reply) => Promise<ServedBus>): void {
  const open: ServedBus[] = [];
  afterEach(async () => {
    for (const served of open.splice(0)) await served.close();
  });

  async function behind(reply: Reply): Promise<Bus> {
    const served = await serve(reply);
    open.push(served);
    expect(await served.bus.connect(1000)).toBe(true);
    return served.bus;
  }

  describe(`${name} keeps the contract of a bus:`, () => {
    it('reads registers and bits', async () => {
      const bus = await behind((unit, pdu) => ({
        unit,
        pdu: (pdu[0] ?? 0) < 3 ? [pdu[0] ?? 0, 1, 0b101] : [pdu[0] ?? 0, 4, 1, 2, 0xff, 0xfe],
      }));
      const tables = { holding: [258, 65534], input: [258, 65534], coil: [1, 0], 'discrete-input': [1, 0] } as const;
      for (const table of ['holding', 'input', 'coil', 'discrete-input'] as const)
        expect(await bus.transfer({ ...two, table }, 300)).toEqual({ ok: true, values: tables[table] });
    });

    it.each([
      ['one coil', { table: 'coil', values: [1] }, '05000aff00'],
      ['one register', { table: 'holding', values: [515] }, '06000a0203'],
      ['coils', { table: 'coil', values: [1, 0, 1] }, '0f000a00030105'],
      ['registers', { table: 'holding', values: [1, 2] }, '10000a00020400010002'],
    ] as const)('writes %s', async (_, what, expected) => {
      let seen = '';
      const bus = await behind((unit, pdu) => {
        seen = Buffer.from(pdu).toString('hex');
        return { unit, pdu: [...pdu.subarray(0, 5)] };
      });
      const answer = await bus.transfer({ kind: 'write', unit: 7, first: 10, ...what }, 300);
      expect(seen).toBe(expected);
      expect(answer).toEqual({ ok: true, values: [] });
    });

    it.each([
      ['an exception', 7, [0x83, 2], 'exception'],
      ['another unit', 8, [3, 4, 0, 1, 0, 2], 'wrong-unit'],
      ['too little', 7, [3, 2, 0, 1], 'short-frame'],
      ['another function', 7, [4, 4, 0, 1, 0, 2], 'garbage'],
      ['a false byte count', 7, [3, 2, 0, 1, 0, 2], 'garbage'],
    ] as const)('tells %s apart', async (_, unit, pdu, error) => {
      const bus = await behind(() => ({ unit, pdu }));
      expect(await bus.transfer(two, 300)).toMatchObject({ ok: false, error });
    });

    it('holds a write whose confirmation names another value for garbage', async () => {
      const bus = await behind((unit) => ({ unit, pdu: [6, 0, 10, 9, 9] }));
      const write: BusRequest = { kind: 'write', unit: 7, table: 'holding', first: 10, values: [1] };
      expect(await bus.transfer(write, 300)).toMatchObject({ ok: false, error: 'garbage' });
    });

    it('tells a timeout, and is ready for the next question', async () => {
      let mute = true;
      const bus = await behind((unit) => (mute ? null : { unit, pdu: [3, 4, 0, 1, 0, 2] }));
      expect(await bus.transfer(two, 60)).toEqual({ ok: false, error: 'timeout' });
      mute = false;
      expect(await bus.transfer(two, 300)).toEqual({ ok: true, values: [1, 2] });
    });

    it('says closed before it is connected and after it is closed; connecting twice changes nothing', async () => {
      const served = await serve((unit) => ({ unit, pdu: [3, 4, 0, 1, 0, 2] }));
      open.push(served);
      expect(await served.bus.transfer(two, 100)).toMatchObject({ ok: false, error: 'closed' });
      expect([await served.bus.connect(1000), await served.bus.connect(1000)]).toEqual([true, true]);
      expect(await served.bus.transfer(two, 300)).toMatchObject({ ok: true });
      await served.bus.close();
      expect(await served.bus.transfer(two, 100)).toMatchObject({ ok: false, error: 'closed' });
    });
  });
}

busContract('Modbus TCP', (reply) =>
  serveTcp((question) => {
    const answer = reply(question[6] ?? 0, question.subarray(7));
    return answer && tcpFrame(question, answer.unit, answer.pdu);
  }),
);

busContract('Modbus RTU on a pty', (reply) =>
  servePty((question) => {
    // The check of a frame together with its check bytes is 0.
    if (crc16(question) !== 0) return null;
    const answer = reply(question[0] ?? 0, question.subarray(1, -2));
    return answer && rtuFrame([answer.unit, ...answer.pdu]);
  }),
);
