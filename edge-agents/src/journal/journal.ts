import { journalledObservationSchema } from '@berth/contract';
import type { Id, JournalledObservation, Observation } from '@berth/domain/kernel';
import type { Disk } from './disk.ts';
import { encodeNote, encodeObservation, nextBoot, type Segment, segmentOf } from './segment.ts';
import { acknowledgeStock, addSegment, openStock, recordsOf, removeEmpty, type Stock, waitingIn } from './stock.ts';
import { startWriter, type Writer } from './writer.ts';

export type JournalReport =
  | { readonly kind: 'failing'; readonly detail: string }
  | { readonly kind: 'working' }
  | { readonly kind: 'damaged'; readonly segment: string; readonly offset: number; readonly bytes: number }
  | { readonly kind: 'missing'; readonly boot: string; readonly first: number; readonly count: number }
  | { readonly kind: 'not-taken'; readonly count: number };

export interface JournalLimits {
  readonly segment_bytes: number;
  /** Records kept in memory: those not yet on disk, and the newest for sending. */
  readonly memory_records: number;
  /** Of the whole journal on disk. */
  readonly disk_bytes: number;
}

/**
 * About 130 bytes a record: 512 MB are four million records, two days of a site of 10,000 bays that
 * turns each bay over a hundred times a day.
 */
const defaultJournalLimits: JournalLimits = {
  segment_bytes: 1_000_000,
  memory_records: 20_000,
  disk_bytes: 512_000_000,
};

export interface JournalOptions {
  readonly disk: Disk;
  readonly instant: number;
  /** Eight hexadecimal digits of chance, for the name of this boot. */
  readonly random: string;
  /** Whom a lost record's fault names: the gateway. */
  readonly subject: Id;
  readonly report: (report: JournalReport) => void;
  readonly limits?: Partial<JournalLimits>;
}

/** A place in the journal: just after this record. */
export interface JournalPlace {
  readonly boot: string;
  readonly sequence: number;
}

export interface JournalBatch {
  readonly boot: string;
  readonly records: readonly JournalledObservation[];
}

/**
 * Store and forward. What is appended stays until the controller has acknowledged it, over crashes
 * and power cuts once `durable()` has reached it. Sequences of a boot begin at 1 and have no holes.
 */
export interface Journal {
  readonly boot: string;
  /** Its sequence; 0 when it was not taken because disk and memory are full. */
  append(at: number, observation: Observation): number;
  /**
   * Remembers a value (JSON) under a key for the next boot, written behind what was appended before it
   * and before what is appended after it.
   */
  note(key: string, value: unknown): void;
  /** What the boot before this one noted last. */
  noted(key: string): unknown;
  last(): number;
  durable(): number;
  /** Called after each group commit, with the sequence that is now durable. */
  onDurable(listener: (sequence: number) => void): void;
  acknowledge(boot: string, upto: number): void;
  /** Up to `most` records of one boot after the place (null: from the oldest), or null: no more. */
  read(after: JournalPlace | null, most: number): Promise<JournalBatch | null>;
  /** The first place from which something waits. */
  oldest(): JournalPlace;
  waiting(): number;
  failing(): boolean;
  /** Tries a failing disk again; call it every second. */
  retry(): void;
  /** Resolves when all is on disk, or the disk fails. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

interface JournalState {
  readonly boot: string;
  readonly limits: JournalLimits;
  readonly stock: Stock;
  readonly writer: Writer;
  /** The newest records of this boot, without a hole. */
  readonly recent: JournalledObservation[];
  last: number;
  acked: number;
  not_taken: number;
}

export async function openJournal(options: JournalOptions): Promise<Journal> {
  const state = await openState(options);
  const { writer, boot } = state;
  const listeners: ((sequence: number) => void)[] = [];
  writer.onDurable((sequence) => {
    trimMemory(state);
    for (const listener of listeners) listener(sequence);
  });
  return {
    boot,
    append: (at, observation) => append(state, options, { at, observation }),
    note: (key, value) => writer.write({ sequence: state.last, bytes: encodeNote(key, value), note: key }),
    noted: (key) => state.stock.notes.get(key) ?? null,
    last: () => state.last,
    durable: () => writer.durable(),
    onDurable: (listener) => void listeners.push(listener),
    acknowledge: (acked, upto) => acknowledge(state, acked, upto),
    read: (after, most) => read(state, after ?? oldest(state), most),
    oldest: () => oldest(state),
    waiting: () => waitingIn(state.stock, null) - waitingIn(state.stock, boot) + state.last - state.acked,
    failing: () => writer.failing(),
    retry: () => writer.retry(),
    flush: () => writer.flush(),
    async close() {
      await writer.flush();
      await options.disk.close();
    },
  };
}

async function openState(options: JournalOptions): Promise<JournalState> {
  const { disk, report, subject } = options;
  const limits = { ...defaultJournalLimits, ...options.limits };
  const names = await disk.list();
  const boot = nextBoot(names, options.instant, options.random);
  const stock = await openStock(names, { disk, report, subject, segment_bytes: limits.segment_bytes });
  const onSegment = addSegment.bind(null, stock);
  const { segment_bytes } = limits;
  const notes = new Map([...stock.notes].map(([key, value]) => [key, encodeNote(key, value)]));
  const writer = await startWriter({ disk, report, first: segmentOf(boot, 1), segment_bytes, onSegment, notes });
  if (!writer.failing()) await removeEmpty(stock);
  return { boot, limits, stock, writer, recent: [], last: 0, acked: 0, not_taken: 0 };
}

function append(
  state: JournalState,
  { report }: JournalOptions,
  seen: Omit<JournalledObservation, 'sequence'>,
): number {
  if (!hasRoom(state, seen.observation)) {
    state.not_taken += 1;
    report({ kind: 'not-taken', count: state.not_taken });
    return 0;
  }
  const record: JournalledObservation = { sequence: state.last + 1, ...seen };
  assertFits(record);
  state.last = record.sequence;
  state.recent.push(record);
  state.writer.write({ sequence: record.sequence, bytes: encodeObservation(record), note: null });
  trimMemory(state);
  return record.sequence;
}

/** A record that the contract refuses would stop the whole stream: making one is a bug. */
function assertFits(record: JournalledObservation): void {
  if (record.observation.kind === 'bay') return;
  const parsed = journalledObservationSchema.safeParse(record);
  if (!parsed.success) throw new Error(`no observation: ${JSON.stringify(record)}: ${parsed.error.message}`);
}

/** Facts of lanes are taken twice as long as readings, which the next whole state brings anyway. */
function hasRoom({ last, writer, limits, stock }: JournalState, observation: Observation): boolean {
  const factor = observation.kind === 'bay' || observation.kind === 'barrier' ? 1 : 2;
  if (last - writer.durable() >= factor * limits.memory_records) return false;
  return stock.bytes < factor * limits.disk_bytes;
}

function trimMemory(state: JournalState): void {
  const { recent, limits, acked, writer } = state;
  const first = recent[0]?.sequence ?? 0;
  const surplus = recent.length - limits.memory_records;
  const spare = surplus > limits.memory_records / 10 ? surplus : 0;
  const drop = Math.min(writer.durable() - first + 1, Math.max(acked - first + 1, spare));
  if (drop > 0) recent.splice(0, drop);
}

function acknowledge(state: JournalState, boot: string, upto: number): void {
  if (boot === state.boot) {
    if (upto <= state.acked || upto > state.last) return;
    state.acked = upto;
    trimMemory(state);
    // A short segment is quickly sent again after a crash; a long one is worth leaving behind.
    const long = state.writer.current().bytes > state.limits.segment_bytes / 10;
    if (long && upto === state.writer.durable()) state.writer.rotate();
  }
  // The notes of former segments stand in this one once it was written.
  const mayRemove = state.writer.current().bytes > 0;
  acknowledgeStock(state.stock, { boot, upto, mayRemove });
}

function oldest({ stock, boot, acked }: JournalState): JournalPlace {
  const first = stock.segments[0];
  if (!first || first.boot === boot) return { boot, sequence: acked };
  return { boot: first.boot, sequence: Math.max(first.first - 1, stock.acked.get(first.boot) ?? 0) };
}

async function read(state: JournalState, after: JournalPlace, most: number): Promise<JournalBatch | null> {
  const { stock } = state;
  const segment = stock.segments.find(
    ({ boot, last }) => boot > after.boot || (boot === after.boot && last > after.sequence),
  );
  if (!segment || segment.boot === state.boot) {
    return readPresent(state, after.boot === state.boot ? after.sequence : state.acked, most);
  }
  const known = Math.max(stock.acked.get(segment.boot) ?? 0, segment.boot === after.boot ? after.sequence : 0);
  return readSegment(state, segment, { from: Math.max(known + 1, segment.first), most });
}

async function readPresent(state: JournalState, after: number, most: number): Promise<JournalBatch | null> {
  const from = after + 1;
  const firstRecent = state.recent[0]?.sequence ?? state.last + 1;
  if (from >= firstRecent) {
    const records = state.recent.slice(from - firstRecent, from - firstRecent + most);
    return records.length > 0 ? { boot: state.boot, records } : null;
  }
  const candidates = [...state.stock.segments, state.writer.current()];
  const segment = candidates.find(({ boot, last }) => boot === state.boot && last > after);
  if (!segment) return null;
  return readSegment(state, segment, { from: Math.max(from, segment.first), most });
}

async function readSegment(state: JournalState, segment: Segment, { from, most }: { from: number; most: number }) {
  const all = await recordsOf(state.stock, segment);
  const records = all.slice(from - segment.first, from - segment.first + most);
  return records.length > 0 ? { boot: segment.boot, records } : null;
}
