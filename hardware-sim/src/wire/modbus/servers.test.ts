import { connect } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { seededChance } from '../chance.ts';
import { processClock } from '../clock.ts';
import { recordingStream } from '../stream.fixture.ts';
import { virtualClock } from '../virtual-clock.fixture.ts';
import { emptyBank, tableOf } from './bank.ts';
import { modbusBus, noCounts } from './bus.ts';
import { mbapBytes, readRtu, rtuBytes } from './frame.ts';
import { garbledMbap, garbledRtu, garbleKinds } from './garble.ts';
import { widestLimits } from './pdu.ts';
import { plainRtu, serveModbusRtu } from './rtu-server.ts';
import { plainMbap, serveModbusTcp } from './tcp-server.ts';

const stops: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

function echoBus() {
  const written: number[] = [];
  const holding = tableOf(0, 8);
  holding.words.set([0x1234, 2, 3]);
  const slave = {
    bank: { ...emptyBank, holding },
    limits: widestLimits,
    refresh: () => undefined,
    write: (_table: unknown, _address: number, values: readonly number[]) => {
      written.push(...values);
      return null;
    },
  };
  const unit = { device: 'd', slave, turnaround_ms: 0, seen: noCounts(), heard: () => undefined };
  const units = new Map([
    [1, unit],
    [2, unit],
  ]);
  return { written, bus: modbusBus({ units, baud: null, clock: processClock(), isDead: () => false }) };
}

async function talk(port: number, bytes: Uint8Array, enough: number): Promise<Buffer> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  stops.push(() => void socket.destroy());
  return new Promise((resolve) => {
    let got = Buffer.alloc(0);
    socket.on('data', (piece) => {
      got = Buffer.concat([got, piece]);
      if (got.length >= enough) resolve(got);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(got));
    socket.write(bytes);
  });
}

const question = { transaction: 7, unit: 1, pdu: Uint8Array.of(3, 0, 0, 0, 1) };

describe('Modbus TCP', () => {
  it('answers pipelined questions of many units in order', async () => {
    const server = await serveModbusTcp(echoBus().bus, plainMbap, null);
    stops.push(server.stop);
    const got = await talk(
      server.port,
      Buffer.concat([mbapBytes(question), mbapBytes({ ...question, transaction: 8, unit: 2 })]),
      22,
    );
    expect(got.toString('hex')).toBe('0007000000050103021234' + '0008000000050203021234');
  });

  it('closes a stream that is out of step, and goes on with the others', async () => {
    const server = await serveModbusTcp(echoBus().bus, plainMbap, null);
    stops.push(server.stop);
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 7, maxLength: 300 }), async (noise) => {
        noise[2] = (noise[2] ?? 0) | 1;
        expect(await talk(server.port, noise, 1)).toHaveLength(0);
      }),
      { numRuns: 30 },
    );
    expect((await talk(server.port, mbapBytes(question), 11)).length).toBe(11);
  });

  it('a broadcast is obeyed and not answered', async () => {
    const { bus, written } = echoBus();
    const server = await serveModbusTcp(bus, plainMbap, null);
    stops.push(server.stop);
    const all = mbapBytes({ transaction: 1, unit: 0, pdu: Uint8Array.of(6, 0, 0, 0, 9) });
    const got = await talk(server.port, Buffer.concat([all, mbapBytes(question)]), 11);
    expect(got.subarray(0, 2).toString('hex')).toBe('0007');
    expect(written).toEqual([9, 9]);
  });
});

describe('Modbus RTU on a stream', () => {
  function line() {
    const clock = virtualClock();
    const { stream, out } = recordingStream();
    const { bus } = echoBus();
    stops.push(serveModbusRtu(stream, { bus, clock, outgoing: plainRtu }).stop);
    const hear = async (bytes: Uint8Array) => {
      stream.push(bytes);
      await new Promise((resolve) => setImmediate(resolve));
    };
    return { clock, out, hear };
  }
  const asked = rtuBytes(question);

  it('answers whole questions that come in pieces', async () => {
    const { out, hear } = line();
    for (const byte of asked) await hear(Uint8Array.of(byte));
    expect(Buffer.concat(out).toString('hex')).toBe(
      Buffer.from(rtuBytes({ unit: 1, pdu: Uint8Array.of(3, 2, 0x12, 0x34) })).toString('hex'),
    );
  });

  it('keeps silent on a wrong CRC and on half a question, and hears the next after a gap', async () => {
    const { out, hear, clock } = line();
    const wrong = asked.slice();
    wrong[3] = 1;
    await hear(wrong);
    await hear(asked.subarray(0, 5));
    clock.pass(50);
    expect(out).toHaveLength(0);
    await hear(asked);
    expect(out).toHaveLength(1);
  });

  it('says of a function it does not know that it does not', async () => {
    const { out, hear } = line();
    await hear(rtuBytes({ unit: 1, pdu: Uint8Array.of(0x2b, 14, 1, 0) }));
    expect(readRtu(Buffer.concat(out))?.pdu).toEqual(Buffer.from([0xab, 1]));
  });

  it('takes any bytes', async () => {
    const { hear, clock, out } = line();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (noise) => {
        await hear(noise);
        clock.pass(50);
      }),
      { numRuns: 100 },
    );
    const before = out.length;
    await hear(asked);
    expect(out.length).toBe(before + 1);
  });
});

describe('garbage', () => {
  const answer = { transaction: 5, unit: 1, pdu: Uint8Array.of(3, 2, 0x12, 0x34) };

  it.each(garbleKinds)('%s can never be read as an answer to the question', (how) => {
    const chance = seededChance(3);
    for (let run = 0; run < 500; run += 1) {
      const rtu = readRtu(garbledRtu(answer, how, chance));
      const goodRtu = rtu?.unit === 1 && rtu.pdu[0] === 3 && rtu.pdu[1] === 2 && rtu.pdu.length === 4;
      expect(goodRtu).toBe(false);
      const mbap = garbledMbap(answer, how, chance);
      const bytes = mbap ?? new Uint8Array(0);
      expect(bytes.length > 0 && bytes[6] === 1 && bytes[7] === 3 && bytes.length === 11).toBe(false);
    }
  });

  it('random bytes are never of the function that was asked', () => {
    const chance = seededChance(2);
    for (let run = 0; run < 3000; run += 1)
      expect((garbledMbap(answer, 'random', chance)?.[7] ?? 0) & 0x7f).not.toBe(3);
  });

  it('every kind is what it is called', () => {
    const chance = seededChance(1);
    expect(garbledMbap(answer, 'wrong-crc', chance)).toBeNull();
    expect(readRtu(garbledRtu(answer, 'wrong-crc', chance))).toBeNull();
    expect(garbledRtu(answer, 'wrong-unit', chance)[0]).toBe(2);
    expect(readRtu(garbledRtu(answer, 'exception', chance))?.pdu).toEqual(Uint8Array.of(0x83, 4));
    expect(garbledRtu(answer, 'short', chance).length).toBeLessThan(rtuBytes(answer).length);
  });
});
