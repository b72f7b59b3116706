import type { Appended, Batch, OutboxEntry, Snapshot, Store } from '../port.ts';
import { StoreFailure } from '../port.ts';
import type { Connection, Value } from './connection.ts';
import { lastRevision, readHistory } from './history.ts';
import type { SchemaSteps } from './open.ts';
import { openDatabase } from './open.ts';

const appendSql =
  'INSERT INTO batch (epoch, expected_revision, events, outbox, delivered, stays, pictures) VALUES (?,?,?,?,?,?,?)';

/**
 * `file` is made where there is none. Throws a StoreFailure for a file of another program, of a newer
 * Berth, or of one so old that it cannot be lifted.
 */
export async function openSqliteStore(file: string, steps?: SchemaSteps): Promise<Store> {
  const connection = await openDatabase(file, steps);
  const insert = await connection.prepare(appendSql);
  let outboxIds = 0;
  return {
    ...readHistory(connection),
    acquire: async () => {
      const row = await connection.get('UPDATE writer SET epoch = epoch + 1 RETURNING epoch');
      outboxIds = Number((await connection.get('SELECT coalesce(max(id), 0) AS id FROM outbox'))?.id ?? 0);
      return { epoch: Number(row?.epoch), revision: await lastRevision(connection) };
    },
    append: async (batch) => {
      const entries = batch.outbox.map((effect, index) => ({ id: outboxIds + 1 + index, effect }));
      outboxIds += entries.length;
      return append(insert, batch, entries);
    },
    saveSnapshot: (epoch, snapshot) => saveSnapshot(connection, epoch, snapshot),
    loadSnapshot: (stateVersion) => loadSnapshot(connection, stateVersion),
    undelivered: async () =>
      (await connection.all('SELECT id, effect FROM outbox ORDER BY id')).map((row) => ({
        id: Number(row.id),
        effect: JSON.parse(String(row.effect)) as unknown,
      })),
    forgetPictures: async (before) => {
      const rows = await connection.all('DELETE FROM picture WHERE at < ? RETURNING hash', [before]);
      return rows.length;
    },
  };
}

async function append(
  insert: (values: readonly Value[]) => Promise<void>,
  batch: Batch,
  outbox: readonly OutboxEntry[],
): Promise<Appended> {
  try {
    await insert([
      batch.epoch,
      batch.expected_revision,
      JSON.stringify(batch.events),
      JSON.stringify(outbox),
      JSON.stringify(batch.delivered),
      JSON.stringify(batch.stays),
      JSON.stringify(batch.pictures),
    ]);
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error;
    if (error.message.includes('stale-epoch')) return { ok: false, refusal: 'stale-epoch' };
    if (error.message.includes('revision-conflict')) return { ok: false, refusal: 'revision-conflict' };
    throw error;
  }
  return { ok: true, revision: batch.expected_revision + batch.events.length, outbox };
}

/** Keeps the two newest, so that a bad one leaves one to start from. */
async function saveSnapshot(connection: Connection, epoch: number, snapshot: Snapshot): Promise<boolean> {
  const saved = await connection.all(
    `INSERT OR REPLACE INTO snapshot (revision, state_version, at, state)
     SELECT ?, ?, ?, ? FROM writer WHERE epoch = ? RETURNING revision`,
    [snapshot.revision, snapshot.state_version, snapshot.at, JSON.stringify(snapshot.state), epoch],
  );
  if (saved.length === 0) return false;
  await connection.run(
    'DELETE FROM snapshot WHERE revision NOT IN (SELECT revision FROM snapshot ORDER BY revision DESC LIMIT 2)',
  );
  return true;
}

async function loadSnapshot(connection: Connection, stateVersion: number): Promise<Snapshot | null> {
  const row = await connection.get('SELECT * FROM snapshot WHERE state_version = ? ORDER BY revision DESC LIMIT 1', [
    stateVersion,
  ]);
  if (!row) return null;
  return {
    revision: Number(row.revision),
    state_version: Number(row.state_version),
    at: Number(row.at),
    state: JSON.parse(String(row.state)) as unknown,
  };
}
