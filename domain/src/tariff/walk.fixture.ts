import { civilDate, dayMs, weekdayOf } from './calendar.ts';
import type { Band, Block, Border, Charge, Tariff, When, ZoneOffsets } from './model.ts';
import { weekdays } from './model.ts';

/**
 * A fare by walking through the stay minute by minute, as one would by hand. It shares no rule with the engine, and
 * knows blocks, bands (weekdays, yearly dates, times, first match), borders and caps of days, windows and stays.
 */
const minute = 60_000;

interface Stay {
  readonly entry: number;
  readonly exit: number;
}

export function walkFare(tariff: Tariff, offsets: ZoneOffsets, stay: Stay): number {
  const product = tariff.products[0];
  if (!product) return 0;
  let begun: { at: number; price: number }[] = [];
  for (const charge of product.charges)
    if (charge.kind === 'blocks') begun = [...begun, ...walkCharge(charge, offsets, stay)];
  for (const cap of product.caps) {
    const windows = new Map<number, number>();
    for (const each of begun) {
      const key = windowOf(cap.per, offsets, { at: each.at, entry: stay.entry });
      const held = windows.get(key) ?? 0;
      const price = Math.max(0, Math.min(each.price, Number(cap.amount) - held));
      each.price = price;
      windows.set(key, held + price);
    }
  }
  return begun.reduce((sum, each) => sum + each.price, 0);
}

function wallOf(offsets: ZoneOffsets, at: number): number {
  let offset = offsets[0]?.offset_ms ?? 0;
  for (const each of offsets) if (each.at <= at) offset = each.offset_ms;
  return at + offset;
}

const dayAt = (offsets: ZoneOffsets, at: number): number => Math.floor(wallOf(offsets, at) / dayMs);

function windowOf(per: string | number, offsets: ZoneOffsets, { at, entry }: { at: number; entry: number }): number {
  if (per === 'day') return dayAt(offsets, at);
  return typeof per === 'number' ? Math.floor((at - entry) / per) : 0;
}

function walkCharge(charge: Extract<Charge, { kind: 'blocks' }>, offsets: ZoneOffsets, { entry, exit }: Stay) {
  const begun: { at: number; price: number }[] = [];
  let until = entry;
  let counted = 0;
  let before: Band | undefined;
  for (let at = entry; at < exit; at += minute) {
    const band = charge.bands.find((each) => holds(each, wallOf(offsets, at)));
    const crosses = (border: Border): boolean => {
      if (at === entry) return false;
      if (border === 'band') return band !== before;
      if (border === 'day') return dayAt(offsets, at) !== dayAt(offsets, at - minute);
      return (at - entry) % border === 0;
    };
    if (charge.cut_at.some(crosses) && at < until) {
      counted -= until - at;
      until = at;
    }
    if (charge.restart_at.some(crosses)) {
      counted = 0;
      until = at;
    }
    before = band;
    if (at < until) continue;
    const block = blockAt(band?.blocks ?? (charge.bands.length > 0 ? [] : charge.blocks), counted);
    if (!block || typeof block.length !== 'number') continue;
    begun.push({ at, price: Number(block.price) });
    until = at + block.length;
    counted += block.length;
  }
  return begun;
}

function blockAt(blocks: readonly Block[], counted: number): Block | null {
  let from = 0;
  for (const block of blocks) {
    from += typeof block.length === 'number' ? block.length * (block.times ?? 1e9) : 0;
    if (counted < from) return block;
  }
  return null;
}

function holds(band: Band, wall: number): boolean {
  return band.when === null || band.when.some((when) => whenHolds(when, wall));
}

function whenHolds(when: When, wall: number): boolean {
  const clock = ((wall % dayMs) + dayMs) % dayMs;
  const today = Math.floor(wall / dayMs);
  const onDay = (day: number): boolean => {
    const { month, day: date } = civilDate(day);
    const name = weekdays[weekdayOf(day)] ?? 'mon';
    const dates = when.dates.some(
      (range) => range.kind === 'yearly' && month * 100 + date >= range.first && month * 100 + date <= range.last,
    );
    return (when.days.length === 0 || when.days.includes(name)) && (when.dates.length === 0 || dates);
  };
  if (when.times.length === 0) return onDay(today);
  return when.times.some(({ from_ms, to_ms }) => {
    if (to_ms > from_ms) return onDay(today) && clock >= from_ms && clock < to_ms;
    return (clock >= from_ms && onDay(today)) || (clock < to_ms && onDay(today - 1));
  });
}
