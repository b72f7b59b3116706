import type { Instant } from '../kernel/index.ts';
import type { DateRange, DayName, DayNumber, ZoneOffsets } from './model.ts';
import { weekdays } from './model.ts';

export const dayMs = 86_400_000;

/** Day number of a date of the Gregorian calendar (Hinnant's days_from_civil). */
export function dayNumber(year: number, month: number, day: number): DayNumber {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468
  );
}

export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

export function civilDate(number: DayNumber): CivilDate {
  const shifted = number + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}

/** 0 is Monday. */
export const weekdayOf = (day: DayNumber): number => (((day + 3) % 7) + 7) % 7;

/** What is known of a day; a lint asks about days that are not in the calendar. */
export interface DayFacts {
  readonly day: DayNumber;
  readonly holiday: boolean;
  readonly eve: boolean;
  readonly working: boolean;
}

/** Does a list of day names hold for a day? `named` is every name of the lists beside it. */
export function daysHold(names: readonly DayName[], named: ReadonlySet<DayName>, facts: DayFacts): boolean {
  if (names.length === 0) return true;
  if (facts.holiday && named.has('holiday')) return names.includes('holiday');
  if (facts.eve && named.has('holiday-eve')) return names.includes('holiday-eve');
  const weekday = weekdayOf(facts.day);
  const name = weekdays[weekday];
  if (name && names.includes(name)) return true;
  const works = facts.working || (weekday < 5 && !facts.holiday);
  return names.includes(works ? 'workday' : 'restday');
}

export function datesHold(ranges: readonly DateRange[], day: DayNumber): boolean {
  if (ranges.length === 0) return true;
  const { month, day: dayOfMonth } = civilDate(day);
  const yearly = month * 100 + dayOfMonth;
  return ranges.some((range) => {
    if (range.kind === 'once') return day >= range.first && day <= range.last;
    return range.first <= range.last
      ? yearly >= range.first && yearly <= range.last
      : yearly >= range.first || yearly <= range.last;
  });
}

/** Local time of one zone. */
export interface Zone {
  /** Wall time as ms since 1970-01-01T00:00 of the wall. */
  readonly wall: (at: Instant) => number;
  /** When the wall clock comes to a wall time after `at`, or the change of offset before that. */
  readonly reach: (at: Instant, wall: number) => Instant;
  /** Day number of a local day that starts `shift` ms after midnight. */
  readonly day: (at: Instant, shift: number) => DayNumber;
  /** The instant that the local day of `at` ends. */
  readonly dayEnd: (at: Instant, shift: number) => Instant;
}

export function compileZone(offsets: ZoneOffsets): Zone {
  let hint = 0;
  const indexAt = (at: Instant): number => {
    let index = hint;
    while (index > 0 && at < (offsets[index]?.at ?? 0)) index -= 1;
    for (let next = offsets[index + 1]; next && at >= next.at; next = offsets[index + 1]) index += 1;
    hint = index;
    return index;
  };
  const wall = (at: Instant): number => at + (offsets[indexAt(at)]?.offset_ms ?? 0);
  const reach = (at: Instant, target: number): Instant => {
    const index = indexAt(at);
    const change = offsets[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    return Math.min(target - (offsets[index]?.offset_ms ?? 0), change);
  };
  const day = (at: Instant, shift: number): DayNumber => Math.floor((wall(at) - shift) / dayMs);
  const dayEnd = (at: Instant, shift: number): Instant => {
    const today = day(at, shift);
    let end = at;
    do end = reach(end, (day(end, shift) + 1) * dayMs + shift);
    while (day(end, shift) <= today);
    return end;
  };
  return { wall, reach, day, dayEnd };
}
