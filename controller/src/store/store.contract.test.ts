import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Batch, NewRecord, StayRow, Store } from './index.ts';
import { openMemoryStore, openSqliteStore, storeFile } from './index.ts';

const drivers: Record<string, (dir: string) => Promise<Store>> = {
  memory: async () => openMemoryStore(),
  sqlite: (dir) => openSqliteStore(storeFile(dir)),
};

function record(number: number): NewRecord {
  return {
    at: 1000 + number,
    seen_at: 900,
    actor: 'agent:g1',
    reason: number % 2 ? null : '车位 "B1"\n',
    cause: { kind: 'observation', agent: 'g1', boot: 'b', sequence: number },
    event: { kind: 'bay-changed', version: 1, bay: `b-${number}`, state: 'free', distance_m: null },
  };
}

function batch(over: Partial<Batch>): Batch {
  return { epoch: 1, expected_revision: 0, events: [], outbox: [], delivered: [], stays: [], pictures: [], ...over };
}

function stay(id: string, state: StayRow['state'], at: number): StayRow {
  return { id, state, at, body: { id, entry: { lane: 'in', at } } };
}

for (const [name, open] of Object.entries(drivers)) {
  describe(`store port, driver ${name}`, () => {
    let dir: string;
    let store: Store;

    beforeEach(async () => {
      dir = await mkdtemp(join(tmpdir(), 'berth-store-'));
      store = await open(dir);
      await store.acquire();
    });
    afterEach(async () => {
      await store.close();
      await rm(dir, { recursive: true });
    });

    it('gives contiguous revisions and reads back what was appended', async () => {
      const first = await store.append(batch({ events: [record(1), record(2)] }));
      expect(first).toEqual({ ok: true, revision: 2, outbox: [] });
      const second = await store.append(batch({ expected_revision: 2, events: [record(3)] }));
      expect(second).toMatchObject({ ok: true, revision: 3 });
      expect(await store.revision()).toBe(3);
      expect(await store.events({ first: 2, last: 3, limit: 10 })).toEqual([
        { revision: 2, ...record(2), previous_hash: null },
        { revision: 3, ...record(3), previous_hash: null },
      ]);
      expect(await store.events({ first: 1, last: 3, limit: 1 })).toHaveLength(1);
      expect(await store.events({ first: 4, last: 9, limit: 10 })).toEqual([]);
    });

    it('lists the last events, newest first, page by page', async () => {
      await store.append(batch({ events: [1, 2, 3, 4].map(record) }));
      const newest = await store.lastEvents({ limit: 2, before: null });
      expect(newest.map((event) => event.revision)).toEqual([4, 3]);
      const older = await store.lastEvents({ limit: 5, before: 3 });
      expect(older.map((event) => event.revision)).toEqual([2, 1]);
    });

    it('refuses an unexpected revision and changes nothing', async () => {
      await store.append(batch({ events: [record(1)] }));
      const late = batch({ expected_revision: 0, events: [record(9)], outbox: ['x'], stays: [stay('s', 'open', 1)] });
      expect(await store.append(late)).toEqual({ ok: false, refusal: 'revision-conflict' });
      expect(await store.revision()).toBe(1);
      expect(await store.undelivered()).toEqual([]);
      expect(await store.stay('s')).toBeNull();
    });

    it('refuses the writer before once another has acquired', async () => {
      expect(await store.acquire()).toEqual({ epoch: 2, revision: 0 });
      expect(await store.append(batch({ epoch: 1, events: [record(1)] }))).toEqual({
        ok: false,
        refusal: 'stale-epoch',
      });
      expect(await store.saveSnapshot(1, { revision: 0, state_version: 1, at: 1, state: {} })).toBe(false);
      expect(await store.append(batch({ epoch: 2, events: [record(1)] }))).toMatchObject({ ok: true });
    });

    it('keeps outbox entries until they are marked delivered', async () => {
      const appended = await store.append(batch({ outbox: [{ kind: 'a' }, { kind: 'b' }] }));
      const entries = appended.ok ? appended.outbox : [];
      expect(entries.map((entry) => entry.effect)).toEqual([{ kind: 'a' }, { kind: 'b' }]);
      expect(await store.undelivered()).toEqual(entries);
      await store.append(batch({ delivered: entries.slice(0, 1).map((entry) => entry.id) }));
      expect(await store.undelivered()).toEqual(entries.slice(1));
    });

    it('lists open and closed stays newest first, with a cursor', async () => {
      await store.append(batch({ stays: [stay('s1', 'open', 1), stay('s2', 'open', 2), stay('s3', 'open', 2)] }));
      await store.append(batch({ stays: [stay('s1', 'closed', 9)] }));
      const page = await store.stays({ state: 'open', limit: 1, after: null });
      expect(page.rows.map((row) => row.id)).toEqual(['s3']);
      const rest = await store.stays({ state: 'open', limit: 5, after: page.next });
      expect(rest).toEqual({ rows: [stay('s2', 'open', 2)], next: null });
      expect((await store.stays({ state: 'closed', limit: 5, after: null })).rows).toEqual([stay('s1', 'closed', 9)]);
      expect(await store.stay('s1')).toEqual(stay('s1', 'closed', 9));
      expect((await store.stays({ state: 'open', limit: 5, after: "'; DROP TABLE stay" })).rows).toHaveLength(2);
    });

    it('loads the newest snapshot of the asked state version', async () => {
      const snapshot = { revision: 3, state_version: 1, at: 5, state: { bays: { b1: 'free' } } };
      expect(await store.loadSnapshot(1)).toBeNull();
      expect(await store.saveSnapshot(1, snapshot)).toBe(true);
      expect(await store.saveSnapshot(1, { ...snapshot, revision: 7 })).toBe(true);
      expect(await store.loadSnapshot(1)).toEqual({ ...snapshot, revision: 7 });
      expect(await store.loadSnapshot(2)).toBeNull();
    });

    it('knows the pictures of a passage until they are forgotten', async () => {
      const picture = { hash: 'ab'.repeat(32), at: 100, lane: 'in', passage: 'p-1', cause: 'entry' };
      await store.append(batch({ pictures: [picture, { ...picture, hash: 'cd'.repeat(32), at: 300, passage: null }] }));
      expect(await store.pictures({ lane: 'in', passage: 'p-1' })).toEqual([picture]);
      expect(await store.picture('cd'.repeat(32))).toMatchObject({ at: 300, passage: null });
      expect(await store.forgetPictures(200)).toBe(1);
      expect(await store.pictures({ lane: 'in', passage: 'p-1' })).toEqual([]);
      expect(await store.picture('cd'.repeat(32))).toMatchObject({ at: 300 });
    });
  });
}
