import type { Band, Block, FareLine, Stay, Tariff, When, ZoneOffsets } from '@berth/domain/tariff';
import { civilDate, dayMs, weekdayOf } from '@berth/domain/tariff';

/**
 * The baseline of the fares bench: a fare as one writes it at first, day by day and block by block, looking up what
 * holds at each. It knows what `config/tariffs/base-day-night-units.yaml` says and no more.
 */
export function walkDays(tariff: Tariff, offsets: ZoneOffsets, stay: Stay): { fare_minor: number; lines: FareLine[] } {
  const lines: FareLine[] = [];
  const [product] = tariff.products;
  if (!product || (product.free && stay.exit - stay.entry <= product.free.first_ms)) return { fare_minor: 0, lines };
  for (const charge of product.charges) {
    if (charge.kind !== 'blocks') continue;
    let at = stay.entry;
    while (at < stay.exit) {
      const band = charge.bands.find((each) => each.when?.some((when) => holds(tariff, when, wallAt(offsets, at))));
      const blocks = (band ?? otherwise(charge.bands))?.blocks ?? charge.blocks;
      const block = blockAt(blocks, at - stay.entry);
      if (!block || typeof block.length !== 'number') break;
      const to = Math.min(at + block.length, stay.exit);
      const rule = `${charge.name}, ${band?.name ?? 'otherwise'}`;
      lines.push({ from: at, to, rule, quantity: 1, amount_minor: Number(block.price) });
      at += block.length;
    }
  }
  for (const cap of product.caps) {
    for (let day = dayOf(offsets, stay.entry); day <= dayOf(offsets, stay.exit); day += 1) {
      const ofDay = lines.filter((line) => dayOf(offsets, line.from) === day);
      const sum = ofDay.reduce((total, line) => total + line.amount_minor, 0);
      const over = sum - Number(cap.amount);
      if (over > 0) lines.push({ from: stay.entry, to: stay.exit, rule: cap.name, quantity: 1, amount_minor: -over });
    }
  }
  return { fare_minor: lines.reduce((total, line) => total + line.amount_minor, 0), lines };
}

function wallAt(offsets: ZoneOffsets, at: number): number {
  return at + (offsets.findLast((each, index) => index === 0 || each.at <= at)?.offset_ms ?? 0);
}

const dayOf = (offsets: ZoneOffsets, at: number): number => Math.floor(wallAt(offsets, at) / dayMs);

const otherwise = (bands: readonly Band[]): Band | undefined => bands.find((each) => each.when === null);

function blockAt(blocks: readonly Block[], counted: number): Block | undefined {
  let from = 0;
  return blocks.find((block) => {
    from += typeof block.length === 'number' && block.times !== null ? block.length * block.times : Infinity;
    return counted < from;
  });
}

function holds(tariff: Tariff, when: When, wall: number): boolean {
  const day = Math.floor(wall / dayMs);
  const clock = wall - day * dayMs;
  const { month, day: date } = civilDate(day);
  const inSeason = when.dates.every((range) => range.kind === 'yearly' && month * 100 + date >= range.first);
  const works = tariff.working_days.includes(day) || (weekdayOf(day) < 5 && !tariff.holidays.includes(day));
  const onDay = when.days.length === 0 || when.days.includes(works ? 'workday' : 'restday');
  return inSeason && onDay && when.times.some(({ from_ms, to_ms }) => clock >= from_ms && clock < to_ms);
}
