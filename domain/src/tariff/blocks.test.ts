import { describe, expect, it } from 'vitest';
import { band, block, charge, fare, fee, hour, min, product, simple, tariff, when } from './tariff.fixture.ts';

const half = simple({ blocks: [block(30 * min, 60)] });
const day = (from: string, to: string): readonly [string, string] => [`2024-01-08T${from}`, `2024-01-08T${to}`];

describe('blocks', () => {
  it('[TA2] a begun block is charged whole', () => {
    expect(fee(half, day('10:00', '10:01'))).toBe(60);
    expect(fee(half, day('10:00', '10:30'))).toBe(60);
    expect(fee(half, day('10:00', '10:30:01'))).toBe(120);
    expect(fee(half, day('10:00', '10:00'))).toBe(0);
  });

  it('[TA2] half-open: at exactly its length the next has begun', () => {
    const open = { ...half, boundary: 'half-open' } as const;
    expect(fee(open, day('10:00', '10:29:59'))).toBe(60);
    expect(fee(open, day('10:00', '10:30'))).toBe(120);
    expect(fee(open, day('10:00', '10:00'))).toBe(60);
  });

  it('[TA3] a block costs and lasts what holds where it begins', () => {
    const coin = simple({
      bands: [
        band('day', when({ clock: [8, 19] }), { blocks: [block(15 * min, 330)] }),
        band('night', when({ clock: [19, 8] }), { blocks: [block(hour, 110)] }),
      ],
    });
    expect(fee(coin, day('07:59', '08:59'))).toBe(110);
    expect(fee(coin, day('07:59', '09:00'))).toBe(440);
    expect(fee(coin, day('18:59', '19:15'))).toBe(440);
  });

  const firstHour = { blocks: [block(hour, 200, { times: 1 }), block(30 * min, 100)] };

  it('[TA4] restart_at begins the list anew, cut_at only ends the block', () => {
    const two = [band('a', when({ clock: [0, 12] })), band('b', null)];
    expect(fee(simple({ ...firstHour, bands: two }), day('11:10', '12:20'))).toBe(300);
    expect(fee(simple({ ...firstHour, bands: two, restart_at: ['band'] }), day('11:10', '12:20'))).toBe(400);
    expect(fee(simple({ ...firstHour, bands: two, cut_at: ['band'] }), day('11:10', '12:20'))).toBe(400);
    expect(fee(simple({ ...firstHour, bands: two, cut_at: ['band'] }), day('10:10', '12:20'))).toBe(200 + 200 + 100);
    const loop = simple({ ...firstHour, restart_at: [24 * hour] });
    expect(fee(loop, ['2024-01-08T10:00', '2024-01-09T10:01'])).toBe(200 + 46 * 100 + 200);
    expect(fee(simple(firstHour), ['2024-01-08T10:00', '2024-01-09T10:01'])).toBe(200 + 47 * 100);
    const daily = simple({ ...firstHour, restart_at: ['day'] });
    expect(fee(daily, ['2024-01-08T23:30', '2024-01-09T00:10'])).toBe(400);
  });

  it('[TA5] a grace forgives the last minutes before a stay or a border ends', () => {
    const kind = simple({ ...firstHour, grace_ms: 5 * min, restart_at: ['day'] });
    expect(fee(kind, day('10:00', '10:05'))).toBe(0);
    expect(fee(kind, day('10:00', '11:05'))).toBe(200);
    expect(fee(kind, day('10:00', '11:06'))).toBe(300);
    expect(fee(kind, ['2024-01-08T23:56', '2024-01-09T00:10'])).toBe(200);
  });

  it('[TA6] a price for a length is taken in exact parts, rounded once', () => {
    const third = simple({ blocks: [block(min, 110, { per_ms: hour })] });
    expect(fee(third, day('10:00', '10:01'))).toBe(2);
    expect(fee(third, ['2024-01-08T10:00', '2024-01-08T21:10'])).toBe(1228);
    const two = tariff({
      products: [
        product({
          charges: [
            charge({ blocks: [block(min, 1, { per_ms: 3 * min })] }),
            charge({ name: 'too', blocks: [block(min, 1, { per_ms: 3 * min })] }),
          ],
        }),
      ],
    });
    expect(fee(two, day('10:00', '10:01'))).toBe(1);
    const found = fare(two, day('10:00', '10:07'));
    expect(found.status === 'priced' && found.lines.reduce((sum, line) => sum + line.amount_minor, 0)).toBe(5);
  });

  it('[TA7] blocks last to the end of day, band or stay', () => {
    expect(fee(simple({ blocks: [block('stay', 650)] }), ['2024-01-08T10:00', '2024-01-11T10:00'])).toBe(650);
    expect(fee(simple({ blocks: [block('day', 2000)] }), ['2024-01-08T23:00', '2024-01-10T01:00'])).toBe(6000);
    expect(fee(simple({ blocks: [block('day', 2000)] }), ['2024-01-08T23:00', '2024-01-09T00:00'])).toBe(2000);
    expect(
      fee(simple({ blocks: [block('day', 3000, { times: 1 }), block('day', 2000)] }), [
        '2024-01-08T23:00',
        '2024-01-10T01:00',
      ]),
    ).toBe(7000);
    const night = simple({
      bands: [
        band('night', when({ clock: [20, 8] }), { blocks: [block('band', 500)] }),
        band('day', null, { blocks: [block(hour, 100)] }),
      ],
      cut_at: ['band'],
    });
    expect(fee(night, ['2024-01-08T19:30', '2024-01-09T09:00'])).toBe(100 + 500 + 100);
    expect(
      fee({ ...simple({ blocks: [block('day', 2000)] }), day_starts_ms: 6 * hour }, [
        '2024-01-08T05:00',
        '2024-01-08T07:00',
      ]),
    ).toBe(4000);
  });

  it('[TA8] nothing begins in free time; in stopped time a block stands still', () => {
    const free = band('evening', null, { blocks: [] });
    const paid = band('paid', when({ clock: [8, 18] }));
    expect(fee(simple({ ...firstHour, bands: [paid, free] }), day('06:00', '08:30'))).toBe(200);
    expect(fee(simple({ ...firstHour, bands: [paid, free] }), day('17:30', '19:00'))).toBe(200);
    expect(fee(simple({ ...firstHour, bands: [paid, free] }), ['2024-01-08T17:00', '2024-01-09T08:30'])).toBe(300);
    const lunch = band('lunch', when({ clock: [12, 14] }), { stopped: true, priority: 1 });
    const hours = simple({ blocks: [block(hour, 100)], bands: [lunch, paid, free] });
    expect(fee(hours, day('11:30', '14:30'))).toBe(100);
    expect(fee(hours, day('11:30', '14:31'))).toBe(200);
    expect(fee(hours, day('12:10', '13:50'))).toBe(0);
  });

  it('[TA14] a passing charge is due at each time passed', () => {
    const night = tariff({
      products: [product({ charges: [{ kind: 'passing', name: 'midnight', at_ms: 0, price: 500 }] })],
    });
    expect(fee(night, ['2024-01-08T10:00', '2024-01-09T00:00'])).toBe(0);
    expect(fee(night, ['2024-01-08T10:00', '2024-01-09T00:01'])).toBe(500);
    expect(fee(night, ['2024-01-08T00:00', '2024-01-11T10:00'])).toBe(1500);
    const six = tariff({
      products: [product({ charges: [{ kind: 'passing', name: 'six', at_ms: 6 * hour, price: 500 }] })],
    });
    expect(fee(six, ['2024-01-08T05:00', '2024-01-08T07:00'])).toBe(500);
    expect(fee(six, ['2024-01-08T07:00', '2024-01-09T05:00'])).toBe(0);
  });
});
