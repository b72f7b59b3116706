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
}

/** Group commit: while one sync runs, what comes waits, and shares the next. */
export interface Writer {
  write(sequence: number, bytes: Uint8Array): void;
  durable(): number;
  /** Called after each commit, with the sequence that is now durable. */
  onDurable(listener: (sequence: number) => void): void;
  current(): Segment;
  failing(): boolean;
  retry(): void;
  flush(): Promise<void>;
  /** Closes the current segment, when nothing waits. */
  rotate(): void;
}

interface Waiting {
  readonly sequence: number;
  readonly bytes: Uint8Array;
}

interface WriterState {
  readonly options: WriterOptions;
  current: Segment;
  queue: Waiting[];
  durable: number;
  failing: boolean;
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
    running: null,
    listener: () => undefined,
  };
  await touch(state);
  return {
    write(sequence, bytes) {
      state.queue.push({ sequence, bytes });
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
      if (!state.running && state.queue.length === 0) startSegment(state);
    },
  };
}

async function touch(state: WriterState): Promise<void> {
  try {
    await state.options.disk.append(state.current.name, new Uint8Array());
    await state.options.disk.sync(state.current.name);
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
  const bytes = joined(batch);
  const { disk, segment_bytes } = state.options;
  // After a failure the pages in memory may be marked clean and lost: write them again, elsewhere.
  if (state.failing || state.current.bytes + bytes.length > segment_bytes) startSegment(state);
  const segment = state.current;
  await disk.append(segment.name, bytes);
  await disk.sync(segment.name);
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

function joined(batch: readonly Waiting[]): Uint8Array {
  const whole = new Uint8Array(batch.reduce((sum, { bytes }) => sum + bytes.length, 0));
  let offset = 0;
  for (const { bytes } of batch) {
    whole.set(bytes, offset);
    offset += bytes.length;
  }
  return whole;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
