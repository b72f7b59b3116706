import type { Instant } from '../kernel/index.ts';
import type { Item } from './blocks.ts';
import type { CompiledCap } from './compile.ts';

export interface CapLine {
  readonly rule: string;
  readonly from: Instant;
  to: Instant;
  /** Not positive, in parts of a minor unit. */
  amount: number;
}

interface Window {
  readonly key: Instant;
  readonly band: unknown;
  sum: number;
  line: CapLine | null;
}

interface Limit {
  readonly rule: string;
  readonly amount: number;
  readonly band: unknown;
  readonly end: Instant;
}

/** Takes off what is over a limit, the latest first, so that later caps see what is left where it stands. */
function hold(item: Item, limit: Limit, windows: Window[]): CapLine | null {
  let window = windows.at(-1);
  if (!window || window.key !== limit.end || window.band !== limit.band) {
    window = windows.find((each) => each.key === limit.end && each.band === limit.band);
    if (!window) {
      window = { key: limit.end, band: limit.band, sum: 0, line: null };
      windows.push(window);
    }
  }
  const over = window.sum + item.left - limit.amount;
  if (over <= 0) {
    window.sum += item.left;
    return null;
  }
  window.sum = limit.amount;
  item.left -= over;
  if (window.line) {
    window.line.amount -= over;
    if (item.to > window.line.to) window.line.to = item.to;
    return null;
  }
  window.line = { rule: limit.rule, from: item.from, to: item.to, amount: -over };
  return window.line;
}

/** Caps of bands first, then those of the product in their order. */
export function applyCaps(items: readonly Item[], caps: readonly CompiledCap[], entry: Instant): CapLine[] {
  const lines: CapLine[] = [];
  const windows: Window[] = [];
  for (const item of items) {
    const cap = item.band?.cap ?? null;
    if (cap === null || item.left <= 0) continue;
    const limit = { rule: item.band?.capRule ?? item.rule, amount: cap, band: item.band, end: item.occurrence };
    const line = hold(item, limit, windows);
    if (line) lines.push(line);
  }
  for (const cap of caps) {
    const held: Window[] = [];
    let [from, until, end] = [0, 0, Number.NaN];
    for (const item of items) {
      if (item.left <= 0 || (cap.charges.length > 0 && !cap.charges.includes(item.charge))) continue;
      if (item.from < from || item.from >= until) {
        end = cap.windowEnd(item.from, entry);
        from = item.from;
        until = cap.change(item.from, entry);
      }
      if (Number.isNaN(end)) continue;
      const line = hold(item, { rule: cap.name, amount: cap.amount, band: null, end }, held);
      if (line) lines.push(line);
    }
  }
  return lines;
}
