import { rmSync } from 'node:fs';
import { connect } from '@berth/controller/store/sqlite/connection';

/**
 * The baseline: a straightforward store, in which each event is a row and a commit of its own. Commits a
 * second.
 */
export async function commitEach(file: string, count: number): Promise<number> {
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
  const store = await connect(file, 'write');
  await store.get('PRAGMA journal_mode = WAL');
  await store.run('PRAGMA synchronous = FULL');
  await store.run('CREATE TABLE event (revision INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT');
  const insert = await store.prepare('INSERT INTO event (body) VALUES (?)');
  const cause = { kind: 'observation', agent: 'g1', boot: '1700000000000-0000be4c', sequence: 1 };
  const event = { kind: 'bay-changed', version: 1, bay: 'l1-0001', state: 'occupied', distance_m: 0.83 };
  const from = performance.now();
  for (let index = 0; index < count; index += 1) {
    const at = Date.now();
    await insert([JSON.stringify({ at, seen_at: at, actor: 'agent:g1', reason: null, cause, event })]);
  }
  const rate = (count * 1000) / (performance.now() - from);
  await store.close();
  return rate;
}
