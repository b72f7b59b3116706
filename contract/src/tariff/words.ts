import { type ClockRange, type DateRange, type DayName, dayNumber, type Ratio, weekdays } from '@berth/domain/tariff';

/** The small notations of tariff files, and what they mean. */

export const durationPattern = /^(?=\d)(?:(\d+)d)? ?(?:(\d+)h)? ?(?:(\d+)min)? ?(?:(\d+)s)?$/;

/** In ms. The text fits `durationPattern`. */
export function durationMs(text: string): number {
  const [, d = '0', h = '0', min = '0', s = '0'] = durationPattern.exec(text) ?? [];
  return (((Number(d) * 24 + Number(h)) * 60 + Number(min)) * 60 + Number(s)) * 1000;
}

const clockSource = '(?:[01]\\d|2[0-3]):[0-5]\\d|24:00';
export const clockPattern = new RegExp(`^(?:${clockSource})$`);
export const timesPattern = new RegExp(`^(?:${clockSource})-(?:${clockSource})$`);

export function clockMs(text: string): number {
  const [hours = '0', minutes = '0'] = text.split(':');
  return (Number(hours) * 60 + Number(minutes)) * 60_000;
}

export function clockRange(text: string): ClockRange {
  const [from = '', to = ''] = text.split('-');
  return { from_ms: clockMs(from), to_ms: clockMs(to) };
}

const weekday = weekdays.join('|');
export const dayPattern = new RegExp(`^(?:(?:${weekday})(?:-(?:${weekday}))?|workday|restday|holiday|holiday-eve)$`);

/** `mon-fri` and `sat-mon` are ranges; the other names are themselves. */
export function dayNames(text: string): DayName[] {
  const named = (['workday', 'restday', 'holiday', 'holiday-eve'] as const).find((each) => each === text);
  if (named) return [named];
  const [first = '', last = first] = text.split('-');
  const at = (name: string): number => weekdays.findIndex((each) => each.startsWith(name));
  const from = at(first);
  const count = ((at(last) - from + 7) % 7) + 1;
  return Array.from({ length: count }, (_, index) => weekdays[(from + index) % 7] ?? 'mon');
}

const dateSource = '(?:\\d{4}-)?(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])';
export const dateRangePattern = new RegExp(`^${dateSource}(?:\\.\\.${dateSource})?$`);

/** Null when one end has a year and the other none. */
export function dateRange(text: string): DateRange | null {
  const [first = '', last = first] = text.split('..');
  if (first.length !== last.length) return null;
  if (first.length === 10) return { kind: 'once', first: dateNumber(first), last: dateNumber(last) };
  const yearly = (part: string): number => Number(part.slice(0, 2)) * 100 + Number(part.slice(3));
  return { kind: 'yearly', first: yearly(first), last: yearly(last) };
}

/** Day number of `2024-02-10`. */
export function dateNumber(text: string): number {
  const [year = 0, month = 1, day = 1] = text.split('-').map(Number);
  return dayNumber(year, month, day);
}

export function ratioOf(value: number | string): Ratio {
  const [whole = '0', decimals = ''] = String(value).split('.');
  return { num: Number(whole + decimals), den: 10 ** decimals.length };
}
