import type { Disk } from './disk.ts';
import type { JournalReport } from './journal.ts';
import { type Segment, segmentOf } from './segment.ts';

export interface WriterOptions {
  readonly disk: Disk;
  readonly report: (report: JournalReport) => void;
  readonly first: Segment;
  readonly segment_bytes: number;
  /** A segment that will not grow any more. */
  readonly onSegment: (segment: Segment) => void;
  /** The notes that stand, by key: each segment begins with them. */
  readonly notes: Map<string, Uint8Array>;
}

/** Group commit: while one sync runs, what comes waits, and shares the next. */
export interface Writer {
  write(waiting: Waiting): void;
  durable(): number;
  /** Called after each commit, with the sequence that is now durable. */
  onDurable(listener: (sequence: number) => void): void;
  current(): Segment;
  failing(): boolean;
  retry(): void;
  flush(): Promise<void>;
  /** Begins a new segment with the next write. */
  rotate(): void;
}

export interface Waiting {
  /** Of the last observation up to here. */
  readonly sequence: number;
  readonly bytes: Uint8Array;
  /** The key, when it is a note. */
  readonly note: string | null;
}

interface WriterState {
  readonly options: WriterOptions;
  current: Segment;
  queue: Waiting[];
  durable: number;
  failing: boolean;
  rotating: boolean;
  running: Promise<void> | null;
  listener: (sequence: number) => void;
}

/** Makes the first segment's file at once: it keeps the name of the boot, and a dead disk shows. */
export async function startWriter(options: WriterOptions): Promise<Writer> {
  const state: WriterState = {
    options,
    current: options.first,
    queue: [],
    durable: options.first.first - 1,
    failing: false,
    rotating: false,
    running: null,
    listener: () => undefined,
  };
  await touch(state);
  return {
    write(waiting) {
      state.queue.push(waiting);
      if (!state.failing) void run(state);
    },
    durable: () => state.durable,
    onDurable(listener) {
      state.listener = listener;
    },
    current: () => state.current,
    failing: () => state.failing,
    retry() {
      if (state.failing) void (state.queue.length > 0 ? run(state) : touch(state));
    },
    flush: () => run(state),
    rotate() {
      state.rotating = true;
    },
  };
}

/** An empty commit: makes the file, with the notes, and shows whether the disk works. */
async function touch(state: WriterState): Promise<void> {
  try {
    await commit(state, []);
    work(state);
  } catch (error) {
    fail(state, error);
  }
}

function fail(state: WriterState, error: unknown): void {
  if (!state.failing) state.options.report({ kind: 'failing', detail: messageOf(error) });
  state.failing = true;
}

function work(state: WriterState): void {
  if (state.failing) state.options.report({ kind: 'working' });
  state.failing = false;
}

function run(state: WriterState): Promise<void> {
  state.running ??= commitAll(state).finally(() => {
    state.running = null;
  });
  return state.running;
}

async function commitAll(state: WriterState): Promise<void> {
  while (state.queue.length > 0) {
    const batch = state.queue.slice();
    try {
      await commit(state, batch);
    } catch (error) {
      return fail(state, error);
    }
    state.queue = state.queue.slice(batch.length);
    work(state);
    state.listener(state.durable);
  }
}

async function commit(state: WriterState, batch: readonly Waiting[]): Promise<void> {
  const { disk, segment_bytes, notes } = state.options;
  const size = batch.reduce((sum, { bytes }) => sum + bytes.length, 0);
  // After a failure the pages in memory may be marked clean and lost: write them again, elsewhere.
  if (state.failing || state.rotating || state.current.bytes + size > segment_bytes) startSegment(state);
  state.rotating = false;
  const segment = state.current;
  const written = batch.map(({ bytes }) => bytes);
  const bytes = joined(segment.bytes === 0 ? [...notes.values(), ...written] : written);
  await disk.append(segment.name, bytes);
  await disk.sync(segment.name);
  for (const { note, bytes: noted } of batch) if (note !== null) notes.set(note, noted);
  segment.last = batch.at(-1)?.sequence ?? segment.last;
  segment.bytes += bytes.length;
  state.durable = segment.last;
}

/** An empty segment is gone on with: its successor would have the same name. */
function startSegment(state: WriterState): void {
  const former = state.current;
  if (former.last < former.first) return;
  state.current = segmentOf(former.boot, former.last + 1);
  state.options.onSegment(former);
  state.options.disk.seal(former.name).catch((error) => {
    state.options.report({ kind: 'failing', detail: messageOf(error) });
  });
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, bytes) => sum + bytes.length, 0));
  let offset = 0;
  for (const bytes of pieces) {
    whole.set(bytes, offset);
    offset += bytes.length;
  }
  return whole;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
