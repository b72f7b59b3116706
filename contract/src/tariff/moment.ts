import { civilDate, dayMs, dayNumber, type ZoneOffsets } from '@berth/domain/tariff';

export type Moment = { readonly ok: true; readonly at: number } | { readonly ok: false; readonly problem: string };

const pattern = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?(Z|[+-]\d\d:?\d\d)?$/;

/**
 * An instant from `2024-01-08T10:00[:00[.000]]`, with an offset, or without one as local time: a time
 * that the zone skips is refused, one that it has twice is the earlier.
 */
export function parseMoment(text: string, offsets: ZoneOffsets): Moment {
  const [, year, month, day, hour, minute, second = '0', fraction = '', zone] = pattern.exec(text) ?? [];
  const wall =
    dayNumber(Number(year), Number(month), Number(day)) * dayMs +
    ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000 +
    Number(fraction.padEnd(3, '0'));
  const date = civilDate(Math.floor(wall / dayMs));
  const isDate = date.day === Number(day) && date.month === Number(month);
  if (Number.isNaN(wall) || !isDate || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59)
    return { ok: false, problem: `"${text}" is no time such as 2024-01-08T10:00` };
  if (zone) return { ok: true, at: wall - offsetOf(zone) };
  const found = instantsOf(wall, offsets);
  const [first] = found;
  return first === undefined
    ? { ok: false, problem: `"${text}" does not exist there: the clocks are put forward over it` }
    : { ok: true, at: first };
}

function offsetOf(zone: string): number {
  if (zone === 'Z') return 0;
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)$/.exec(zone) ?? [];
  const ms = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? -ms : ms;
}

/** The instants that show a wall time, earliest first. */
function instantsOf(wall: number, offsets: ZoneOffsets): number[] {
  return offsets
    .flatMap(({ at, offset_ms }, index) => {
      const found = wall - offset_ms;
      const until = offsets[index + 1]?.at ?? Number.POSITIVE_INFINITY;
      return (index === 0 || found >= at) && found < until ? [found] : [];
    })
    .sort((a, b) => a - b);
}

/** RFC 3339 with the zone's own offset. */
export function writeMoment(at: number, offsets: ZoneOffsets): string {
  const offset = offsets.findLast((each, index) => index === 0 || each.at <= at)?.offset_ms ?? 0;
  const minutes = Math.abs(offset) / 60_000;
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const sign = offset < 0 ? '-' : '+';
  const wall = new Date(at + offset).toISOString().replace(/\.000Z$|Z$/, '');
  return `${wall}${sign}${two(minutes / 60)}:${two(minutes % 60)}`;
}
