import type { NetBay } from '../world/network.ts';
import { putParked } from '../world/open.ts';
import type { World } from '../world/world.ts';

/** One recorded stay; instants in milliseconds. Who it was does not matter. */
export interface RecordedStay {
  readonly arrival: number;
  readonly departure: number;
  readonly space: string;
}

export interface StaysFile {
  readonly stays: readonly RecordedStay[];
  /** Lines that do not fit, by number. */
  readonly bad_lines: readonly number[];
}

/**
 * Reads a CSV with a header that names at least `arrival_utc`, `departure_utc` and, where bays are
 * recorded, `space_id`; other columns are ignored. Lines whose departure is not after the arrival
 * are bad. Sorted by arrival.
 */
export function parseStays(text: string): StaysFile | null {
  const lines = text.split(/\r?\n/);
  const header = (lines[0] ?? '').split(',').map((name) => name.trim());
  const arrivalColumn = header.indexOf('arrival_utc');
  const departureColumn = header.indexOf('departure_utc');
  const spaceColumn = header.indexOf('space_id');
  if (arrivalColumn < 0 || departureColumn < 0) return null;
  const stays: RecordedStay[] = [];
  const bad_lines: number[] = [];
  lines.slice(1).forEach((line, index) => {
    if (line.trim() === '') return;
    const cells = line.split(',');
    const arrival = Date.parse(cells[arrivalColumn]?.trim() ?? '');
    const departure = Date.parse(cells[departureColumn]?.trim() ?? '');
    const space = cells[spaceColumn]?.trim() || `line-${index + 2}`;
    if (!(departure > arrival)) bad_lines.push(index + 2);
    else stays.push({ arrival, departure, space });
  });
  stays.sort((one, other) => one.arrival - other.arrival || (one.space < other.space ? -1 : 1));
  return { stays, bad_lines };
}

/**
 * Arrivals and departures as they were recorded. `speed` divides waits and lengths of stay; driving
 * takes as long as it takes.
 */
export interface RecordedTraffic {
  readonly kind: 'recorded';
  readonly name: string;
  readonly from: number;
  readonly speed: number;
  /** World time that stands for `from`. */
  readonly began_ms: number;
  next: number;
  /** Recorded cars that found somebody in their bay, because driving is not sped up. */
  displaced: number;
}

/** Spaces to bays, for good: the same file and site always give the same bays, spread over the site. */
export function mapSpaces({ network, steady }: World, stays: readonly RecordedStay[]): Map<string, string> {
  const open = [...network.bays.values()].filter((bay) => !bay.for_office && steady.usable.has(bay.bay.id));
  const ordinary = open.filter(({ bay }) => bay.kind === 'ordinary');
  const spaces = [...new Set(stays.map((stay) => stay.space))].sort();
  const bays = spaces.length <= ordinary.length ? ordinary : open;
  const map = new Map<string, string>();
  spaces.forEach((space, place) => {
    const bay = bays[Math.floor((place * bays.length) / spaces.length)];
    if (bay) map.set(space, bay.bay.id);
  });
  return map;
}

export function startRecorded(
  world: World,
  stays: readonly RecordedStay[],
  { name, from, speed }: { name: string; from: number; speed: number },
): RecordedTraffic {
  const next = stays.findIndex((stay) => stay.arrival >= from);
  const began_ms = world.physical.time_ms;
  return { kind: 'recorded', name, from, speed, began_ms, next: next < 0 ? stays.length : next, displaced: 0 };
}

function worldTimeOf(traffic: RecordedTraffic, instant: number): number {
  return traffic.began_ms + (instant - traffic.from) / traffic.speed;
}

/** Cars that had come before the date and left after it stand in their bays when it begins. */
export function fillFromStays(world: World, traffic: RecordedTraffic, stays: readonly RecordedStay[]): void {
  const bays = mapSpaces(world, stays);
  for (const stay of stays.slice(0, traffic.next)) {
    if (stay.departure <= traffic.from) continue;
    const bay = ownBay(world, bays.get(stay.space));
    if (bay) putParked(world, bay, worldTimeOf(traffic, stay.departure));
  }
}

function ownBay(world: World, id: string | undefined): NetBay | null {
  const bay = id === undefined ? undefined : world.network.bays.get(id);
  return bay && !world.state.claims.has(bay.bay.id) ? bay : null;
}

export function stepRecorded(
  world: World,
  traffic: RecordedTraffic,
  source: { readonly stays: readonly RecordedStay[]; readonly bays: ReadonlyMap<string, string> },
): void {
  const now = world.physical.time_ms;
  for (;;) {
    const stay = source.stays[traffic.next];
    if (!stay || worldTimeOf(traffic, stay.arrival) > now || world.state.hold) return;
    traffic.next++;
    const bay = source.bays.get(stay.space) ?? null;
    if (bay !== null && world.state.claims.has(bay)) traffic.displaced++;
    world.state.kerb.push({
      stay_ms: null,
      until_ms: worldTimeOf(traffic, stay.departure),
      bay,
      behaviour: 'normal',
      lane: null,
      office: false,
      since_ms: now,
    });
  }
}
