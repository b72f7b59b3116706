import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileTariff } from './compile.ts';
import type { Border, Tariff, ZoneOffsets } from './model.ts';
import { weekdays } from './model.ts';
import { priceStay } from './price.ts';
import { at, band, berlin, block, charge, hour, min, product, tariff, utc, when } from './tariff.fixture.ts';
import { walkFare } from './walk.fixture.ts';

/** Half an hour only, over midnight, as on Lord Howe and once in Brazil. */
const odd: ZoneOffsets = [
  { at: 0, offset_ms: -3 * hour },
  { at: at('2024-03-31T03:00'), offset_ms: -2 * hour },
  { at: at('2024-10-27T02:00'), offset_ms: -2 * hour - 30 * min },
];

const blocks = fc
  .array(
    fc.record({
      length: fc.integer({ min: 1, max: 30 }),
      price: fc.integer({ min: 0, max: 500 }),
      times: fc.integer({ min: 1, max: 4 }),
    }),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map((list) =>
    list.map((each, index) =>
      block(each.length * 10 * min, each.price, { times: index === list.length - 1 ? null : each.times }),
    ),
  );

const someBand = fc.record({
  days: fc.subarray([...weekdays], { minLength: 1 }),
  from: fc.integer({ min: 0, max: 47 }),
  length: fc.integer({ min: 1, max: 40 }),
  season: fc.boolean(),
  blocks,
});

const border = fc.constantFrom<Border>('band', 'day', 24 * hour, 7 * hour);

const someTariff: fc.Arbitrary<Tariff> = fc
  .record({
    blocks,
    bands: fc.array(someBand, { maxLength: 3 }),
    free: fc.boolean(),
    restart_at: fc.uniqueArray(border, { maxLength: 2 }),
    cut_at: fc.uniqueArray(border, { maxLength: 1 }),
    caps: fc.array(
      fc.record({ per: fc.constantFrom('day', 24 * hour, 'stay'), amount: fc.integer({ min: 0, max: 3000 }) }),
      { maxLength: 2 },
    ),
  })
  .map((made) => {
    const bands = made.bands.map(({ days, from, length, season, blocks: own }, index) =>
      band(
        `band ${index}`,
        {
          ...when({ days: length > 24 ? [] : days }),
          dates: season ? [{ kind: 'yearly', first: 301, last: 1027 }] : [],
          times: [{ from_ms: from * 30 * min, to_ms: ((from + length) % 48) * 30 * min }],
        },
        { blocks: own, priority: 10 - index },
      ),
    );
    if (bands.length > 0) bands.push(band('else', null, { blocks: made.free ? [] : made.blocks }));
    const caps = made.caps.map(({ per, amount }) => ({
      name: 'cap',
      per: per as 'day' | 'stay' | number,
      amount,
      when: null,
      charges: [],
      times: null,
    }));
    const { restart_at, cut_at } = made;
    return tariff({
      products: [product({ charges: [charge({ blocks: made.blocks, bands, restart_at, cut_at })], caps })],
    });
  });

const someStay = fc
  .record({
    around: fc.constantFrom('2024-03-30T12:00', '2024-10-26T12:00', '2024-06-05T00:00'),
    from: fc.integer({ min: 0, max: 2000 }),
    length: fc.integer({ min: 0, max: 4500 }),
  })
  .map(({ around, from, length }) => ({ entry: at(around) + from * min, exit: at(around) + (from + length) * min }));

const zones = fc.constantFrom(utc, berlin, odd);

describe('a walk by hand', () => {
  it('[TA22] gives the fare of the engine, over changes of the clocks too', () => {
    fc.assert(
      fc.property(someTariff, someStay, zones, (of, stay, zone) => {
        const found = priceStay(compileTariff(of, zone), stay);
        expect(found).toMatchObject({ status: 'priced', fare_minor: walkFare(of, zone, stay) });
      }),
      { numRuns: 600 },
    );
  });

  it('[TA1] lines sum to the fare, which is whole and not below zero', () => {
    fc.assert(
      fc.property(someTariff, someStay, zones, (of, stay, zone) => {
        const found = priceStay(
          compileTariff(
            { ...of, rounding: { to: 50, mode: 'nearest' }, classes: [{ id: 'x', factor: { num: 7, den: 9 } }] },
            zone,
          ),
          {
            ...stay,
            discounts: [
              { kind: 'minutes', minutes: 45, taken_from: 'cheapest', name: 'm', stackable: true },
              { kind: 'percent', percent: 12.5, name: 'p', stackable: true },
              { kind: 'amount', amount_minor: 111, name: 'a', stackable: false },
            ],
          },
        );
        if (found.status !== 'priced') throw new Error(found.reason);
        expect(Number.isSafeInteger(found.fare_minor) && found.fare_minor >= 0).toBe(true);
        expect(found.lines.every((line) => Number.isSafeInteger(line.amount_minor))).toBe(true);
        expect(found.lines.reduce((sum, line) => sum + line.amount_minor, 0)).toBe(found.fare_minor);
      }),
      { numRuns: 300 },
    );
  });
});
