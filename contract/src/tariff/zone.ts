import type { ZoneOffsets } from '@berth/domain/tariff';

const step = 7 * 86_400_000;
/** The years that tables cover unless told otherwise; the last offset holds after them. */
const years = { first: 2000, last: 2060 };

const tables = new Map<string, ZoneOffsets>();

/** Every change of a zone's offset from UTC, from the data of the runtime. Null for a zone it does not know. */
export function zoneOffsets(timeZone: string): ZoneOffsets | null {
  const known = tables.get(timeZone);
  if (known) return known;
  const offsetAt = offsetReader(timeZone);
  if (!offsetAt) return null;
  const start = Date.UTC(years.first, 0, 1);
  const changes = [{ at: start, offset_ms: offsetAt(start) }];
  // No zone changes twice within a week, so a week with the same offset at both ends has no change.
  for (let from = start; from < Date.UTC(years.last, 0, 1); from += step) {
    const offset_ms = offsetAt(from + step);
    if (offset_ms === changes.at(-1)?.offset_ms) continue;
    let [low, high] = [from, from + step];
    while (high - low > 1000) {
      const middle = Math.floor((low + high) / 2000) * 1000;
      if (offsetAt(middle) === offset_ms) high = middle;
      else low = middle;
    }
    changes.push({ at: high, offset_ms });
  }
  tables.set(timeZone, changes);
  return changes;
}

function offsetReader(timeZone: string): ((at: number) => number) | null {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  } catch {
    return null;
  }
  return (at) => {
    const name = format.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? '';
    const [, sign, hours, minutes, seconds] = /GMT([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name) ?? [];
    const ms = ((Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds ?? 0)) * 1000;
    return sign === '-' ? -ms : ms;
  };
}
