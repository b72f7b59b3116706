import type { RecordedEvent, StoredEvent } from '@berth/domain/site';
import { upcast } from '@berth/domain/site';
import type { History, NewRecord, PictureRow, StayRow } from '../port.ts';
import { parseStayCursor, StoreFailure, stayCursor } from '../port.ts';
import type { Connection, Row } from './connection.ts';
import { connect } from './connection.ts';
import { requireKnown, versionOf } from './open.ts';

/** For other processes: reads beside the writer, and never blocks it. */
export async function openSqliteHistory(file: string): Promise<History> {
  const connection = await connect(file, 'read');
  try {
    await connection.run('PRAGMA busy_timeout = 2000');
    const version = await versionOf(connection, file);
    if (version === 'empty') throw new StoreFailure('foreign', `${file} is empty`, 'start the engine first');
    requireKnown(version, file);
    return readHistory(connection);
  } catch (error) {
    await connection.close().catch(() => {});
    throw error;
  }
}

export function readHistory(connection: Connection): History {
  return {
    revision: () => lastRevision(connection),
    events: async ({ first, last, limit }) =>
      (
        await connection.all(
          'SELECT revision, body, hex(previous_hash) AS previous_hash FROM event WHERE revision BETWEEN ? AND ? ORDER BY revision LIMIT ?',
          [first, last, limit],
        )
      ).map(eventOf),
    lastEvents: async ({ limit, before }) =>
      (
        await connection.all(
          'SELECT revision, body, hex(previous_hash) AS previous_hash FROM event WHERE revision < ? ORDER BY revision DESC LIMIT ?',
          [before ?? Number.MAX_SAFE_INTEGER, limit],
        )
      ).map(eventOf),
    stays: async ({ state, limit, after }) => {
      const cursor = parseStayCursor(after) ?? { at: Number.MAX_SAFE_INTEGER, id: '' };
      const rows = await connection.all(
        'SELECT id, state, at, body FROM stay WHERE state = ? AND (at, id) < (?, ?) ORDER BY at DESC, id DESC LIMIT ?',
        [state, cursor.at, cursor.id, limit + 1],
      );
      const page = rows.slice(0, limit).map(stayOf);
      const last = page.at(-1);
      return { rows: page, next: last && rows.length > limit ? stayCursor(last) : null };
    },
    stay: async (id) => {
      const row = await connection.get('SELECT id, state, at, body FROM stay WHERE id = ?', [id]);
      return row ? stayOf(row) : null;
    },
    pictures: async ({ lane, passage }) =>
      (
        await connection.all('SELECT * FROM picture WHERE lane = ? AND passage = ? ORDER BY rowid', [lane, passage])
      ).map(pictureOf),
    picture: async (hash) => {
      const row = await connection.get('SELECT * FROM picture WHERE hash = ? ORDER BY rowid DESC LIMIT 1', [hash]);
      return row ? pictureOf(row) : null;
    },
    close: () => connection.close(),
  };
}

export async function lastRevision(connection: Connection): Promise<number> {
  return Number((await connection.get('SELECT coalesce(max(revision), 0) AS revision FROM event'))?.revision ?? 0);
}

function eventOf(row: Row): RecordedEvent {
  const body = JSON.parse(String(row.body)) as Omit<NewRecord, 'event'> & { readonly event: StoredEvent };
  const event = upcast(body.event);
  if (!event.ok) {
    throw new StoreFailure(
      'newer',
      `event ${String(row.revision)} cannot be read: ${event.refusal.about ?? ''}`,
      'start the Berth that wrote it',
    );
  }
  const hash = String(row.previous_hash ?? '');
  return {
    revision: Number(row.revision),
    ...body,
    event: event.value,
    previous_hash: hash === '' ? null : hash.toLowerCase(),
  };
}

function stayOf(row: Row): StayRow {
  return {
    id: String(row.id),
    state: row.state === 'open' ? 'open' : 'closed',
    at: Number(row.at),
    body: JSON.parse(String(row.body)),
  };
}

function pictureOf(row: Row): PictureRow {
  return {
    hash: String(row.hash),
    at: Number(row.at),
    lane: String(row.lane),
    passage: row.passage === null ? null : String(row.passage),
    cause: String(row.cause),
  };
}
