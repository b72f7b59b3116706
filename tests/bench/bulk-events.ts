import { connect } from '@berth/controller/store/sqlite/connection';
import type { Id } from '@berth/domain/kernel';

const rowsInOneCommit = 500_000;

/**
 * Makes the store of an engine that left in good order as long as wanted: bay changes behind what it has,
 * and its snapshot moved to `tail` events before the last.
 */
export async function lengthenStore(file: string, bays: readonly Id[], wanted: { events: number; tail: number }) {
  const store = await connect(file, 'write');
  await store.get('PRAGMA journal_mode = WAL');
  await store.run('PRAGMA synchronous = OFF');
  await store.run('CREATE TEMP TABLE bay (place INTEGER PRIMARY KEY, id TEXT)');
  await store.run('INSERT INTO bay SELECT key, value FROM json_each(?)', [JSON.stringify(bays)]);
  const { revision } = (await store.get('SELECT max(revision) AS revision FROM event')) ?? {};
  for (let first = Number(revision) + 1; first <= wanted.events; first += rowsInOneCommit) {
    await store.run(bulkSql, [first, Math.min(wanted.events, first + rowsInOneCommit - 1), bays.length, bays.length]);
    await store.get('PRAGMA wal_checkpoint(TRUNCATE)');
  }
  const at = wanted.events - wanted.tail;
  await store.run('DELETE FROM snapshot WHERE revision < (SELECT max(revision) FROM snapshot)');
  await store.run(
    "UPDATE snapshot SET revision = ?1, state = json_set(state, '$.revision', ?1, '$.state.revision', ?1)",
    [at],
  );
  await store.get('PRAGMA wal_checkpoint(TRUNCATE)');
  await store.close();
}

/** As the engine writes them: 50 of a bay's changes in turn, a millisecond apart, from one agent's journal. */
const bulkSql = `
WITH RECURSIVE n(revision) AS (SELECT ?1 UNION ALL SELECT revision + 1 FROM n WHERE revision < ?2)
INSERT INTO event (revision, body)
SELECT revision,
  '{"at":' || (1700000000000 + revision) || ',"seen_at":' || (1700000000000 + revision) ||
  ',"actor":"agent:bench","reason":null,"cause":{"kind":"observation","agent":"bench","boot":"1700000000000-0000be4c","sequence":' ||
  revision || '},"event":{"kind":"bay-changed","version":1,"bay":"' ||
  (SELECT id FROM temp.bay WHERE place = revision % ?3) || '","state":"' ||
  CASE (revision / ?4) % 2 WHEN 0 THEN 'occupied' ELSE 'free' END || '","distance_m":0.83}}'
FROM n`;
