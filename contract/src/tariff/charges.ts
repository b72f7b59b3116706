import type { Band, Block, Border, Charge, Price } from '@berth/domain/tariff';
import type { Path } from '../site/check/finding.ts';
import { convertDuration, convertPrice, convertWhens, type Reader } from './reader.ts';
import type { BandEntry, BlockEntry, ChargeEntry, TierEntry } from './schema.ts';
import { clockMs, ratioOf } from './words.ts';

export function convertCharge(reader: Reader, charge: ChargeEntry, path: Path): Charge {
  const { name, passing, price, bands, blocks, tiers } = charge;
  if (passing !== undefined || price !== undefined) {
    if (passing === undefined || price === undefined || bands || blocks || tiers)
      reader.note(path, '`passing` and `price` stand together, without blocks, tiers and bands');
    const amount = convertPrice(reader, price ?? 0, [...path, 'price']);
    return { kind: 'passing', name, at_ms: clockMs(passing ?? '00:00') % 86_400_000, price: amount };
  }
  if (!bands && !blocks && !tiers) reader.note(path, 'a charge has blocks, tiers, bands or `passing`');
  const whole = ladder(reader, charge, path);
  return {
    kind: 'blocks',
    name,
    blocks: whole ?? [],
    bands: (bands ?? []).map((band, index) =>
      convertBand(reader, { band, inherits: whole !== null }, [...path, 'bands', index]),
    ),
    restart_at: convertBorders(reader, charge.restart_at, [...path, 'restart_at']),
    cut_at: convertBorders(reader, charge.cut_at, [...path, 'cut_at']),
    grace_ms: charge.grace === undefined ? 0 : convertDuration(reader, charge.grace, [...path, 'grace']),
  };
}

interface BandSource {
  readonly band: BandEntry;
  /** The charge has blocks of its own. */
  readonly inherits: boolean;
}

function convertBand(reader: Reader, { band, inherits }: BandSource, path: Path): Band {
  const own = ladder(reader, band, path);
  if (own === null && !inherits && !band.free && !band.stopped)
    reader.note(path, 'a band has blocks, tiers, `free: true` or `stopped: true`, where its charge has no blocks');
  if (own !== null && own.length > 0 && (band.free || band.stopped))
    reader.note(path, 'free and stopped time has no blocks');
  return {
    name: band.name,
    when: band.when ? convertWhens(reader, band.when, [...path, 'when']) : null,
    priority: band.priority ?? 0,
    blocks: band.free || band.stopped ? [] : own,
    factor: ratioOf(band.factor ?? 1),
    stopped: band.stopped ?? false,
    cap: band.cap === undefined ? null : convertPrice(reader, band.cap, [...path, 'cap']),
  };
}

interface Ladder {
  readonly tiers?: readonly TierEntry[] | undefined;
  readonly blocks?: readonly BlockEntry[] | undefined;
}

/** Null where neither tiers nor blocks are written. */
function ladder(reader: Reader, { tiers, blocks }: Ladder, path: Path): Block[] | null {
  if (!tiers && !blocks) return null;
  const steps = convertTiers(reader, tiers ?? [], [...path, 'tiers']);
  const rest = (blocks ?? []).map((block, index) => convertBlock(reader, block, [...path, 'blocks', index]));
  return [...steps, ...rest];
}

function convertTiers(reader: Reader, tiers: readonly TierEntry[], path: Path): Block[] {
  let before = 0;
  let paid: Price = 0;
  return tiers.map(({ up_to, total }, index) => {
    const until = convertDuration(reader, up_to, [...path, index, 'up_to']);
    if (until <= before) reader.note([...path, index, 'up_to'], 'each tier must reach further than the one before');
    const sum = convertPrice(reader, total, [...path, index, 'total']);
    const block: Block = { length: Math.max(1, until - before), price: less(sum, paid), per_ms: null, times: 1 };
    before = until;
    paid = sum;
    return block;
  });
}

function less(sum: Price, paid: Price): Price {
  const of = (price: Price, name: string): number => (typeof price === 'number' ? price : (price[name] ?? 0));
  if (typeof sum === 'number' && typeof paid === 'number') return sum - paid;
  const names = Object.keys(typeof sum === 'number' ? paid : sum);
  return Object.fromEntries(names.map((name) => [name, of(sum, name) - of(paid, name)]));
}

function convertBlock(reader: Reader, block: BlockEntry, path: Path): Block {
  const { length, per, times, price } = block;
  const named = (['day', 'band', 'stay'] as const).find((each) => each === length);
  if (named && per !== undefined) reader.note([...path, 'per'], '`per` goes with a length in minutes');
  return {
    length: named ?? convertDuration(reader, length, [...path, 'length']),
    price: convertPrice(reader, price, [...path, 'price']),
    per_ms: per === undefined ? null : convertDuration(reader, per, [...path, 'per']),
    times: times ?? null,
  };
}

function convertBorders(reader: Reader, borders: readonly string[] | undefined, path: Path): Border[] {
  return (borders ?? []).map((border, index) => {
    const named = (['band', 'day'] as const).find((each) => each === border);
    return named ?? convertDuration(reader, border, [...path, index]);
  });
}
