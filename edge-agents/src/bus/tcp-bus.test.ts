import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Bus, BusRequest } from './port.ts';
import { createTcpBus } from './tcp-bus.ts';

/** Answers each question with what `reply` makes of it; null answers nothing. */
async function serve(reply: (question: Buffer, socket: Socket) => Uint8Array | null) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('data', (question) => {
      const answer = reply(question, socket);
      if (answer) socket.write(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const bus = createTcpBus({ host: '127.0.0.1', port });
  open.push(async () => {
    await bus.close();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { bus, sockets };
}

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** The question's transaction, and this unit and PDU. */
function frame(question: Buffer, unit: number, pdu: readonly number[]): Buffer {
  return Buffer.from([question[0] ?? 0, question[1] ?? 0, 0, 0, 0, pdu.length + 1, unit, ...pdu]);
}

const two: BusRequest = { kind: 'read', unit: 7, table: 'holding', first: 10, count: 2 };

async function ask(bus: Bus, request: BusRequest = two) {
  expect(await bus.connect(1000)).toBe(true);
  return bus.transfer(request, 150);
}

describe('the Modbus TCP bus', () => {
  it('reads registers and bits', async () => {
    const { bus } = await serve((q) =>
      q[7] === 3 ? frame(q, 7, [3, 4, 1, 2, 0xff, 0xfe]) : frame(q, 7, [2, 1, 0b101]),
    );
    expect(await ask(bus)).toEqual({ ok: true, values: [258, 65534] });
    const bits: BusRequest = { kind: 'read', unit: 7, table: 'discrete-input', first: 0, count: 3 };
    expect(await ask(bus, bits)).toEqual({ ok: true, values: [1, 0, 1] });
  });

  it.each([
    ['one coil', { table: 'coil', values: [1] }, '0005000aff00'],
    ['one register', { table: 'holding', values: [515] }, '0006000a0203'],
    ['coils', { table: 'coil', values: [1, 0, 1] }, '000f000a00030105'],
    ['registers', { table: 'holding', values: [1, 2] }, '0010000a00020400010002'],
  ] as const)('writes %s', async (_, what, expected) => {
    let seen = '';
    const { bus } = await serve((q) => {
      seen = q.subarray(6).toString('hex');
      return frame(q, 7, [...q.subarray(7, 12)]);
    });
    const answer = await ask(bus, { kind: 'write', unit: 7, first: 10, ...what });
    expect(seen).toBe(`07${expected.slice(2)}`);
    expect(answer).toEqual({ ok: true, values: [] });
  });

  it.each([
    ['an exception', (q: Buffer) => frame(q, 7, [0x83, 2]), 'exception'],
    ['another unit', (q: Buffer) => frame(q, 8, [3, 4, 0, 1, 0, 2]), 'wrong-unit'],
    ['too little', (q: Buffer) => frame(q, 7, [3, 2, 0, 1]), 'short-frame'],
    ['another function', (q: Buffer) => frame(q, 7, [4, 4, 0, 1, 0, 2]), 'garbage'],
    ['a false byte count', (q: Buffer) => frame(q, 7, [3, 2, 0, 1, 0, 2]), 'garbage'],
    ['no Modbus at all', () => Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), 'garbage'],
    ['nothing', () => null, 'timeout'],
  ] as const)('tells %s apart', async (_, reply, error) => {
    const { bus } = await serve(reply);
    expect(await ask(bus)).toMatchObject({ ok: false, error });
  });

  it('holds a write whose confirmation names another value for garbage', async () => {
    const { bus } = await serve((q) => frame(q, 7, [6, 0, 10, 9, 9]));
    expect(await ask(bus, { kind: 'write', unit: 7, table: 'holding', first: 10, values: [1] })).toMatchObject({
      error: 'garbage',
    });
  });

  it('takes no late answer for the answer to a later question', async () => {
    let late: Buffer | null = null;
    const { bus } = await serve((q, socket) => {
      if (!late) {
        late = frame(q, 7, [3, 4, 0, 1, 0, 1]);
        return null;
      }
      socket.write(late);
      return frame(q, 7, [3, 4, 0, 2, 0, 2]);
    });
    expect(await ask(bus)).toMatchObject({ error: 'timeout' });
    expect(await ask(bus)).toEqual({ ok: true, values: [2, 2] });
  });

  it('says closed when the peer is gone, and can connect again', async () => {
    let hangUp = true;
    const { bus } = await serve((q, socket) => {
      if (!hangUp) return frame(q, 7, [3, 4, 0, 2, 0, 2]);
      socket.destroy();
      return null;
    });
    expect(await ask(bus)).toMatchObject({ ok: false, error: 'closed' });
    expect(await bus.transfer(two, 100)).toMatchObject({ error: 'closed' });
    hangUp = false;
    expect(await ask(bus)).toEqual({ ok: true, values: [2, 2] });
  });

  it('says so when nobody listens', async () => {
    const bus = createTcpBus({ host: '127.0.0.1', port: 1 });
    expect(await bus.connect(500)).toBe(false);
    expect(await bus.transfer(two, 100)).toMatchObject({ error: 'closed' });
    await bus.close();
  });

  it('survives thousands of random answers, and good ones are good again after them', async () => {
    let seed = 12345;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      return (seed >> 8) % below;
    };
    let wild = true;
    const { bus } = await serve((q) => {
      if (!wild) return frame(q, 7, [3, 4, 0, 2, 0, 2]);
      const junk = Array.from({ length: 1 + random(12) }, () => random(256));
      if (random(3) === 0) return Buffer.from(junk);
      // A true header around a false body, of another unit or function now and then.
      return frame(q, random(4) === 0 ? random(256) : 7, [random(2) === 0 ? 3 : (junk[0] ?? 0), ...junk]);
    });
    const errors = new Set<string>();
    for (let times = 0; times < 3000; times += 1) {
      await bus.connect(1000);
      const answer = await bus.transfer(two, 5);
      errors.add(answer.ok ? 'ok' : answer.error);
    }
    wild = false;
    await bus.connect(1000);
    await bus.transfer(two, 50);
    expect(await ask(bus)).toEqual({ ok: true, values: [2, 2] });
    expect([...errors]).toEqual(expect.arrayContaining(['garbage', 'short-frame', 'wrong-unit']));
  }, 60_000);
});
