import { describe, expect, it } from 'vitest';
import { deepestFall } from './falls.ts';
import { lintTariff } from './lint.ts';
import { band, block, charge, condition, hour, min, product, simple, tariff, utc, when } from './tariff.fixture.ts';

const hourly = [block(hour, 100)];

describe('lints', () => {
  it('[TA23] a gap, with the time', () => {
    const of = simple({
      bands: [
        band('day', when({ days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'], clock: [6, 22] }), { blocks: hourly }),
        band('sunday', when({ days: ['sun'] }), { blocks: hourly }),
      ],
    });
    expect(lintTariff(of)).toMatchObject([{ kind: 'gap', time: { kind: 'plain', from_ms: 0, to_ms: 6 * hour } }]);
    const holidays = simple({
      bands: [
        band('work', when({ days: ['workday'] }), { blocks: hourly }),
        band('weekend', when({ days: ['sat', 'sun'] }), { blocks: hourly }),
      ],
    });
    expect(lintTariff(holidays).map(({ kind }) => kind)).toContain('gap');
  });

  it('[TA23] an overlap, unless priority says which wins', () => {
    const bands = (priority: number) => [
      band('day', when({ clock: [6, 22] }), { blocks: hourly }),
      band('evening', when({ clock: [20, 6] }), { blocks: hourly, priority }),
    ];
    expect(lintTariff(simple({ bands: bands(0) }))).toMatchObject([
      { kind: 'overlap', other: 1, time: { from_ms: 20 * hour } },
    ]);
    expect(lintTariff(simple({ bands: bands(1) }))).toEqual([]);
  });

  it('[TA23] parts that are never used', () => {
    const all = band('all', when({ clock: [0, 24] }), { blocks: hourly, priority: 1 });
    expect(lintTariff(simple({ bands: [all, band('else', null, { blocks: hourly })] }))).toMatchObject([
      { kind: 'unreachable', place: { band: 1 }, why: 'other-bands-win' },
    ]);
    expect(lintTariff(simple({ blocks: [...hourly, ...hourly] }))).toMatchObject([
      { kind: 'unreachable', place: { block: 1 } },
    ]);
    expect(
      lintTariff(simple({ blocks: [block(hour, 1, { times: 24 }), block(hour, 2)], restart_at: [24 * hour] })),
    ).toMatchObject([{ kind: 'unreachable', place: { block: 1 }, why: 'the-list-begins-anew-before' }]);
    const products = [
      product({ charges: [charge({ blocks: hourly })] }),
      product({ charges: [charge({ blocks: hourly })] }),
    ];
    expect(lintTariff(tariff({ choose: 'first', products }))).toMatchObject([
      { kind: 'unreachable-product', product: 1 },
    ]);
  });

  it('[TA23] two stays of which the longer costs less', () => {
    expect(
      deepestFall(
        simple({
          blocks: hourly,
          bands: [band('day', when({ clock: [8, 18] })), band('night', null, { blocks: [block(hour, 30)] })],
        }),
        utc,
      ),
    ).toBeNull();
    const early = product({
      when: condition({
        leave: { days: [], days_after: 0, after_ms: 15 * hour + 30 * min, by_ms: null, by_next_ms: null },
      }),
      charges: [charge({ blocks: [block('stay', 300)] })],
    });
    const found = deepestFall(tariff({ products: [early, product({ charges: [charge({ blocks: hourly })] })] }), utc);
    expect(found?.longer.fare_minor).toBe(300);
    expect((found?.longer.exit ?? 0) % (24 * hour)).toBeGreaterThanOrEqual(15 * hour);
    expect((found?.shorter.exit ?? 0) < (found?.longer.exit ?? 0)).toBe(true);
    expect(
      deepestFall(simple({ blocks: [block(hour, 500, { times: 1 }), block(hour, -100, { times: 1 })] }), utc),
    ).toMatchObject({
      shorter: { fare_minor: 500 },
      longer: { fare_minor: 400 },
    });
  });
});
