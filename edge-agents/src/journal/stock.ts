import type { Id, JournalledObservation } from '@berth/domain/kernel';
import type { Disk } from './disk.ts';
import type { JournalReport } from './journal.ts';
import { type DecodedSegment, decodeSegment, parseSegment, type Segment, withoutHoles } from './segment.ts';

/** The segments that do not grow any more, oldest first, and what of them is acknowledged. */
export interface Stock {
  readonly disk: Disk;
  readonly subject: Id;
  readonly report: (report: JournalReport) => void;
  /** What a segment holds that was closed because it was full. */
  readonly segment_bytes: number;
  segments: Segment[];
  /** Without a record: to be removed once their notes stand elsewhere. */
  readonly empty: Segment[];
  /** What the last boot noted last. */
  readonly notes: Map<string, unknown>;
  bytes: number;
  readonly acked: Map<string, number>;
  cache: { readonly name: string; readonly last: number; readonly records: readonly JournalledObservation[] } | null;
}

export async function openStock(
  names: readonly string[],
  ports: Pick<Stock, 'disk' | 'subject' | 'report' | 'segment_bytes'>,
): Promise<Stock> {
  const stock: Stock = { ...ports, segments: [], empty: [], notes: new Map(), bytes: 0, acked: new Map(), cache: null };
  const found = names.map(parseSegment).filter((segment) => segment !== null);
  for (const [index, segment] of found.entries()) {
    const next = found[index + 1];
    if (next?.boot === segment.boot) {
      segment.last = next.first - 1;
      segment.bytes = ports.segment_bytes;
    } else await measureLast(stock, segment);
    if (segment.last >= segment.first) addSegment(stock, segment);
    else stock.empty.push(segment);
  }
  // Each segment begins with all notes; the last one may have been cut short in its first write.
  for (const segment of found.slice(-2)) {
    const decoded = await decode(stock, segment);
    for (const [key, value] of decoded?.notes ?? []) stock.notes.set(key, value);
  }
  return stock;
}

export async function removeEmpty(stock: Stock): Promise<void> {
  for (const segment of stock.empty.splice(0)) {
    await stock.disk.remove(segment.name).catch(() => void stock.empty.push(segment));
  }
}

/** Where the last segment of a boot ends, nobody knows but itself. */
async function measureLast(stock: Stock, segment: Segment): Promise<void> {
  const decoded = await decode(stock, segment);
  segment.last = decoded?.records.at(-1)?.sequence ?? segment.last;
}

export function addSegment(stock: Stock, segment: Segment): void {
  stock.segments.push(segment);
  stock.bytes += segment.bytes;
}

export interface StockAck {
  readonly boot: string;
  readonly upto: number;
  readonly mayRemove: boolean;
}

export function acknowledgeStock(stock: Stock, { boot, upto, mayRemove }: StockAck): void {
  const known = stock.acked.get(boot) ?? 0;
  if (upto > known) stock.acked.set(boot, upto);
  if (!mayRemove) return;
  const kept: Segment[] = [];
  for (const segment of stock.segments) {
    if (segment.boot !== boot || segment.last > upto) kept.push(segment);
    else drop(stock, segment);
  }
  stock.segments = kept;
}

function drop(stock: Stock, segment: Segment): void {
  stock.bytes -= segment.bytes;
  stock.disk.remove(segment.name).catch(() => {
    stock.report({ kind: 'failing', detail: `cannot remove ${segment.name}` });
  });
}

export function waitingIn(stock: Stock, boot: string | null): number {
  let count = 0;
  for (const segment of stock.segments) {
    if (boot !== null && segment.boot !== boot) continue;
    const first = Math.max(segment.first, (stock.acked.get(segment.boot) ?? 0) + 1);
    count += Math.max(0, segment.last - first + 1);
  }
  return count;
}

/** Its records without a hole; those that are damaged or unreadable are faults in their place. */
export async function recordsOf(stock: Stock, segment: Segment): Promise<readonly JournalledObservation[]> {
  if (stock.cache?.name === segment.name && stock.cache.last === segment.last) return stock.cache.records;
  const decoded = await decode(stock, segment);
  const range = { first: segment.first, last: segment.last, subject: stock.subject };
  const { records, missing } = withoutHoles(decoded?.records ?? [], range);
  if (missing > 0) stock.report({ kind: 'missing', boot: segment.boot, first: segment.first, count: missing });
  stock.cache = { name: segment.name, last: segment.last, records };
  return records;
}

async function decode(stock: Stock, segment: Segment): Promise<DecodedSegment | null> {
  try {
    const bytes = await stock.disk.read(segment.name);
    if (segment.bytes === 0) segment.bytes = bytes.length;
    const decoded = decodeSegment(bytes);
    for (const { offset, bytes: length, tail } of decoded.damage) {
      if (!tail) stock.report({ kind: 'damaged', segment: segment.name, offset, bytes: length });
    }
    return decoded;
  } catch {
    stock.report({ kind: 'damaged', segment: segment.name, offset: 0, bytes: segment.bytes });
    return null;
  }
}
