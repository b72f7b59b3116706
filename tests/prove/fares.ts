import { type ReadableTariff, readTariffText } from '@berth/contract/node';
import { priceStay } from '@berth/domain/tariff';
import {
  bandsOver,
  readWall,
  type WalkBand,
  type WalkBlock,
  type WalkBorder,
  type WalkTariff,
  type Wall,
  walkFare,
} from './fare-walk.ts';
import { below, type Chance, chanceOf, gatherViolations, type Proof, pick } from './proof.ts';

/** Tariffs made by chance, written as files, over the changes of the clocks of twenty zones. */
export const fares: Proof = {
  name: 'fares',
  title: 'Fares are to the cent those of a walk through the wall clock, over changes of the clocks in 20 zones',
  run: async ({ short, seed, progress }) => {
    const tariffs = short ? 100 : 4000;
    const { report, all } = gatherViolations();
    const walls = zones.flatMap((zone) => wallsOf(zone));
    progress(`${walls.length} changes of the clocks in ${zones.length} zones`);
    for (let run = 0; run < tariffs; run += 1) {
      const chance = chanceOf(seed + run);
      const { zone, wall } = pick(chance, walls as [ZoneWall, ...ZoneWall[]]);
      const walked = someTariff(chance);
      const text = JSON.stringify(fileOf(walked, zone), null, 1);
      const { readable, findings } = readTariffText('fares', text);
      if (!readable) report('a tariff could not be read', `run ${seed + run}: ${JSON.stringify(findings)}`);
      else
        compare({ readable, walked, wall }, chance, (what, stay) =>
          report(what, `run ${seed + run}, ${zone}, ${stay}`),
        );
    }
    return { did: `${(tariffs * staysEach).toLocaleString('en')} stays under ${tariffs} tariffs`, violations: all() };
  },
};

const staysEach = 250;
const minute = 60_000;
const dayMinutes = 1440;
/** Two days before a change, and five after. */
const stretch = 7 * dayMinutes;

const zones =
  'Europe/London Europe/Berlin Europe/Lisbon Europe/Chisinau Atlantic/Azores America/New_York America/Los_Angeles America/St_Johns America/Havana America/Santiago America/Sao_Paulo America/Asuncion Asia/Beirut Asia/Amman Asia/Tehran Asia/Jerusalem Africa/Casablanca Australia/Sydney Australia/Lord_Howe Pacific/Auckland'.split(
    ' ',
  );

interface ZoneWall {
  readonly zone: string;
  readonly wall: Wall;
}

/** A stretch about each change of the clocks in two years. */
function wallsOf(zone: string): ZoneWall[] {
  const first = Date.UTC(2016, 0, 1);
  const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeStyle: 'short' });
  const walls: ZoneWall[] = [];
  let before = format.format(first);
  for (let day = 1; day < 2 * 366; day += 1) {
    const now = format.format(first + day * dayMinutes * minute);
    if (now !== before) walls.push({ zone, wall: readWall(zone, first + (day - 3) * dayMinutes * minute, stretch) });
    before = now;
  }
  return walls;
}

function compare(
  { readable, walked, wall }: Compared,
  chance: Chance,
  report: (what: string, stay: string) => void,
): void {
  const ground = { wall, over: bandsOver(walked, wall) };
  for (let count = 0; count < staysEach; count += 1) {
    const entry = below(chance, 4 * dayMinutes);
    const exit = entry + below(chance, pick(chance, [90, dayMinutes, 3 * dayMinutes - 10]));
    const fare = priceStay(readable.compiled, { entry: wall.start + entry * minute, exit: wall.start + exit * minute });
    const wanted = walkFare(walked, ground, { entry, exit });
    const stay = `from ${new Date(wall.start + entry * minute).toISOString()} ${exit - entry} min`;
    if (fare.status !== 'priced') report('a stay was not priced', `${stay}: ${fare.reason}`);
    else if (fare.fare_minor !== wanted) report('cents off', `${stay}: ${fare.fare_minor}, walked ${wanted}`);
    else if (fare.lines.reduce((sum, line) => sum + line.amount_minor, 0) !== wanted) report('lines do not sum', stay);
  }
}

interface Compared {
  readonly readable: ReadableTariff;
  readonly walked: WalkTariff;
  readonly wall: Wall;
}

function someTariff(chance: Chance): WalkTariff {
  const often = (share: number): boolean => chance() < share;
  const bands: WalkBand[] = Array.from({ length: below(chance, 4) }, () => ({
    days: often(0.5) ? [] : [0, 1, 2, 3, 4, 5, 6].filter(() => often(0.6)),
    clock: { from: below(chance, 48) * 30, to: below(chance, 48) * 30 },
    blocks: often(0.2) ? [] : someBlocks(chance),
    cap: often(0.3) ? below(chance, 2000) : null,
  }));
  const rest = { days: [], clock: null, blocks: often(0.2) ? [] : someBlocks(chance), cap: null };
  const border = (): WalkBorder => pick<WalkBorder>(chance, ['band', 'day', dayMinutes, 7 * 60]);
  const { length } = bands;
  return {
    bands: [...bands.filter(({ days, clock }) => clock && (days.length > 0 || length < 3)), rest],
    restart: often(0.5) ? [border()] : [],
    cut: often(0.3) ? [border()] : [],
    caps: Array.from({ length: below(chance, 3) }, () => ({
      per: pick<'day' | 'stay' | number>(chance, ['day', 'stay', dayMinutes, 12 * 60]),
      amount: below(chance, 4000),
    })),
    free: often(0.3) ? { minutes: 5 + below(chance, 60), deduct: often(0.5) } : null,
    passing: often(0.2) ? { minute: below(chance, 24) * 60, price: below(chance, 900) } : null,
    halfOpen: often(0.2),
  };
}

function someBlocks(chance: Chance): WalkBlock[] {
  const count = 1 + below(chance, 3);
  return Array.from({ length: count }, (_, index) => ({
    minutes: pick(chance, [1, 5, 7, 10, 15, 20, 30, 45, 60, 90, 120, 480]),
    price: below(chance, 700),
    times: index < count - 1 || chance() < 0.1 ? 1 + below(chance, 5) : null,
  }));
}

const dayNames = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** The same tariff as a file; the first band that holds wins there by its priority. */
function fileOf(tariff: WalkTariff, time_zone: string) {
  const clock = (minutes: number): string =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  const border = (each: WalkBorder): string => (typeof each === 'number' ? `${each}min` : each);
  const money = (minor: number): string => (minor / 100).toFixed(2);
  const bands = tariff.bands.map((band, index) => ({
    name: `band ${index}`,
    priority: 20 - index,
    ...(band.clock && {
      when: {
        times: [`${clock(band.clock.from)}-${clock(band.clock.to)}`],
        ...(band.days.length > 0 && { days: band.days.map((day) => dayNames[day]) }),
      },
    }),
    blocks: band.blocks.map(({ minutes, price, times }) => ({
      length: `${minutes}min`,
      price: money(price),
      ...(times !== null && { times }),
    })),
    ...(band.cap !== null && { cap: money(band.cap) }),
  }));
  const { passing, free } = tariff;
  return {
    tariff: 'by-chance',
    currency: 'EUR',
    time_zone,
    boundary: tariff.halfOpen ? 'half-open' : 'closed',
    ...(free && { free: { first: `${free.minutes}min`, when_exceeded: free.deduct ? 'deduct' : 'charge' } }),
    charges: [
      {
        name: 'parking',
        bands,
        ...(tariff.restart.length > 0 && { restart_at: tariff.restart.map(border) }),
        ...(tariff.cut.length > 0 && { cut_at: tariff.cut.map(border) }),
      },
      ...(passing ? [{ name: 'passing', passing: clock(passing.minute), price: money(passing.price) }] : []),
    ],
    ...(tariff.caps.length > 0 && {
      caps: tariff.caps.map(({ per, amount }) => ({
        per: typeof per === 'number' ? `${per}min` : per,
        amount: money(amount),
      })),
    }),
  };
}
