import type { Instant } from '../kernel/index.ts';
import { type DayFacts, dayMs, daysHold, type Zone } from './calendar.ts';
import type { CompiledProduct, CompiledTariff } from './compile.ts';
import type { DayName, ProductCondition } from './model.ts';

interface Ends {
  readonly entry: Instant;
  readonly exit: Instant;
  readonly vehicle: string;
}

/** May this product be chosen for a stay? Windows are closed unless the tariff is half-open. */
export function productHolds(compiled: CompiledTariff, product: CompiledProduct, ends: Ends): boolean {
  const { condition } = product;
  if (condition === null) return true;
  const { zone, facts } = compiled.calendar;
  const closed = compiled.tariff.boundary === 'closed';
  const length = ends.exit - ends.entry;
  const { at_least_ms, at_most_ms, classes } = condition;
  if (classes.length > 0 && !classes.includes(ends.vehicle)) return false;
  if (at_least_ms !== null && length < at_least_ms) return false;
  if (at_most_ms !== null && !within(length, at_most_ms, closed)) return false;
  const entryWall = zone.wall(ends.entry);
  if (!entersIn(product.enter, ends.entry, closed)) return false;
  return leaveHolds(condition.leave, { zone, ends, entryWall, closed, facts });
}

const within = (value: number, most: number, closed: boolean): boolean => (closed ? value <= most : value < most);

function entersIn(enter: CompiledProduct['enter'], entry: Instant, closed: boolean): boolean {
  if (enter === null || enter.schedule.at(entry).holder >= 0) return true;
  if (!closed || !enter.hasTimes) return false;
  // The last moment of a closed window still belongs to it.
  const before = enter.schedule.at(entry - 1);
  return before.holder >= 0 && before.end === entry;
}

interface Leaving {
  readonly zone: Zone;
  readonly ends: Ends;
  readonly entryWall: number;
  readonly closed: boolean;
  readonly facts: (day: number) => DayFacts;
}

function leaveHolds(leave: ProductCondition['leave'], at: Leaving): boolean {
  const wall = at.zone.wall(at.ends.exit);
  const entryDay = Math.floor(at.entryWall / dayMs);
  const day = Math.floor(wall / dayMs);
  if (leave.days.length > 0 && !daysHold(leave.days, new Set<DayName>(leave.days), at.facts(day))) return false;
  const { days_after, after_ms, by_ms, by_next_ms } = leave;
  const base = days_after === null ? day : entryDay + days_after;
  if (after_ms !== null && wall < base * dayMs + after_ms) return false;
  if (by_ms !== null && !within(wall, base * dayMs + by_ms, at.closed)) return false;
  if (days_after !== null && after_ms === null && by_ms === null && day !== base) return false;
  if (by_next_ms === null) return true;
  const passed = at.entryWall - entryDay * dayMs >= by_next_ms ? 1 : 0;
  return within(wall, (entryDay + passed) * dayMs + by_next_ms, at.closed);
}
