import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bank, emptyBank, poke, tableOf } from './bank.ts';
import { mbapBytes, readRtu, rtuBytes, rtuQuestionBytes, splitMbap } from './frame.ts';
import { answerPdu, type Slave, widestLimits } from './pdu.ts';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const hex = (data: Uint8Array) => Buffer.from(data).toString('hex').toUpperCase();

/** Tables as in the examples of Modbus Application Protocol V1.1b3, 6.1 to 6.12. */
function exampleSlave(): Slave {
  const bank: Bank = {
    coil: tableOf(0, 256),
    'discrete-input': tableOf(0, 256),
    holding: tableOf(0, 256),
    input: tableOf(0, 256),
  };
  const put = (table: keyof Bank, address: number, values: readonly number[]) => {
    const words = bank[table];
    for (const [index, value] of values.entries()) if (words) poke(words, address + index, value);
  };
  const bits = (text: string) => Array.from(text.replaceAll(' ', ''), Number);
  put('coil', 0x13, bits('1011 0011 1101 0110 101'));
  put('discrete-input', 0xc4, bits('0011 0101 1101 1011 1010 11'));
  put('holding', 0x6b, [0x022b, 0, 0x64]);
  put('input', 8, [0x0a]);
  const write: Slave['write'] = (table, address, values) => {
    put(table, address, values);
    return null;
  };
  return { bank, limits: widestLimits, refresh: () => undefined, write };
}

describe('PDUs of the Modbus specification', () => {
  const slave = exampleSlave();
  it.each([
    ['read coils', '01 00 13 00 13', '0103CD6B05'],
    ['read discrete inputs', '02 00 C4 00 16', '0203ACDB35'],
    ['read holding registers', '03 00 6B 00 03', '0306022B00000064'],
    ['read input registers', '04 00 08 00 01', '0402000A'],
    ['write single coil', '05 00 AC FF 00', '0500ACFF00'],
    ['write single register', '06 00 01 00 03', '0600010003'],
    ['write multiple coils', '0F 00 13 00 0A 02 CD 01', '0F0013000A'],
    ['write multiple registers', '10 00 01 00 02 04 00 0A 01 02', '1000010002'],
    ['an unknown function', '2B 0E 01 00', 'AB01'],
    ['an address outside', '03 01 00 00 01', '8302'],
    ['an end outside', '03 00 FF 00 02', '8302'],
    ['too many registers', '03 00 00 00 7E', '8303'],
    ['no registers', '04 00 00 00 00', '8403'],
    ['a coil neither on nor off', '05 00 AC 12 34', '8503'],
    ['a count of bytes that does not fit', '10 00 01 00 02 03 00 0A 01', '9003'],
    ['nothing at all', '', '8001'],
  ])('%s', (_name, question, answer) => {
    expect(hex(answerPdu(slave, bytes(question)))).toBe(answer);
  });

  it('a device that knows single writes only says so of the others', () => {
    const single = { ...slave, limits: { ...widestLimits, write_bits: 1, write_registers: 1 } };
    expect(hex(answerPdu(single, bytes('10 00 01 00 01 02 00 0A')))).toBe('9001');
    expect(hex(answerPdu(single, bytes('0F 00 01 00 01 01 01')))).toBe('8F01');
  });

  it('a table that is not there is an unknown function', () => {
    expect(hex(answerPdu({ ...slave, bank: emptyBank }, bytes('01 00 00 00 01')))).toBe('8101');
  });

  it('answers any bytes and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 260 }), (question) => {
        const answer = answerPdu(slave, question);
        return answer.length >= 2 && answer.length <= 253;
      }),
      { numRuns: 2000 },
    );
  });
});

describe('envelopes', () => {
  it('RTU: the CRC that every Modbus primer shows', () => {
    const frame = { unit: 0x11, pdu: bytes('03 00 6B 00 03') };
    expect(hex(rtuBytes(frame))).toBe('1103006B00037687');
    expect(readRtu(bytes('11 03 00 6B 00 03 76 87'))).toEqual(frame);
    expect(readRtu(bytes('11 03 00 6B 00 03 76 88'))).toBeNull();
  });

  it('RTU: lengths of questions', () => {
    expect(rtuQuestionBytes(bytes('11'))).toBeNull();
    expect(rtuQuestionBytes(bytes('11 03'))).toBe(8);
    expect(rtuQuestionBytes(bytes('11 10 00 01 00 02'))).toBeNull();
    expect(rtuQuestionBytes(bytes('11 10 00 01 00 02 04'))).toBe(13);
    expect(rtuQuestionBytes(bytes('11 2B'))).toBe(-1);
  });

  it('MBAP: splits what comes in pieces and in lumps alike', () => {
    const frames = [1, 2, 3].map((transaction) => ({ transaction, unit: 9, pdu: bytes('03 00 00 00 01') }));
    expect(hex(mbapBytes({ transaction: 0x1501, unit: 0xff, pdu: bytes('03 00 04 00 01') }))).toBe(
      '150100000006FF0300040001',
    );
    const stream = Buffer.concat(frames.map(mbapBytes));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: stream.length }), { maxLength: 8 }), (cuts) => {
        const ends = [...cuts, stream.length].sort((one, other) => one - other);
        let rest: Uint8Array = new Uint8Array(0);
        let from = 0;
        const found = [];
        for (const end of ends) {
          const split = splitMbap(Buffer.concat([rest, stream.subarray(from, end)]));
          if (split.kind === 'lost') return false;
          found.push(...split.frames.map((frame) => frame.transaction));
          rest = split.rest;
          from = end;
        }
        return rest.length === 0 && found.join() === '1,2,3';
      }),
    );
  });

  it('MBAP: gives a stream up that is out of step', () => {
    expect(splitMbap(bytes('00 01 12 34 00 06 01 03 00 00 00 01')).kind).toBe('lost');
    expect(splitMbap(bytes('00 01 00 00 00 01 01')).kind).toBe('lost');
    expect(splitMbap(bytes('00 01 00 00 FF FF 01')).kind).toBe('lost');
  });
});
