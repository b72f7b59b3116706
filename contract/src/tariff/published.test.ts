import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { type Fare, priceStay } from '@berth/domain/tariff';
import { describe, expect, it } from 'vitest';
import { parseMoment } from './moment.ts';
import { minorOf } from './money.ts';
import { type ReadableTariff, readTariffText } from './read.ts';

const folder = new URL('../../../tests/tariffs/', import.meta.url);
const shared = new URL('../../../../shared/data/tariffs/cases.json', import.meta.url);
const here = existsSync(shared);

interface PublishedCase {
  readonly entry?: string;
  readonly exit?: string;
  readonly durationMinutes?: number;
  readonly expected: number | 'ERROR';
  readonly park?: string;
  readonly vehicle?: string;
  readonly example?: string;
}

interface PublishedSet {
  readonly id: string;
  readonly currency: string;
  readonly cases: readonly PublishedCase[];
}

const sets = here ? (JSON.parse(readFileSync(shared, 'utf8')) as { sets: PublishedSet[] }).sets : [];
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

function readable(name: string): ReadableTariff {
  const read = readTariffText(name, readFileSync(new URL(name, folder), 'utf8'));
  expect(read.findings).toEqual([]);
  if (!read.readable) throw new Error(`${name} cannot be read`);
  return read.readable;
}

function variantsOf(set: PublishedSet, published: PublishedCase): string[] {
  if (published.park) return [`${set.id}.${published.park}.yaml`];
  const examples = published.example?.split(' and ') ?? [];
  return examples.length > 0 ? examples.map((each) => `${set.id}.${each}.yaml`) : [`${set.id}.yaml`];
}

function fareOf(tariff: ReadableTariff, published: PublishedCase): Fare {
  const moment = (text: string): number => {
    const parsed = parseMoment(text, tariff.offsets);
    if (!parsed.ok) throw new Error(parsed.problem);
    return parsed.at;
  };
  const entry = moment(published.entry ?? '2024-01-08T10:00');
  const exit = published.exit ? moment(published.exit) : entry + (published.durationMinutes ?? 0) * 60_000;
  return priceStay(tariff.compiled, { entry, exit, ...(published.vehicle ? { class: published.vehicle } : {}) });
}

describe.skipIf(!here)('published tariffs (skipped where ../shared/data/tariffs is not there)', () => {
  it('each set has a file', () => {
    const missing = sets.filter(({ id }) => !files.some((name) => name === `${id}.yaml` || name.startsWith(`${id}.`)));
    expect(missing.map(({ id }) => id)).toEqual([]);
    expect(sets.length).toBe(22);
    expect(sets.flatMap(({ cases }) => cases)).toHaveLength(220);
  });

  it.each(sets.flatMap((set) => set.cases.map((published) => ({ set, published }))))(
    '$set.id: $published',
    ({ set, published }) => {
      for (const name of variantsOf(set, published)) {
        const tariff = readable(name);
        const fare = fareOf(tariff, published);
        if (published.expected === 'ERROR') {
          expect(fare).toEqual({ status: 'operator', reason: 'exit-before-entry' });
          continue;
        }
        expect(tariff.file.currency).toBe(set.currency);
        expect(fare).toMatchObject({ status: 'priced', fare_minor: minorOf(published.expected, tariff.decimals) });
        if (fare.status !== 'priced') continue;
        expect(fare.lines.reduce((sum, line) => sum + line.amount_minor, 0)).toBe(fare.fare_minor);
      }
    },
  );
});
