import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameRecord, scanRecords } from './record.ts';

const payloads = fc.array(fc.uint8Array({ maxLength: 60 }), { minLength: 1, maxLength: 12 });

function joined(records: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(records.flatMap((record) => [...record]));
}

describe('records of a segment', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(payloads, (written) => {
        const { payloads: read, damage } = scanRecords(joined(written.map(frameRecord)));
        expect(read.map((payload) => [...payload])).toEqual(written.map((payload) => [...payload]));
        expect(damage).toEqual([]);
      }),
    );
  });

  it('survive a tail cut anywhere: all whole ones are read', () => {
    fc.assert(
      fc.property(payloads, fc.nat(), (written, cut) => {
        const frames = written.map(frameRecord);
        const all = joined(frames);
        const kept = cut % (all.length + 1);
        let whole = 0;
        for (let end = 0; whole < frames.length; whole += 1) {
          end += frames[whole]?.length ?? 0;
          if (end > kept) break;
        }
        const { payloads: read, damage } = scanRecords(all.subarray(0, kept));
        expect(read.length).toBe(whole);
        expect(damage.every(({ tail }) => tail)).toBe(true);
      }),
    );
  });

  it('are found again behind one damaged byte, wherever it is, and the damage is told', () => {
    fc.assert(
      fc.property(payloads, fc.nat(), (written, where) => {
        const frames = written.map(frameRecord);
        const all = joined(frames);
        const offset = where % all.length;
        all[offset] = (all[offset] ?? 0) ^ 0x01;
        const { payloads: read, damage } = scanRecords(all);
        expect(read.length).toBe(frames.length - 1);
        expect(damage.length).toBe(1);
      }),
    );
  });
});
