import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { type ReadableTariff, readTariffText } from '@berth/contract/node';
import { dayMs, dayNumber, type Fare, priceStay, type Stay } from '@berth/domain/tariff';
import { walkDays } from './day-walk.ts';
import { atLeast, type Bench, type BenchOptions, type BenchResult, type Measure } from './measure.ts';

/** Fares a second, each with its lines, beside a walk through days and blocks. */
export const fares: Bench = {
  id: 'P8',
  name: 'fares',
  title: 'Fares with their lines a second, beside a walk day by day',
  run: async (options) => measure(options),
};

const file = fileURLToPath(new URL('../../../config/tariffs/base-day-night-units.yaml', import.meta.url));

const spans = [
  { what: 'stays of up to a day', most_ms: dayMs, budget: atLeast(100_000, '/s') },
  { what: 'stays of up to a week', most_ms: 7 * dayMs, budget: atLeast(20_000, '/s') },
] as const;

function measure({ runs, short, progress }: BenchOptions): BenchResult {
  const { readable } = readTariffText(file, readFileSync(file, 'utf8'));
  if (!readable) throw new Error(`${file} cannot be read`);
  const measures = spans.flatMap(({ what, most_ms, budget }): Measure[] => {
    const stays = someStays(short ? 5000 : 50_000, most_ms);
    checkAlike(readable, stays);
    const ours: number[] = [];
    const walked: number[] = [];
    for (let run = 1; run <= runs; run += 1) {
      ours.push(rate(stays, (stay) => linesOf(priceStay(readable.compiled, stay))));
      walked.push(rate(stays, (stay) => walkDays(readable.tariff, readable.offsets, stay).lines.length));
      progress(`run ${run}, ${what}: ${Math.round(ours.at(-1) ?? 0)}/s, walked ${Math.round(walked.at(-1) ?? 0)}/s`);
    }
    const times = ours.map((each, index) => each / (walked[index] ?? Number.NaN));
    return [
      { what: `fares, ${what}`, unit: '/s', runs: ours, budget },
      { what: `the walk, ${what}`, unit: '/s', runs: walked, budget: null },
      { what: `fares to walk, ${what}`, unit: 'x', runs: times, budget: null },
    ];
  });
  return {
    measures,
    notes: ['Both price the same stays under config/tariffs/base-day-night-units.yaml, to the same fares.'],
  };
}

/** Spread evenly over a year and over all lengths, the same in each run (a linear congruence, Numerical Recipes). */
function someStays(count: number, most_ms: number): Stay[] {
  let state = 1;
  const chance = (): number => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
  const minute = 60_000;
  return Array.from({ length: count }, () => {
    const entry = dayNumber(2024, 1, 1) * dayMs + Math.floor((chance() * 365 * dayMs) / minute) * minute;
    return { entry, exit: entry + Math.ceil((chance() * most_ms) / minute) * minute };
  });
}

/** A fast wrong fare is none; this also warms both up. */
function checkAlike(readable: ReadableTariff, stays: readonly Stay[]): void {
  for (const stay of stays) {
    const fare = priceStay(readable.compiled, stay);
    const walked = walkDays(readable.tariff, readable.offsets, stay);
    if (fare.status !== 'priced' || fare.fare_minor !== walked.fare_minor)
      throw new Error(`${JSON.stringify(stay)}: ${JSON.stringify(fare)}, walked ${JSON.stringify(walked)}`);
  }
}

const linesOf = (fare: Fare): number => (fare.status === 'priced' ? fare.lines.length : 0);

function rate(stays: readonly Stay[], price: (stay: Stay) => number): number {
  let lines = 0;
  const since = performance.now();
  for (const stay of stays) lines += price(stay);
  const seconds = (performance.now() - since) / 1000;
  if (lines === 0) throw new Error('no fare had a line');
  return stays.length / seconds;
}
