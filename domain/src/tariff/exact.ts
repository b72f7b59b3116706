import type { Band, Block, Price, Ratio, Tariff } from './model.ts';

function gcd(a: number, b: number): number {
  let [x, y] = [Math.abs(a), Math.abs(b)];
  while (y > 0) [x, y] = [y, x % y];
  return x;
}

function times(a: Ratio, b: Ratio): Ratio {
  const num = a.num * b.num;
  const den = a.den * b.den;
  const shared = gcd(num, den) || 1;
  return { num: num / shared, den: den / shared };
}

export const one: Ratio = { num: 1, den: 1 };

/** What a block's price is multiplied by: its part of `per_ms`, its band, its class. */
export function blockFactor(block: Block, band: Band | null, classFactor: Ratio): Ratio {
  const part =
    block.per_ms !== null && typeof block.length === 'number' ? { num: block.length, den: block.per_ms } : one;
  return times(times(part, band ? band.factor : one), classFactor);
}

/**
 * Amounts are counted in parts of a minor unit, so that thirds of a cent add up: in how many parts is
 * the least number that makes each price of the tariff whole.
 */
export function partsOfMinor(tariff: Tariff): number {
  let parts = 1;
  const take = (ratio: Ratio): void => {
    parts = (parts / (gcd(parts, ratio.den) || 1)) * ratio.den;
  };
  for (const factor of [one, ...tariff.classes.map((each) => each.factor)]) {
    take(factor);
    for (const charge of tariff.products.flatMap((product) => product.charges)) {
      if (charge.kind !== 'blocks') continue;
      for (const band of [null, ...charge.bands])
        for (const block of band?.blocks ?? charge.blocks) take(blockFactor(block, band, factor));
    }
  }
  return parts;
}

/** The price for a class; a class that is not named costs what the first of them does. */
export function priceFor(price: Price, vehicle: string): number {
  return typeof price === 'number' ? price : (price[vehicle] ?? Object.values(price)[0] ?? 0);
}

/** Parts to minor units, half up. */
export function toMinor(amount: number, parts: number): number {
  return parts === 1 ? amount : Math.floor((2 * amount + parts) / (2 * parts));
}
