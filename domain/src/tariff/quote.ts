import type { Instant } from '../kernel/index.ts';
import { chargeBlocks, chargePassing, type Item } from './blocks.ts';
import { applyCaps } from './caps.ts';
import type { CompiledProduct, CompiledTariff } from './compile.ts';
import { type Course, countedForward, countedLength, type Part } from './course.ts';
import { toMinor } from './exact.ts';
import type { FareLine, Free } from './model.ts';
import { productHolds } from './products.ts';

/** A stay whose ends are in order and whose class is known. */
export interface Case {
  readonly entry: Instant;
  readonly exit: Instant;
  readonly vehicle: string;
  readonly parts: readonly Part[];
  readonly anyOff: boolean;
  /** False when its free minutes were had lately. */
  readonly mayBeFree: (free: Free) => boolean;
}

/** Counted ms that discounts take off. */
export interface Cuts {
  readonly start_ms: number;
  readonly end_ms: number;
}

export const noCuts: Cuts = { start_ms: 0, end_ms: 0 };

interface RawLine {
  readonly from: Instant;
  readonly to: Instant;
  readonly rule: string;
  readonly quantity: number;
  /** In parts of a minor unit. */
  readonly amount: number;
}

interface Quote {
  readonly product: CompiledProduct;
  readonly lines: readonly RawLine[];
  readonly total: number;
}

/** The fare of a stay under the product it gets, before discounts. Null when it gets none. */
export function quote(compiled: CompiledTariff, stay: Case, cuts: Cuts): Quote | null {
  let best: Quote | null = null;
  for (const product of compiled.products.get(stay.vehicle) ?? []) {
    if (!productHolds(compiled, product, stay)) continue;
    const found = quoteProduct(compiled, product, { stay, cuts });
    if (compiled.tariff.choose === 'first') return found;
    if (best === null || found.total < best.total) best = found;
  }
  return best;
}

interface Wanted {
  readonly stay: Case;
  readonly cuts: Cuts;
}

function quoteProduct(compiled: CompiledTariff, product: CompiledProduct, { stay, cuts }: Wanted): Quote {
  const { tariff, calendar } = compiled;
  const { entry, exit, parts } = stay;
  const closed = tariff.boundary === 'closed';
  const free = product.free && stay.mayBeFree(product.free) ? product.free : null;
  const lines: RawLine[] = [];
  let start = entry;
  if (free) {
    const length = countedLength(parts, entry, exit);
    const inside = closed ? length <= free.first_ms : length < free.first_ms;
    if (inside) return { product, lines: [freeLine(entry, exit)], total: 0 };
    if (free.when_exceeded === 'deduct') {
      start = countedForward(parts, entry, free.first_ms);
      lines.push(freeLine(entry, start));
    }
  }
  if (cuts.start_ms > 0) start = countedForward(parts, start, cuts.start_ms);
  const stop = cuts.end_ms > 0 ? lastCounted(stay, cuts.end_ms) : exit;
  const close = closed || cuts.end_ms > 0 ? stop : stop + 1;
  const course: Course = { parts, anyOff: stay.anyOff, entry, start, stop, close };
  const ground = { zone: calendar.zone, day_starts_ms: tariff.day_starts_ms, caps: product.caps, course };
  const items: Item[] = [];
  for (const charge of product.charges) {
    if (charge.kind === 'blocks') chargeBlocks(charge, ground, items);
    else chargePassing(charge, ground, items);
  }
  let total = 0;
  for (const item of items) {
    lines.push(item);
    total += item.amount;
  }
  for (const line of applyCaps(items, product.caps, entry)) {
    lines.push({ ...line, quantity: 1 });
    total += line.amount;
  }
  const short = total > 0 ? product.minimum - total : 0;
  if (short > 0) lines.push({ from: entry, to: exit, rule: 'minimum', quantity: 1, amount: short });
  else if (total < 0) lines.push({ from: entry, to: exit, rule: 'not below zero', quantity: 1, amount: -total });
  return { product, lines, total: Math.max(0, total + Math.max(0, short)) };
}

function freeLine(from: Instant, to: Instant): RawLine {
  return { from, to, rule: 'free minutes', quantity: 1, amount: 0 };
}

function lastCounted(stay: Case, ms: number): Instant {
  const counted = countedLength(stay.parts, stay.entry, stay.exit);
  return countedForward(stay.parts, stay.entry, Math.max(0, counted - ms));
}

/** Lines in whole minor units that add up to the rounded sum, whatever fractions they had. */
export function wholeLines(lines: readonly RawLine[], parts: number): FareLine[] {
  let exact = 0;
  let whole = 0;
  return lines.map(({ from, to, rule, quantity, amount }) => {
    exact += amount;
    const until = toMinor(exact, parts);
    const amount_minor = until - whole;
    whole = until;
    return { from, to, rule, quantity, amount_minor };
  });
}
