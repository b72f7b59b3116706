import { closeSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import * as nodePty from 'node-pty';
import { afterEach, describe, expect, it } from 'vitest';
import { crc16 } from './frame.ts';
import type { BusRequest } from './port.ts';
import { createRtuBus } from './rtu-bus.ts';

/** node-pty's own `open` also reads the far end; its native part only makes the pair. */
interface PtyPair {
  readonly master: number;
  readonly slave: number;
  readonly pty: string;
}
const { native } = nodePty as unknown as { native: { open(columns: number, rows: number): PtyPair } };

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A slave at the other end of a serial line, that answers each question with what `reply` makes of it. */
async function serve(reply: (question: Buffer, write: (bytes: Uint8Array) => void) => Uint8Array | null) {
  const pair = native.open(80, 24);
  const far = new ReadStream(pair.master);
  far.on('error', () => {});
  far.on('data', (question: Buffer) => {
    const answer = reply(question, (bytes) => far.write(bytes));
    if (answer) far.write(answer);
  });
  const bus = createRtuBus({ path: pair.pty, baud: 115_200, parity: 'none' });
  open.push(async () => {
    await bus.close();
    far.destroy();
    closeSync(pair.slave);
  });
  expect(await bus.connect(1000)).toBe(true);
  return { bus };
}

function frame(bytes: readonly number[]): Buffer {
  const crc = crc16(Uint8Array.from(bytes));
  return Buffer.from([...bytes, crc & 0xff, crc >> 8]);
}

const two: BusRequest = { kind: 'read', unit: 7, table: 'input', first: 10, count: 2 };
const good = frame([7, 4, 4, 1, 2, 0xff, 0xfe]);

describe('the Modbus RTU bus, on a pty', () => {
  it('asks as the standard wants, and reads the answer', async () => {
    let seen = '';
    const { bus } = await serve((question) => {
      seen = question.toString('hex');
      return good;
    });
    expect(await bus.transfer(two, 300)).toEqual({ ok: true, values: [258, 65534] });
    expect(seen).toBe(frame([7, 4, 0, 10, 0, 2]).toString('hex'));
  });

  it('writes coils and registers', async () => {
    const { bus } = await serve((question) => frame([...question.subarray(0, 6)]));
    const write = (what: { table: 'coil' | 'holding'; values: number[] }) =>
      bus.transfer({ kind: 'write', unit: 7, first: 3, ...what }, 300);
    expect(await write({ table: 'coil', values: [1] })).toEqual({ ok: true, values: [] });
    expect(await write({ table: 'holding', values: [1, 2, 3] })).toEqual({ ok: true, values: [] });
  });

  it('puts an answer together from its pieces, and leaves out noise before it', async () => {
    const { bus } = await serve((_, write) => {
      write(Uint8Array.from([0, 0xff]));
      setTimeout(() => write(good.subarray(0, 4)), 3);
      setTimeout(() => write(good.subarray(4)), 8);
      return null;
    });
    expect(await bus.transfer(two, 300)).toEqual({ ok: true, values: [258, 65534] });
  });

  it.each([
    ['a false check', Buffer.from([...good.subarray(0, -1), 0x55]), 'crc'],
    ['an exception', frame([7, 0x84, 2]), 'exception'],
    ['a frame cut off', good.subarray(0, 6), 'short-frame'],
    ['a whole frame that says too little', frame([7, 4, 2, 1, 2]), 'short-frame'],
    ['another unit', frame([8, 4, 4, 1, 2, 3, 4]), 'wrong-unit'],
    ['another function', frame([7, 3, 4, 1, 2, 3, 4]), 'garbage'],
    ['a false byte count', frame([7, 4, 2, 1, 2, 3, 4]), 'garbage'],
  ] as const)('tells %s apart', async (_, answer, error) => {
    const { bus } = await serve(() => answer);
    expect(await bus.transfer(two, 300)).toMatchObject({ ok: false, error });
  });

  it('tells a timeout, and is ready for the next question', async () => {
    let mute = true;
    const { bus } = await serve(() => (mute ? null : good));
    expect(await bus.transfer(two, 60)).toMatchObject({ ok: false, error: 'timeout' });
    mute = false;
    expect(await bus.transfer(two, 300)).toEqual({ ok: true, values: [258, 65534] });
  });

  it('survives hundreds of random answers, and good ones are good again after them', async () => {
    let seed = 4711;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      return (seed >> 8) % below;
    };
    let wild = true;
    const { bus } = await serve(() => {
      if (!wild) return good;
      const junk = Array.from({ length: 1 + random(12) }, () => random(256));
      return random(2) === 0 ? Buffer.from(junk) : frame([7, random(2) === 0 ? 4 : 0x84, ...junk]);
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

  it('says closed where there is no port', async () => {
    const bus = createRtuBus({ path: '/dev/no-such-port', baud: 9600, parity: 'even' });
    expect(await bus.connect(500)).toBe(false);
    expect(await bus.transfer(two, 50)).toMatchObject({ ok: false, error: 'closed' });
    await bus.close();
  });
});
