import { idPattern } from '@berth/domain/kernel';
import { z } from 'zod';
import { clockPattern, dateRangePattern, dayPattern, durationPattern, timesPattern } from './words.ts';

const amount = z
  .union([z.number(), z.string().regex(/^\d+(\.\d+)?$/)])
  .describe('money in units of the currency, as 1.50');
const price = z
  .union([amount, z.record(z.string(), amount)])
  .describe('one price for all, or one for each vehicle class');
const duration = z
  .string()
  .regex(durationPattern, 'a duration, as 90s, 30min, 1h30min, 24h, 7d')
  .describe('a duration');
const clock = z.string().regex(clockPattern, 'a time of day, as "08:00"; at most "24:00"').describe('a time of day');
const date = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/, 'a date, as 2024-02-10')
  .describe('a date');
const factor = z
  .union([z.number().positive(), z.string().regex(/^\d+(\.\d{1,4})?$/)])
  .describe('multiplies prices; at most 4 decimals');
const boundary = z.enum(['closed', 'half-open']);

const days = z
  .array(z.string().regex(dayPattern, 'mon to sun, a range as mon-fri, workday, restday, holiday or holiday-eve'))
  .min(1)
  .describe('days; where one list beside it names holiday, public holidays are no longer what their weekday is');

const whenSchema = z
  .strictObject({
    days: days.optional(),
    dates: z
      .array(z.string().regex(dateRangePattern, '2024-12-24, 12-24, or a range of these with ".."'))
      .min(1)
      .optional()
      .describe('dates, of one year or of every year'),
    times: z
      .array(z.string().regex(timesPattern, 'from-to, as "08:00-20:00"'))
      .min(1)
      .optional()
      .describe('from the first time up to the second; one that runs over midnight belongs to the day it begins'),
    areas: z.array(z.string()).min(1).optional().describe('only while the car is in one of these areas'),
  })
  .describe('all that is written must hold');

const whensSchema = z
  .union([whenSchema, z.array(whenSchema).min(1)])
  .describe('a condition, or a list of which one must hold');

const blockSchema = z
  .strictObject({
    length: z
      .union([z.enum(['day', 'band', 'stay']), duration])
      .describe('how long one block is; or to the end of the local day, of the band, of the stay'),
    price: price.describe('price of one block'),
    per: duration.optional().describe('the price is for this long, and a block costs its part of it'),
    times: z
      .number()
      .int()
      .min(1)
      .optional()
      .describe('how many such blocks before the next of the list; else for ever'),
  })
  .describe('started blocks are charged');

const tierSchema = z
  .strictObject({
    up_to: duration.describe('from where the list begins'),
    total: price.describe('what all time up to there costs together'),
  })
  .describe('a step of a price list by length');

const ladder = {
  tiers: z.array(tierSchema).min(1).optional().describe('totals by length; blocks, if any, go on from the last'),
  blocks: z.array(blockSchema).optional().describe('blocks in a row; an empty list costs nothing'),
};

const bandSchema = z
  .strictObject({
    name: z.string().min(1).describe('as fares shall call it'),
    when: whensSchema.optional().describe('without it: whenever no other band holds'),
    priority: z.number().int().optional().describe('where two bands hold, the higher wins; default 0'),
    ...ladder,
    free: z.boolean().optional().describe('costs nothing; the same as an empty list of blocks'),
    factor: factor.optional(),
    stopped: z.boolean().optional().describe('time here is not counted; a block that runs stands still'),
    cap: price.optional().describe('most for each unbroken time in this band'),
  })
  .describe('a part of the week or the year with prices of its own');

const borders = z.array(z.union([z.enum(['band', 'day']), duration])).min(1);

const chargeSchema = z
  .strictObject({
    name: z.string().min(1).describe('as fares shall call it'),
    ...ladder,
    bands: z.array(bandSchema).min(1).max(40).optional(),
    restart_at: borders
      .optional()
      .describe(
        'where a block ends and the list begins anew: a change of band, a new local day, every so long from entry',
      ),
    cut_at: borders.optional().describe('where a block ends and the list goes on'),
    grace: duration.optional().describe('a block is charged only when more than this of it is used'),
    passing: clock.optional().describe('charges `price` each time the clock passes this'),
    price: price.optional().describe('with `passing`'),
  })
  .describe('charges of a product are added');

const capSchema = z.strictObject({
  name: z.string().min(1).optional().describe('as fares shall call it'),
  amount: price,
  per: z
    .union([z.enum(['stay', 'day', 'week', 'window']), duration])
    .describe('the stay, a local day, a week from Monday, windows so long from entry, or each time `when` holds'),
  when: whensSchema.optional().describe('only for what begins while this holds'),
  charges: z.array(z.string()).min(1).optional().describe('names of the charges it holds for; default all'),
  times: z.number().int().min(1).optional().describe('with a duration: only so many windows from entry'),
});

const freeSchema = z.strictObject({
  first: duration,
  when_exceeded: z.enum(['deduct', 'charge']).describe('what a longer stay gets: the free time taken off, or nothing'),
  once_in: duration.optional().describe('not again for the same plate or permit within this'),
});

const conditionSchema = z
  .strictObject({
    enter: whensSchema.optional().describe('when the entry must be'),
    leave: z
      .strictObject({
        days: days.optional(),
        days_after: z
          .number()
          .int()
          .min(0)
          .max(31)
          .optional()
          .describe('the local day of the exit, counted from that of the entry; moves `after` and `by` there'),
        after: clock.optional().describe('not before this'),
        by: clock.optional().describe('not after this'),
        by_next: clock.optional().describe('not after the first time since entry that the clock shows this'),
      })
      .optional(),
    at_least: duration.optional(),
    at_most: duration.optional(),
    classes: z.array(z.string()).min(1).optional(),
  })
  .describe('what a stay must be to get this product');

const productParts = {
  charges: z.array(chargeSchema).min(1),
  caps: z.array(capSchema).optional().describe('applied in this order, after those of bands'),
  minimum: price.optional().describe('least for a stay that costs anything'),
  free: freeSchema.optional(),
};

const exampleSchema = z
  .strictObject({
    in: z.string(),
    out: z.string(),
    fee: amount.optional(),
    operator: z.string().optional().describe('instead of a fee: the reason why a person must look'),
    class: z.string().optional(),
    public_holidays: z.array(date).optional(),
    segments: z.array(z.strictObject({ area: z.string(), from: z.string(), to: z.string() })).optional(),
  })
  .describe('a stay and what it costs; `berth check` runs it');

export const tariffFileSchema = z.strictObject({
  berth: z.literal(1).optional().describe('version of this format'),
  tariff: z.string().regex(idPattern, 'letters a to z, digits and dashes, at most 63').describe('id of the tariff'),
  name: z.union([z.string(), z.strictObject({ zh: z.string(), en: z.string() })]).optional(),
  source: z.string().optional().describe('who published it, where and when'),
  currency: z.string().describe('ISO 4217'),
  time_zone: z.string().describe('IANA name, as Asia/Shanghai'),
  boundary: boundary.optional().describe('closed (default): what lasts exactly as long as a block still belongs to it'),
  seconds: z.enum(['count', 'drop']).optional().describe('drop: entry and exit are cut to the minute; default count'),
  day_starts: clock.optional().describe('when the local day of blocks, borders and caps begins; default "00:00"'),
  calendar: z
    .strictObject({
      holidays: z.array(date).optional().describe('public holidays'),
      working_days: z.array(date).optional().describe('weekend days that are worked'),
    })
    .optional(),
  classes: z
    .record(z.string().regex(idPattern), z.strictObject({ factor: factor.optional() }))
    .optional()
    .describe('vehicle classes; the first stands for stays without one'),
  areas_off: z.array(z.string()).min(1).optional().describe('time in these areas is taken off the stay'),
  limit: z
    .strictObject({ longest: duration.optional(), fare: amount.optional() })
    .optional()
    .describe('beyond it a person must look'),
  charges: productParts.charges.optional().describe('a tariff has either charges or products'),
  caps: productParts.caps,
  minimum: productParts.minimum,
  free: productParts.free,
  choose: z.enum(['cheapest', 'first']).optional().describe('which of the products that fit; default cheapest'),
  products: z
    .array(
      z
        .strictObject({
          name: z.string().min(1),
          when: conditionSchema.optional(),
          charges: productParts.charges,
          caps: productParts.caps.describe('instead of those of the tariff'),
          minimum: productParts.minimum.describe('instead of that of the tariff'),
          free: productParts.free.describe('instead of that of the tariff'),
        })
        .describe('one way to price a whole stay'),
    )
    .min(1)
    .optional(),
  rounding: z
    .strictObject({ to: amount, mode: z.enum(['up', 'down', 'nearest']) })
    .optional()
    .describe('of the fare, after discounts'),
  longer_may_cost_less: z.string().min(1).optional().describe('why; else `berth check` refuses it'),
  examples: z.array(exampleSchema).optional(),
});

export type TariffFile = z.output<typeof tariffFileSchema>;
export type ChargeEntry = z.output<typeof chargeSchema>;
export type BandEntry = z.output<typeof bandSchema>;
export type BlockEntry = z.output<typeof blockSchema>;
export type TierEntry = z.output<typeof tierSchema>;
export type CapEntry = z.output<typeof capSchema>;
export type WhenEntry = z.output<typeof whenSchema>;
export type WhensEntry = z.output<typeof whensSchema>;
export type ConditionEntry = z.output<typeof conditionSchema>;
export type FreeEntry = z.output<typeof freeSchema>;
export type ExampleEntry = z.output<typeof exampleSchema>;
export type PriceEntry = z.output<typeof price>;
