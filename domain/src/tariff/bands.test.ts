import { describe, expect, it } from 'vitest';
import { dayNumber } from './calendar.ts';
import type { DayName } from './model.ts';
import { band, berlin, block, fee, hour, simple, when } from './tariff.fixture.ts';

const priced = (name: string, days: DayName[], price: number) =>
  band(name, when({ days }), { blocks: [block(hour, price)] });
const hourOf = (date: string): readonly [string, string] => [`${date}T10:00`, `${date}T11:00`];

describe('bands', () => {
  it('[TA9] the higher priority wins, and one without a condition only where none else holds', () => {
    const of = simple({
      bands: [
        band('else', null, { blocks: [block(hour, 1)], priority: 9 }),
        band('week', when({ days: ['mon', 'tue'] }), { blocks: [block(hour, 2)] }),
        band('season', when({ dates: [{ kind: 'yearly', first: 1224, last: 106 }] }), {
          blocks: [block(hour, 3)],
          priority: 1,
        }),
      ],
    });
    expect(fee(of, hourOf('2024-01-08'))).toBe(2);
    expect(fee(of, hourOf('2024-01-10'))).toBe(1);
    expect(fee(of, hourOf('2024-01-01'))).toBe(3);
    expect(fee(of, hourOf('2024-12-24'))).toBe(3);
  });

  it('[TA9] a time over midnight belongs to the day it begins', () => {
    const of = simple({
      bands: [
        band('friday night', when({ days: ['fri'], clock: [20, 6] }), { blocks: [block(hour, 5)] }),
        band('else', null, { blocks: [block(hour, 1)] }),
      ],
    });
    expect(fee(of, ['2024-01-13T05:00', '2024-01-13T06:00'])).toBe(5);
    expect(fee(of, ['2024-01-12T05:00', '2024-01-12T06:00'])).toBe(1);
    expect(fee(of, ['2024-01-12T19:00', '2024-01-12T22:00'])).toBe(11);
  });

  it('[TA9] a band of several conditions is one band', () => {
    const weekend = [
      when({ days: ['fri'], clock: [18, 24] }),
      when({ days: ['sat', 'sun'] }),
      when({ days: ['mon'], clock: [0, 6] }),
    ];
    const of = simple({
      cut_at: ['band'],
      bands: [
        { ...band('weekend', null), when: weekend, blocks: [block('band', 1000)] },
        band('week', null, { blocks: [block(hour, 100)] }),
      ],
    });
    expect(fee(of, ['2024-01-12T17:00', '2024-01-15T07:00'])).toBe(100 + 1000 + 100);
    expect(fee(of, ['2024-01-12T19:00', '2024-01-12T20:00'])).toBe(1000);
  });

  it('[TA10] a public holiday that is named is not its weekday', () => {
    const holidays = [dayNumber(2024, 1, 10)];
    const week = priced('week', ['mon', 'tue', 'wed', 'thu', 'fri'], 1);
    const weekend = priced('weekend', ['sat', 'sun'], 2);
    expect(fee(simple({ bands: [week, weekend] }, { holidays }), hourOf('2024-01-10'))).toBe(1);
    const named = [week, priced('weekend', ['sat', 'sun', 'holiday'], 2)];
    expect(fee(simple({ bands: named }, { holidays }), hourOf('2024-01-10'))).toBe(2);
    const eves = [week, priced('weekend', ['sat', 'sun', 'holiday', 'holiday-eve'], 2)];
    expect(fee(simple({ bands: eves }, { holidays }), hourOf('2024-01-09'))).toBe(2);
    expect(fee(simple({ bands: eves }, { holidays }), hourOf('2024-01-08'))).toBe(1);
  });

  it('[TA10] work days know holidays and weekend days that are worked', () => {
    const bands = [priced('work', ['workday'], 1), priced('rest', ['restday'], 2)];
    const of = simple({ bands }, { holidays: [dayNumber(2024, 2, 12)], working_days: [dayNumber(2024, 2, 4)] });
    expect(['2024-02-04', '2024-02-11', '2024-02-12', '2024-02-13'].map((date) => fee(of, hourOf(date)))).toEqual([
      1, 2, 2, 1,
    ]);
  });

  it('[TA11] lengths are time that passed, over both changes of the clocks', () => {
    const hours = simple({ blocks: [block(hour, 100)] });
    // 00:00 to 06:00 of the wall: 5 h in spring, 7 in autumn.
    expect(fee(hours, ['2024-03-30T23:00', '2024-03-31T04:00'], { zone: berlin })).toBe(500);
    expect(fee(hours, ['2024-10-26T22:00', '2024-10-27T05:00'], { zone: berlin })).toBe(700);
  });

  it('[TA11] bands are what the wall shows, and a long or short day is one day', () => {
    const night = simple({
      cut_at: ['band'],
      bands: [
        band('night', when({ clock: [0, 6] }), { blocks: [block(hour, 100)] }),
        band('day', null, { blocks: [] }),
      ],
    });
    expect(fee(night, ['2024-03-30T20:00', '2024-03-31T10:00'], { zone: berlin })).toBe(500);
    expect(fee(night, ['2024-10-26T20:00', '2024-10-27T10:00'], { zone: berlin })).toBe(700);
    const days = simple({ blocks: [block('day', 1000)] });
    expect(fee(days, ['2024-10-26T22:00', '2024-10-27T23:00'], { zone: berlin })).toBe(1000);
    expect(fee(days, ['2024-10-26T22:00', '2024-10-27T23:01'], { zone: berlin })).toBe(2000);
    expect(fee(days, ['2024-03-30T23:00', '2024-03-31T22:00'], { zone: berlin })).toBe(1000);
    expect(fee(days, ['2024-03-30T23:00', '2024-03-31T22:01'], { zone: berlin })).toBe(2000);
  });
});

describe('areas', () => {
  const segments = [{ area: 'office', from: 0, to: 0 }];
  const inner = (from: string, to: string) =>
    segments.map(({ area }) => ({ area, from: instant(from), to: instant(to) }));
  const instant = (text: string): number =>
    dayNumber(2024, 1, 8) * 24 * hour + Number(text.slice(0, 2)) * hour + Number(text.slice(3)) * 60_000;

  it('[TA17] time in an area is free, dearer, or taken off', () => {
    const stay: readonly [string, string] = ['2024-01-08T10:00', '2024-01-08T15:00'];
    const outer = band('outside', null, { blocks: [block(hour, 100)] });
    const office = when({ areas: ['office'] });
    const free = simple({ bands: [band('office', office, { blocks: [] }), outer], cut_at: ['band'] });
    const dearer = simple({ bands: [band('office', office, { blocks: [block(hour, 300)] }), outer], cut_at: ['band'] });
    const off = simple({ blocks: [block(hour, 100)] }, { areas_off: ['office'] });
    const half = { segments: inner('10:30', '12:30') };
    expect(fee(free, stay, half)).toBe(100 + 300);
    expect(fee(dearer, stay, half)).toBe(100 + 600 + 300);
    expect(fee(off, stay, half)).toBe(300);
    expect(fee(free, stay)).toBe(500);
    expect(fee(off, stay, { segments: inner('12:30', '10:30') })).toBe('segments-out-of-order');
  });
});
