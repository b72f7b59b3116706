import type { CompiledTariff } from './compile.ts';
import { toMinor } from './exact.ts';
import type { Discount, FareLine, Minor } from './model.ts';
import { type Case, type Cuts, noCuts, quote } from './quote.ts';

const order = { minutes: 0, percent: 1, amount: 2, free: 3 } as const;

export function discountIsPossible(discount: Discount): boolean {
  if (discount.most_minor !== undefined && !isCount(discount.most_minor)) return false;
  if (discount.kind === 'amount') return isCount(discount.amount_minor);
  if (discount.kind === 'minutes') return discount.minutes >= 0 && Number.isFinite(discount.minutes);
  return discount.kind === 'free' || (discount.percent >= 0 && discount.percent <= 100);
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

interface Discounted {
  readonly fare_minor: Minor;
  readonly lines: readonly FareLine[];
}

/**
 * Stackable discounts together, or one that is not stackable alone: whichever leaves the lower fare.
 * In a row: minutes, percent of what is left, amounts, free; those of a kind as they were given.
 */
export function discounted(compiled: CompiledTariff, stay: Case, given: GivenDiscounts): Discounted {
  const stackable = given.discounts.filter((each) => each.stackable);
  const alone = given.discounts.filter((each) => !each.stackable).map((each) => [each]);
  const all = [stackable, ...alone].map((each) => inARow(compiled, stay, { ...given, discounts: each }));
  return all.reduce((best, each) => (each.fare_minor < best.fare_minor ? each : best));
}

interface GivenDiscounts {
  readonly discounts: readonly Discount[];
  readonly fare_minor: Minor;
}

function inARow(compiled: CompiledTariff, stay: Case, given: GivenDiscounts): Discounted {
  const sorted = [...given.discounts].sort((a, b) => order[a.kind] - order[b.kind]);
  const lines: FareLine[] = [];
  let fare = given.fare_minor;
  let cuts = noCuts;
  for (const discount of sorted) {
    let wanted = 0;
    if (discount.kind === 'minutes') {
      cuts = cutBy(compiled, stay, { cuts, discount });
      wanted = fare - quotedMinor(compiled, stay, cuts);
    } else if (discount.kind === 'percent')
      wanted = Math.floor((fare * Math.round(discount.percent * 1000) + 50_000) / 100_000);
    else wanted = discount.kind === 'amount' ? discount.amount_minor : fare;
    const taken = Math.max(0, Math.min(wanted, fare, discount.most_minor ?? fare));
    fare -= taken;
    lines.push({ from: stay.entry, to: stay.exit, rule: discount.name, quantity: 1, amount_minor: 0 - taken });
  }
  return { fare_minor: fare, lines };
}

function quotedMinor(compiled: CompiledTariff, stay: Case, cuts: Cuts): Minor {
  return toMinor(quote(compiled, stay, cuts)?.total ?? 0, compiled.parts);
}

interface NextCut {
  readonly cuts: Cuts;
  readonly discount: Discount & { readonly kind: 'minutes' };
}

function cutBy(compiled: CompiledTariff, stay: Case, { cuts, discount }: NextCut): Cuts {
  const ms = Math.round(discount.minutes * 60_000);
  const atStart = { ...cuts, start_ms: cuts.start_ms + ms };
  const atEnd = { ...cuts, end_ms: cuts.end_ms + ms };
  if (discount.taken_from !== 'cheapest') return discount.taken_from === 'start' ? atStart : atEnd;
  return quotedMinor(compiled, stay, atEnd) < quotedMinor(compiled, stay, atStart) ? atEnd : atStart;
}
