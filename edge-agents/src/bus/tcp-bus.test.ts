import { afterEach, describe, expect, it } from 'vitest';
import type { Bus, BusRequest } from './port.ts';
import { createTcpBus } from './tcp-bus.ts';
import { serveTcp, tcpFrame } from './tcp-peer.fixture.ts';

const two: BusRequest = { kind: 'read', unit: 7, table: 'holding', first: 10, count: 2 };

async function ask(bus: Bus) {
  expect(await bus.connect(1000)).toBe(true);
  return bus.transfer(two, 150);
}

describe('the Modbus TCP bus', () => {
  const open: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of open.splice(0)) await close();
  });

  async function behind(reply: Parameters<typeof serveTcp>[0]): Promise<Bus> {
    const { bus, close } = await serveTcp(reply);
    open.push(close);
    return bus;
  }

  it.each([
    ['what is no Modbus at all', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['a length that cannot be', Buffer.from('0001000000000700', 'hex')],
  ])('hangs up on %s, and connects again', async (_, junk) => {
    let wild = true;
    const bus = await behind((q) => (wild ? junk : tcpFrame(q, 7, [3, 4, 0, 2, 0, 2])));
    expect(await ask(bus)).toMatchObject({ ok: false, error: 'garbage' });
    expect(await bus.transfer(two, 100)).toMatchObject({ ok: false, error: 'closed' });
    wild = false;
    expect(await ask(bus)).toEqual({ ok: true, values: [2, 2] });
  });

  it('takes no late answer for the answer to a later question', async () => {
    let late: Buffer | null = null;
    const bus = await behind((q, socket) => {
      if (!late) {
        late = tcpFrame(q, 7, [3, 4, 0, 1, 0, 1]);
        return null;
      }
      socket.write(late);
      return tcpFrame(q, 7, [3, 4, 0, 2, 0, 2]);
    });
    expect(await ask(bus)).toMatchObject({ error: 'timeout' });
    expect(await ask(bus)).toEqual({ ok: true, values: [2, 2] });
  });

  it('says closed when the peer is gone, and can connect again', async () => {
    let hangUp = true;
    const bus = await behind((q, socket) => {
      if (!hangUp) return tcpFrame(q, 7, [3, 4, 0, 2, 0, 2]);
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
    await bus.close();
  });

  it('survives thousands of random answers, and good ones are good again after them', async () => {
    let seed = 12345;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      return (seed >> 8) % below;
    };
    let wild = true;
    const bus = await behind((q) => {
      if (!wild) return tcpFrame(q, 7, [3, 4, 0, 2, 0, 2]);
      const junk = Array.from({ length: 1 + random(12) }, () => random(256));
      if (random(3) === 0) return Buffer.from(junk);
      // A true header around a false body, of another unit or function now and then.
      return tcpFrame(q, random(4) === 0 ? random(256) : 7, [random(2) === 0 ? 3 : (junk[0] ?? 0), ...junk]);
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
