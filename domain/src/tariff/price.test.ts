import { describe, expect, it } from 'vitest';
import type { Discount } from './model.ts';
import {
  at,
  band,
  block,
  charge,
  condition,
  fare,
  fee,
  hour,
  min,
  product,
  simple,
  tariff,
  when,
} from './tariff.fixture.ts';

const hourly = { blocks: [block(hour, 200)] };
const day = (from: string, to: string): readonly [string, string] => [`2024-01-08T${from}`, `2024-01-08T${to}`];
const cap = { name: 'cap', amount: 0, per: 'stay', when: null, charges: [], times: null } as const;

describe('caps', () => {
  it('[TA12] hold for what begins in their window: stay, day, week, from entry', () => {
    const capped = (more: object) => simple(hourly, { product: { caps: [{ ...cap, amount: 900, ...more }] } });
    const three: readonly [string, string] = ['2024-01-08T10:00', '2024-01-10T12:00'];
    expect(fee(capped({ per: 'stay' }), three)).toBe(900);
    expect(fee(capped({ per: 'day' }), three)).toBe(2700);
    expect(fee(capped({ per: 24 * hour }), three)).toBe(900 + 900 + 400);
    expect(fee(capped({ per: 24 * hour, times: 1 }), three)).toBe(900 + 26 * 200);
    expect(fee(capped({ per: 'week' }), ['2024-01-13T10:00', '2024-01-15T12:00'])).toBe(1800);
    const office = when({ clock: [8, 12] });
    expect(fee(capped({ per: 'window', amount: 300, when: [office] }), three)).toBe(
      50 * 200 - 2 * 200 + 300 * 3 - 200 * 8,
    );
    expect(fee(capped({ per: 'day', amount: 300, when: [when({ days: ['mon'] })] }), three)).toBe(300 + 36 * 200);
  });

  it('[TA12] take off the latest first, band caps before the others, each its line', () => {
    const of = simple(
      {
        bands: [
          band('day', when({ clock: [8, 20] }), { blocks: [block(hour, 200)], cap: 500 }),
          band('night', null, { blocks: [block(hour, 100)] }),
        ],
      },
      { product: { caps: [{ ...cap, name: 'stay', amount: 700 }] } },
    );
    const found = fare(of, day('10:00', '23:00'));
    expect(found).toMatchObject({ status: 'priced', fare_minor: 700 });
    expect(found.status === 'priced' && found.lines.map(({ rule, amount_minor }) => [rule, amount_minor])).toEqual([
      ['parking, day, 1 h', 2000],
      ['parking, night, 1 h', 300],
      ['parking, day, cap', -1500],
      ['stay', -100],
    ]);
  });

  it('[TA12] may hold for some charges only', () => {
    const of = tariff({
      products: [
        product({
          charges: [charge(hourly), charge({ name: 'visit', blocks: [block('stay', 1000)] })],
          caps: [{ ...cap, amount: 500, charges: ['parking'] }],
        }),
      ],
    });
    expect(fee(of, day('10:00', '20:00'))).toBe(1500);
  });
});

describe('fares', () => {
  it('[TA13] free minutes: not exceeded, taken off, once', () => {
    const free = { first_ms: 30 * min, when_exceeded: 'charge', once_in_ms: 24 * hour } as const;
    const charged = simple(hourly, { product: { free } });
    const deducted = simple(hourly, { product: { free: { ...free, when_exceeded: 'deduct' } } });
    expect([charged, deducted].map((of) => fee(of, day('10:00', '10:30')))).toEqual([0, 0]);
    expect([charged, deducted].map((of) => fee(of, day('10:00', '11:30')))).toEqual([400, 200]);
    expect(fee({ ...charged, boundary: 'half-open' }, day('10:00', '10:30'))).toBe(200);
    expect(fee(charged, day('10:00', '10:10'), { last_free: at('2024-01-08T08:00') })).toBe(200);
    expect(fee(charged, day('10:00', '10:10'), { last_free: at('2024-01-07T08:00') })).toBe(0);
  });

  it('[TA15] the cheapest product that fits, or the first', () => {
    const early = product({
      name: 'early bird',
      when: condition({
        enter: [when({ clock: [6, 9] })],
        leave: { days: [], days_after: 0, after_ms: 15 * hour, by_ms: 19 * hour, by_next_ms: null },
      }),
      charges: [charge({ name: 'early bird', blocks: [block('stay', 1500)] })],
    });
    const plain = product({ charges: [charge(hourly)] });
    const of = tariff({ products: [early, plain] });
    const stays = [
      day('09:00', '19:00'),
      day('09:01', '19:00'),
      day('09:00', '19:01'),
      day('09:00', '14:59'),
      day('08:30', '15:00'),
    ];
    expect(stays.map((stay) => fee(of, stay))).toEqual([1500, 2000, 2200, 1200, 1400]);
    expect(fee({ ...of, choose: 'first' }, day('08:30', '15:00'))).toBe(1500);
    expect(fee({ ...of, boundary: 'half-open' }, day('09:00', '18:00'))).toBe(2000);
    expect(fee(of, ['2024-01-08T09:00', '2024-01-09T16:00'])).toBe(31 * 200);
  });

  it('[TA15] night products end at the next time of the clock', () => {
    const leave = { days: [], days_after: null, after_ms: null, by_ms: null, by_next_ms: 8 * hour };
    const owl = product({
      when: condition({ enter: [when({ clock: [18, 4] })], leave }),
      charges: [charge({ blocks: [block('stay', 100)] })],
    });
    const of = tariff({ products: [owl] });
    expect(fee(of, ['2024-01-08T20:00', '2024-01-09T08:00'])).toBe(100);
    expect(fee(of, ['2024-01-09T02:00', '2024-01-09T08:00'])).toBe(100);
    expect(fee(of, ['2024-01-08T20:00', '2024-01-09T08:01'])).toBe('no-product-applies');
  });

  it('[TA16] classes multiply, or have prices of their own', () => {
    const classes = [
      { id: 'car', factor: { num: 1, den: 1 } },
      { id: 'motorcycle', factor: { num: 8, den: 10 } },
    ];
    const of = simple({ blocks: [block(hour, 125)] }, { classes, product: { minimum: 300 } });
    expect(fee(of, day('10:00', '13:00'))).toBe(375);
    expect(fee(of, day('10:00', '13:00'), { class: 'motorcycle' })).toBe(300);
    expect(fee(of, day('10:00', '11:00'), { class: 'motorcycle' })).toBe(240);
    const own = simple(
      { blocks: [block(hour, { car: 100, motorcycle: 30 })] },
      { classes: classes.map(({ id }) => ({ id, factor: { num: 1, den: 1 } })) },
    );
    expect(fee(own, day('10:00', '11:00'), { class: 'motorcycle' })).toBe(30);
    expect(fee(of, day('10:00', '11:00'), { class: 'tank' })).toBe('class-unknown');
  });

  it('[TA19] rounding comes last, with its line', () => {
    const of = (mode: 'up' | 'down' | 'nearest') =>
      simple({ blocks: [block(hour, 125)] }, { rounding: { to: 50, mode } });
    expect((['up', 'down', 'nearest'] as const).map((mode) => fee(of(mode), day('10:00', '11:00')))).toEqual([
      150, 100, 150,
    ]);
    const free: Discount = { kind: 'free', name: 'guest', stackable: true };
    expect(fee(of('up'), day('10:00', '11:00'), { discounts: [free] })).toBe(0);
    const found = fare(of('down'), day('10:00', '11:00'));
    expect(found.status === 'priced' && found.lines.at(-1)).toMatchObject({ rule: 'rounding', amount_minor: -25 });
  });

  it('[TA20] what is not plausible goes to the operator', () => {
    const of = simple(hourly, { longest_ms: 48 * hour, most: 5000 });
    expect(fee(of, day('10:00', '11:00'), { doubts: ['no-exit-before'] })).toBe('no-exit-before');
    expect(fee(of, day('10:00', '09:59'))).toBe('exit-before-entry');
    expect(fee(of, ['2024-01-08T10:00', '2024-01-10T10:01'])).toBe('stay-too-long');
    expect(fee(of, ['2024-01-08T10:00', '2024-01-09T12:00'])).toBe('fare-too-high');
    expect(fee(of, day('10:00', '11:00'), { entry: Number.NaN })).toBe('time-not-a-number');
    expect(fee(simple(hourly), ['2023-01-08T10:00', '2024-02-10T10:01'])).toBe('stay-too-long');
    expect(
      fee(of, day('10:00', '11:00'), { discounts: [{ kind: 'percent', percent: 101, name: 'x', stackable: true }] }),
    ).toBe('discount-not-possible');
  });

  it('[TA21] an entry a little ahead of the clock is a stay of no length', () => {
    expect(fee(simple(hourly), day('10:02', '10:00'), { clock_tolerance_ms: 2 * min })).toBe(0);
    expect(fee(simple(hourly), day('10:03', '10:00'), { clock_tolerance_ms: 2 * min })).toBe('exit-before-entry');
  });

  it('cuts seconds where the tariff drops them', () => {
    expect(fee(simple(hourly, { seconds: 'drop' }), day('10:00:59', '11:00:59'))).toBe(200);
    expect(fee(simple(hourly, { seconds: 'drop' }), day('10:00:59', '11:01:00'))).toBe(400);
    expect(fee(simple(hourly), day('10:00:59', '11:01:00'))).toBe(400);
  });
});

describe('discounts', () => {
  const stay = day('10:00', '15:00');
  const ten: Discount = { kind: 'amount', amount_minor: 10, name: 'ten', stackable: true };
  const half: Discount = { kind: 'percent', percent: 50, name: 'half', stackable: true };
  const two: Discount = { kind: 'minutes', minutes: 120, taken_from: 'start', name: 'two hours', stackable: true };

  it('[TA18] apply in the order minutes, percent, amounts, free, each with its line', () => {
    const found = fare(simple(hourly), stay, { discounts: [ten, half, two] });
    expect(
      found.status === 'priced' && found.lines.slice(1).map(({ rule, amount_minor }) => [rule, amount_minor]),
    ).toEqual([
      ['two hours', -400],
      ['half', -300],
      ['ten', -10],
    ]);
    expect(found).toMatchObject({ fare_minor: 290 });
    expect(fee(simple(hourly), stay, { discounts: [{ ...ten, amount_minor: 5000 }] })).toBe(0);
    expect(fee(simple(hourly), stay, { discounts: [{ ...half, most_minor: 300 }] })).toBe(700);
  });

  it('[TA18] one that is not stackable stands alone, and the lower fare is taken', () => {
    const alone: Discount = { ...half, stackable: false };
    expect(fee(simple(hourly), stay, { discounts: [ten, alone] })).toBe(500);
    expect(fee(simple(hourly), stay, { discounts: [two, { ...ten, amount_minor: 300 }, alone] })).toBe(300);
  });

  it('[TA18] minutes come off the start, the end, or where the fare is lower', () => {
    const steps = simple({
      blocks: [block(hour, 500, { times: 1 }), block(hour, 100)],
      bands: [band('night', when({ clock: [14, 24] }), { blocks: [block(hour, 900)] }), band('day', null)],
    });
    const taken = (taken_from: 'start' | 'end' | 'cheapest') =>
      fee(steps, stay, { discounts: [{ ...two, minutes: 60, taken_from }] });
    expect([taken('start'), taken('end'), taken('cheapest')]).toEqual([500 + 200 + 900, 500 + 300, 800]);
  });
});
