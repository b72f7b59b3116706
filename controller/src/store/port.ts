import type { Id, Instant } from '@berth/domain/kernel';
import type { RecordedEvent } from '@berth/domain/site';

/** An event before the writer gave it a revision. */
export type NewRecord = Omit<RecordedEvent, 'revision' | 'previous_hash'>;

/** A stay as history shows it; `body` is the stay itself. Written again whenever it changes. */
export interface StayRow {
  readonly id: string;
  readonly state: 'open' | 'closed';
  /** Lists are ordered by it, newest first: when it was opened, or when it was closed. */
  readonly at: Instant;
  readonly body: unknown;
}

export interface PictureRow {
  readonly hash: string;
  readonly at: Instant;
  readonly lane: Id;
  readonly passage: string | null;
  readonly cause: string;
}

export interface OutboxEntry {
  readonly id: number;
  readonly effect: unknown;
}

/** Everything of one batch. It is durable as a whole, or not at all. */
export interface Batch {
  readonly epoch: number;
  readonly expected_revision: number;
  readonly events: readonly NewRecord[];
  /** Effects that must leave although the process dies, in order. */
  readonly outbox: readonly unknown[];
  /** Outbox entries that have left since. */
  readonly delivered: readonly number[];
  readonly stays: readonly StayRow[];
  readonly pictures: readonly PictureRow[];
}

export type Appended =
  | { readonly ok: true; readonly revision: number; readonly outbox: readonly OutboxEntry[] }
  | { readonly ok: false; readonly refusal: 'stale-epoch' | 'revision-conflict' };

export interface Snapshot {
  readonly revision: number;
  /** Version of the shape of the state; another one is of no use and is rebuilt from the events. */
  readonly state_version: number;
  readonly at: Instant;
  readonly state: unknown;
}

/** Times and cursors run from the newest to the oldest; `next` is null at the end. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly next: string | null;
}

export interface StayQuery {
  readonly state: 'open' | 'closed';
  readonly limit: number;
  /** The `next` of the page before; anything else is read as the start. */
  readonly after: string | null;
}

/** Reading what was. Many may read while one writes. */
export interface History {
  revision(): Promise<number>;
  /** Oldest first, `first` to `last` included, at most `limit`. */
  events(range: { first: number; last: number; limit: number }): Promise<readonly RecordedEvent[]>;
  /** Newest first; `before` is a revision, not included. */
  lastEvents(query: { limit: number; before: number | null }): Promise<readonly RecordedEvent[]>;
  stays(query: StayQuery): Promise<Page<StayRow>>;
  stay(id: string): Promise<StayRow | null>;
  pictures(passage: { lane: Id; passage: string }): Promise<readonly PictureRow[]>;
  picture(hash: string): Promise<PictureRow | null>;
  close(): Promise<void>;
}

/** One writer at a time: acquiring raises the epoch, and the writer before is refused from then on. */
export interface Store extends History {
  acquire(): Promise<{ epoch: number; revision: number }>;
  /** Durable when it resolves. Throws a StoreFailure when the disk does not take it. */
  append(batch: Batch): Promise<Appended>;
  saveSnapshot(epoch: number, snapshot: Snapshot): Promise<boolean>;
  /** The newest with this version of the state. */
  loadSnapshot(stateVersion: number): Promise<Snapshot | null>;
  undelivered(): Promise<readonly OutboxEntry[]>;
  /** Forgets which pictures there were before this instant; gives how many. */
  forgetPictures(before: Instant): Promise<number>;
}

/** The store cannot be used or cannot go on. `remedy` says what a person can do. */
export class StoreFailure extends Error {
  readonly code: 'full' | 'older' | 'newer' | 'foreign' | 'failing';
  readonly remedy: string;

  constructor(code: StoreFailure['code'], message: string, remedy: string) {
    super(message);
    this.name = 'StoreFailure';
    this.code = code;
    this.remedy = remedy;
  }
}

export function stayCursor(row: StayRow): string {
  return `${row.at}.${row.id}`;
}

export function parseStayCursor(cursor: string | null): { at: Instant; id: string } | null {
  const match = cursor === null ? null : /^(\d{1,16})\.(.{1,160})$/.exec(cursor);
  return match?.[1] && match[2] ? { at: Number(match[1]), id: match[2] } : null;
}
