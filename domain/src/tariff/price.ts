import { anyClass, type CompiledTariff } from './compile.ts';
import { partsOf } from './course.ts';
import { discounted, discountIsPossible } from './discounts.ts';
import type { Fare, FareLine, Free, Minor, OperatorReason, Rounding, Stay } from './model.ts';
import { type Case, noCuts, quote, wholeLines } from './quote.ts';

const minute = 60_000;

/** With no limit of its own a tariff still prices nothing longer than a leap year. */
const longestOfAll = 366 * 24 * 60 * minute;

/**
 * The fare of a stay with its lines, which sum to it; or the reason why a person must look.
 * Times are instants; nothing is thrown.
 */
export function priceStay(compiled: CompiledTariff, stay: Stay): Fare {
  const prepared = prepare(compiled, stay);
  if (typeof prepared === 'string') return { status: 'operator', reason: prepared };
  const found = quote(compiled, prepared, noCuts);
  if (found === null) return { status: 'operator', reason: 'no-product-applies' };
  const lines = wholeLines(found.lines, compiled.parts);
  let fare = 0;
  for (const line of lines) fare += line.amount_minor;
  const { most, rounding } = compiled.tariff;
  if (most !== null && fare > most) return { status: 'operator', reason: 'fare-too-high' };
  if (stay.discounts && stay.discounts.length > 0) {
    const less = discounted(compiled, prepared, { discounts: stay.discounts, fare_minor: fare });
    lines.push(...less.lines);
    fare = less.fare_minor;
  }
  if (rounding) {
    const line = roundingLine(rounding, fare, prepared);
    if (line) lines.push(line);
    fare += line?.amount_minor ?? 0;
  }
  return { status: 'priced', fare_minor: fare, lines };
}

function prepare(compiled: CompiledTariff, stay: Stay): Case | OperatorReason {
  const { tariff } = compiled;
  const { doubts, segments, discounts } = stay;
  const doubt = doubts?.[0];
  if (doubt) return doubt;
  if (!Number.isFinite(stay.entry) || !Number.isFinite(stay.exit)) return 'time-not-a-number';
  if (stay.entry > stay.exit + (stay.clock_tolerance_ms ?? 0)) return 'exit-before-entry';
  const vehicle = tariff.classes.length === 0 ? anyClass : (stay.class ?? tariff.classes[0]?.id ?? anyClass);
  if (!compiled.products.has(vehicle)) return 'class-unknown';
  const drop = tariff.seconds === 'drop' ? (at: number) => Math.floor(at / minute) * minute : Math.floor;
  const exit = drop(stay.exit);
  const entry = Math.min(drop(stay.entry), exit);
  if (exit - entry > (tariff.longest_ms ?? longestOfAll)) return 'stay-too-long';
  if (discounts && !discounts.every(discountIsPossible)) return 'discount-not-possible';
  const parts = partsOf(
    tariff,
    segments
      ? { ...stay, segments: segments.map((each) => ({ ...each, from: drop(each.from), to: drop(each.to) })) }
      : stay,
  );
  if (parts === null) return 'segments-out-of-order';
  const mayBeFree = (free: Free): boolean =>
    free.once_in_ms === null || stay.last_free === undefined || entry - stay.last_free >= free.once_in_ms;
  return { entry, exit, vehicle, parts, anyOff: parts.some((part) => part.off), mayBeFree };
}

function roundingLine(rounding: Rounding, fare: Minor, stay: Case): FareLine | null {
  const { to, mode } = rounding;
  const below = Math.floor(fare / to) * to;
  const over = fare - below;
  if (over === 0) return null;
  const up = mode === 'up' || (mode === 'nearest' && over * 2 >= to);
  return { from: stay.entry, to: stay.exit, rule: 'rounding', quantity: 1, amount_minor: up ? to - over : -over };
}
