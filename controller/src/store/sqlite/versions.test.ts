import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Batch, NewRecord } from '../port.ts';
import { connect } from './connection.ts';
import { openSqliteHistory } from './history.ts';
import { openDatabase } from './open.ts';
import { schema } from './schema.ts';
import { openSqliteStore } from './store.ts';

const record: NewRecord = {
  at: 1,
  seen_at: null,
  actor: 'engine',
  reason: null,
  cause: { kind: 'engine' },
  event: { kind: 'inbox-moved', version: 1, agent: 'g1', boot: 'b', upto: 1 },
};
const batch = (over: Partial<Batch>): Batch => ({
  ...{ epoch: 1, expected_revision: 0, events: [record], outbox: [], delivered: [], stays: [], pictures: [] },
  ...over,
});

describe('sqlite store file', () => {
  let dir: string;
  let file: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'berth-versions-'));
    file = join(dir, 'store.sqlite');
  });
  afterEach(async () => rm(dir, { recursive: true }));

  async function make(version: number): Promise<void> {
    const connection = await openDatabase(file, { version, schema, migrations: [] });
    await connection.close();
  }

  it('goes on where it stopped', async () => {
    const before = await openSqliteStore(file);
    await before.acquire();
    await before.append(batch({ outbox: [{ kind: 'late' }] }));
    await before.close();
    const after = await openSqliteStore(file);
    expect(await after.acquire()).toEqual({ epoch: 2, revision: 1 });
    expect(await after.undelivered()).toEqual([{ id: 1, effect: { kind: 'late' } }]);
    const next = await after.append(batch({ epoch: 2, expected_revision: 1, outbox: [1] }));
    expect(next).toMatchObject({ ok: true, outbox: [{ id: 2 }] });
    await after.close();
  });

  it('refuses a store of a newer version, and says what to do', async () => {
    await make(99);
    await expect(openSqliteStore(file)).rejects.toMatchObject({
      code: 'newer',
      remedy: expect.stringMatching(/newer/),
    });
    await expect(openSqliteHistory(file)).rejects.toMatchObject({ code: 'newer' });
  });

  it('refuses a store that is too old to lift, and says what to do', async () => {
    await make(1);
    const steps = { version: 3, schema, migrations: ['SELECT 1;'] };
    await expect(openDatabase(file, steps)).rejects.toMatchObject({
      code: 'older',
      message: expect.stringContaining('version 1'),
      remedy: expect.stringContaining('--fresh'),
    });
  });

  it('lifts an older store step by step', async () => {
    await make(1);
    const steps = {
      version: 3,
      schema,
      migrations: ['CREATE TABLE note (text TEXT) STRICT;', "INSERT INTO note VALUES ('lifted');"],
    };
    const lifted = await openDatabase(file, steps);
    expect(await lifted.get('SELECT text FROM note')).toEqual({ text: 'lifted' });
    expect(await lifted.get('PRAGMA user_version')).toEqual({ user_version: 3 });
    await lifted.close();
  });

  it('leaves an older store as it was when a step fails', async () => {
    await make(1);
    const steps = { version: 2, schema, migrations: ['CREATE TABLE note (text TEXT); SELECT no_such_function();'] };
    await expect(openDatabase(file, steps)).rejects.toMatchObject({ code: 'failing' });
    const same = await openDatabase(file);
    expect(await same.all("SELECT name FROM sqlite_schema WHERE name = 'note'")).toEqual([]);
    await same.close();
  });

  it('does not touch a file of another program', async () => {
    const other = await connect(file, 'write');
    await other.script('CREATE TABLE theirs (x); PRAGMA user_version = 1;');
    await other.close();
    await expect(openSqliteStore(file)).rejects.toMatchObject({ code: 'foreign' });
  });

  it('says that the disk is full, and keeps what it had', async () => {
    const store = await openSqliteStore(file);
    await store.acquire();
    await store.append(batch({}));
    await store.close();
    const connection = await openDatabase(file);
    const pages = Number((await connection.get('PRAGMA page_count'))?.page_count);
    await connection.get(`PRAGMA max_page_count = ${pages}`);
    const fill = connection.run(`WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
      INSERT INTO event SELECT i, printf('%.4000c', 'x'), NULL FROM n`);
    await expect(fill).rejects.toMatchObject({ code: 'full', remedy: expect.stringContaining('room') });
    expect(await connection.get('SELECT count(*) AS n FROM event')).toEqual({ n: 1 });
    await connection.close();
  });

  it('is read by others while it is written', async () => {
    const store = await openSqliteStore(file);
    await store.acquire();
    const reader = await openSqliteHistory(file);
    await store.append(batch({}));
    expect(await reader.revision()).toBe(1);
    expect(await reader.events({ first: 1, last: 1, limit: 1 })).toEqual([
      { revision: 1, ...record, previous_hash: null },
    ]);
    await reader.close();
    await store.close();
  });

  it('refuses an event that only a newer Berth knows, and says what to do', async () => {
    const store = await openSqliteStore(file);
    await store.acquire();
    const event = { kind: 'robot-parked', version: 1 } as unknown as NewRecord['event'];
    await store.append(batch({ events: [{ ...record, event }] }));
    await expect(store.events({ first: 1, last: 1, limit: 1 })).rejects.toMatchObject({ code: 'newer' });
    await store.close();
  });
});
