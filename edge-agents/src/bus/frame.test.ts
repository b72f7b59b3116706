import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerLength, crc16, findAnswer, judgeFrame } from './frame.ts';
import { watchMbap } from './mbap.ts';
import type { BusRequest } from './port.ts';
import { busErrors } from './port.ts';

const request: fc.Arbitrary<BusRequest> = fc.oneof(
  fc.record({
    kind: fc.constant('read' as const),
    unit: fc.integer({ min: 1, max: 247 }),
    table: fc.constantFrom('coil', 'discrete-input', 'holding', 'input'),
    first: fc.nat(65_000),
    count: fc.integer({ min: 1, max: 125 }),
  }),
  fc.record({
    kind: fc.constant('write' as const),
    unit: fc.integer({ min: 1, max: 247 }),
    table: fc.constantFrom('coil', 'holding'),
    first: fc.nat(65_000),
    values: fc.array(fc.nat(1), { minLength: 1, maxLength: 20 }),
  }),
);

describe('frames on a serial line', () => {
  it('CRC-16 as in the worked examples of the standard: 02 07 has 12 41', () => {
    expect(crc16(Uint8Array.from([0x02, 0x07]))).toBe(0x1241);
  });

  it('any bytes hold an answer of the right length for the right unit, or are judged', () => {
    fc.assert(
      fc.property(request, fc.uint8Array({ maxLength: 300 }), (asked, bytes) => {
        const found = findAnswer(asked, bytes);
        if (found) return found[0] === asked.unit && [5, answerLength(asked)].includes(found.length);
        return busErrors.includes(judgeFrame(asked, bytes));
      }),
      { numRuns: 5000 },
    );
  });
});

describe('a stream of Modbus TCP', () => {
  it('gives the same frames however it is cut', () => {
    const body = fc.uint8Array({ minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(fc.array(body, { maxLength: 6 }), fc.array(fc.nat(400), { maxLength: 6 }), (bodies, cuts) => {
        const whole = Buffer.concat(bodies.map((each) => Buffer.from([1, 2, 0, 0, 0, each.length, ...each])));
        const watch = watchMbap();
        const edges = [...cuts.map((cut) => Math.min(cut, whole.length)).sort((a, b) => a - b), whole.length];
        let from = 0;
        const frames: Uint8Array[] = [];
        for (const to of edges) {
          frames.push(...(watch.feed(whole.subarray(from, to)) ?? []));
          from = to;
        }
        expect(frames.map((each) => Buffer.from(each.subarray(0, -2)))).toEqual(
          bodies.map((each) => Buffer.from(each)),
        );
      }),
    );
  });

  it('is given up at a false protocol or length, and no bytes crash it', () => {
    expect(watchMbap().feed(Buffer.from('00010001000207', 'hex'))).toBeNull();
    expect(watchMbap().feed(Buffer.from('0001000000ff07', 'hex'))).toBeNull();
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => watchMbap().feed(bytes) !== undefined));
  });
});
