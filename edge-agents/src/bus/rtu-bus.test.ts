import { afterEach, describe, expect, it } from 'vitest';
import type { Bus, BusRequest } from './port.ts';
import { rtuFrame, servePty } from './pty-peer.fixture.ts';
import { createRtuBus } from './rtu-bus.ts';

const two: BusRequest = { kind: 'read', unit: 7, table: 'input', first: 10, count: 2 };
const good = rtuFrame([7, 4, 4, 1, 2, 0xff, 0xfe]);

describe('the Modbus RTU bus, on a pty', () => {
  const open: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of open.splice(0)) await close();
  });

  async function behind(reply: Parameters<typeof servePty>[0]): Promise<Bus> {
    const { bus, close } = await servePty(reply);
    open.push(close);
    expect(await bus.connect(1000)).toBe(true);
    return bus;
  }

  it('puts an answer together from its pieces, and leaves out noise before it', async () => {
    const bus = await behind((_, write) => {
      write(Uint8Array.from([0, 0xff]));
      setTimeout(() => write(good.subarray(0, 4)), 3);
      setTimeout(() => write(good.subarray(4)), 8);
      return null;
    });
    expect(await bus.transfer(two, 300)).toEqual({ ok: true, values: [258, 65534] });
  });

  it.each([
    ['a false check', Buffer.from([...good.subarray(0, -1), 0x55]), 'crc'],
    ['a frame cut off', good.subarray(0, 6), 'short-frame'],
    ['noise', Buffer.from('a5c3', 'hex'), 'short-frame'],
  ] as const)('tells %s apart', async (_, answer, error) => {
    const bus = await behind(() => answer);
    expect(await bus.transfer(two, 300)).toMatchObject({ ok: false, error });
  });

  it('leaves out an answer that comes before the next question', async () => {
    let times = 0;
    const bus = await behind((_, write) => {
      times += 1;
      if (times > 1) return good;
      setTimeout(() => write(rtuFrame([7, 4, 4, 9, 9, 9, 9])), 60);
      return null;
    });
    expect(await bus.transfer(two, 40)).toMatchObject({ error: 'timeout' });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(await bus.transfer(two, 300)).toEqual({ ok: true, values: [258, 65534] });
  });

  it('survives hundreds of random answers, and good ones are good again after them', async () => {
    let seed = 4711;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      return (seed >> 8) % below;
    };
    let wild = true;
    const bus = await behind(() => {
      if (!wild) return good;
      const junk = Array.from({ length: 1 + random(12) }, () => random(256));
      return random(2) === 0 ? Buffer.from(junk) : rtuFrame([7, random(2) === 0 ? 4 : 0x84, ...junk]);
    });
    const errors = new Set<string>();
    for (let times = 0; times < 250; times += 1) {
      const answer = await bus.transfer(two, 40);
      errors.add(answer.ok ? 'ok' : answer.error);
    }
    wild = false;
    await bus.transfer(two, 100);
    expect(await bus.transfer(two, 300)).toEqual({ ok: true, values: [258, 65534] });
    expect(errors.size).toBeGreaterThan(2);
  }, 60_000);

  it('says so where there is no port', async () => {
    const bus = createRtuBus({ path: '/dev/no-such-port', baud: 9600, parity: 'even' });
    expect(await bus.connect(500)).toBe(false);
    await bus.close();
  });
});
