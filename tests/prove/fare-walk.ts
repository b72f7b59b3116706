/**
 * The oracle of the fares proof: prices from the wall clock alone, a minute at a time. It knows nothing of the engine
 * nor of its tables of offsets; what the wall shows comes from the runtime's calendar.
 */

export interface WalkBlock {
  readonly minutes: number;
  readonly price: number;
  /** Null goes on for ever. */
  readonly times: number | null;
}

export interface WalkBand {
  /** 0 is Sunday; empty is every day. */
  readonly days: readonly number[];
  /** Minutes of the day; at or below `from`, `to` is on the next day. Null: whenever no band before holds. */
  readonly clock: { readonly from: number; readonly to: number } | null;
  /** Empty costs nothing. */
  readonly blocks: readonly WalkBlock[];
  readonly cap: number | null;
}

export type WalkBorder = 'band' | 'day' | number;

export interface WalkTariff {
  readonly bands: readonly WalkBand[];
  readonly restart: readonly WalkBorder[];
  readonly cut: readonly WalkBorder[];
  readonly caps: readonly { readonly per: 'day' | 'stay' | number; readonly amount: number }[];
  readonly free: { readonly minutes: number; readonly deduct: boolean } | null;
  readonly passing: { readonly minute: number; readonly price: number } | null;
  readonly halfOpen: boolean;
}

/** What the wall shows, for each minute of a stretch of time. */
export interface Wall {
  readonly start: number;
  readonly day: Int32Array;
  readonly minute: Int32Array;
}

const step = 15;

/** Modern offsets and their changes are at quarters of an hour. */
export function readWall(timeZone: string, start: number, minutes: number): Wall {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  const wall = { start, day: new Int32Array(minutes), minute: new Int32Array(minutes) };
  for (let at = 0; at < minutes; at += step) {
    const [, day = '', month = '', year = '', hour = '', minute = ''] =
      /^(\d\d)\/(\d\d)\/(\d{4}), (\d\d):(\d\d)$/.exec(format.format(start + at * 60_000)) ?? [];
    const date = Date.UTC(Number(year), Number(month) - 1, Number(day)) / 86_400_000;
    for (let more = 0; more < step; more += 1) {
      wall.day[at + more] = date;
      wall.minute[at + more] = Number(hour) * 60 + Number(minute) + more;
    }
  }
  return wall;
}

/** Which band holds at each minute of the wall. */
export function bandsOver({ bands }: WalkTariff, wall: Wall): Int8Array {
  const over = new Int8Array(wall.day.length);
  for (let at = 0; at < over.length; at += 1) {
    const [day, minute] = [wall.day[at] ?? 0, wall.minute[at] ?? 0];
    over[at] = bands.findIndex(({ days, clock }) => {
      const isOn = (date: number): boolean => days.length === 0 || days.includes((date + 4) % 7);
      if (clock === null) return true;
      if (clock.to > clock.from) return isOn(day) && minute >= clock.from && minute < clock.to;
      return (minute >= clock.from && isOn(day)) || (minute < clock.to && isOn(day - 1));
    });
  }
  return over;
}

interface Begun {
  readonly at: number;
  readonly band: number;
  readonly occurrence: number;
  price: number;
}

/** The fare of a stay from one minute of the wall to another. */
export function walkFare(tariff: WalkTariff, ground: { wall: Wall; over: Int8Array }, stay: WalkStay): number {
  const { free, halfOpen, passing } = tariff;
  const length = stay.exit - stay.entry;
  if (free && (halfOpen ? length < free.minutes : length <= free.minutes)) return 0;
  const start = stay.entry + (free?.deduct ? free.minutes : 0);
  const begun = walkBlocks(tariff, ground, { ...stay, start });
  const held = new Map<string, number>();
  const hold = (each: Begun, key: string, amount: number): void => {
    const before = held.get(key) ?? 0;
    each.price = Math.min(each.price, amount - before);
    held.set(key, before + each.price);
  };
  for (const each of begun) {
    const cap = tariff.bands[each.band]?.cap ?? null;
    if (cap !== null) hold(each, `band ${each.band} ${each.occurrence}`, cap);
  }
  if (passing)
    begun.push(...walkPassing(passing, ground.wall, { ...stay, start, last: halfOpen ? stay.exit : stay.exit - 1 }));
  tariff.caps.forEach(({ per, amount }, index) => {
    for (const each of begun) {
      const window =
        per === 'day' ? ground.wall.day[each.at] : per === 'stay' ? 0 : Math.floor((each.at - stay.entry) / per);
      hold(each, `cap ${index} ${window}`, amount);
    }
  });
  return begun.reduce((sum, each) => sum + each.price, 0);
}

interface WalkStay {
  readonly entry: number;
  readonly exit: number;
}

function walkBlocks(
  tariff: WalkTariff,
  { wall, over }: { wall: Wall; over: Int8Array },
  stay: WalkStay & { start: number },
): Begun[] {
  const begun: Begun[] = [];
  const last = tariff.halfOpen ? stay.exit : stay.exit - 1;
  const crosses = (border: WalkBorder, at: number): boolean => {
    if (border === 'band') return over[at] !== over[at - 1];
    if (border === 'day') return wall.day[at] !== wall.day[at - 1];
    return (at - stay.entry) % border === 0;
  };
  let [until, counted, occurrence] = [stay.start, 0, 0];
  for (let at = stay.start; at <= last; at += 1) {
    if (at > stay.start) {
      if (over[at] !== over[at - 1]) occurrence += 1;
      if (at < until && tariff.cut.some((border) => crosses(border, at))) {
        counted -= until - at;
        until = at;
      }
      if (tariff.restart.some((border) => crosses(border, at))) [counted, until] = [0, at];
    }
    if (at < until) continue;
    const band = over[at] ?? 0;
    const block = blockAt(tariff.bands[band]?.blocks ?? [], counted);
    if (!block) continue;
    begun.push({ at, band, occurrence, price: block.price });
    until = at + block.minutes;
    counted += block.minutes;
  }
  return begun;
}

function blockAt(blocks: readonly WalkBlock[], counted: number): WalkBlock | null {
  let from = 0;
  for (const block of blocks) {
    if (block.times === null) return block;
    from += block.minutes * block.times;
    if (counted < from) return block;
  }
  return null;
}

interface Passes {
  readonly start: number;
  readonly last: number;
}

/** The clock passes a time once a day, also on a day on which it shows it twice. */
function walkPassing(passing: { minute: number; price: number }, wall: Wall, { start, last }: Passes): Begun[] {
  const begun: Begun[] = [];
  const dayAt = (at: number): number => (wall.day[at] ?? 0) + ((wall.minute[at] ?? 0) >= passing.minute ? 1 : 0);
  let latest = dayAt(start);
  for (let at = start + 1; at <= last; at += 1) {
    if (dayAt(at) <= latest) continue;
    latest = dayAt(at);
    begun.push({ at, band: -1, occurrence: 0, price: passing.price });
  }
  return begun;
}
