import type { RecordedEvent } from '@berth/domain/site';
import type { Appended, Batch, OutboxEntry, PictureRow, Snapshot, StayRow, Store } from './port.ts';
import { parseStayCursor, stayCursor } from './port.ts';

interface Contents {
  epoch: number;
  outboxIds: number;
  readonly events: RecordedEvent[];
  readonly outbox: Map<number, OutboxEntry>;
  readonly stays: Map<string, StayRow>;
  pictures: PictureRow[];
  snapshots: Snapshot[];
}

/** Holds nothing after the process: for demonstrations, tests and the simulation of whole days. */
export function openMemoryStore(): Store {
  const contents: Contents = {
    epoch: 0,
    outboxIds: 0,
    events: [],
    outbox: new Map(),
    stays: new Map(),
    pictures: [],
    snapshots: [],
  };
  return {
    ...readMemory(contents),
    acquire: async () => {
      contents.epoch += 1;
      return { epoch: contents.epoch, revision: contents.events.length };
    },
    append: async (batch) => append(contents, batch),
    saveSnapshot: async (epoch, snapshot) => {
      if (epoch !== contents.epoch) return false;
      contents.snapshots = [structuredClone(snapshot), ...contents.snapshots].slice(0, 2);
      return true;
    },
    loadSnapshot: async (version) =>
      structuredClone(contents.snapshots.find((snapshot) => snapshot.state_version === version) ?? null),
    undelivered: async () => [...contents.outbox.values()],
    forgetPictures: async (before) => {
      const had = contents.pictures.length;
      contents.pictures = contents.pictures.filter((picture) => picture.at >= before);
      return had - contents.pictures.length;
    },
  };
}

function append(contents: Contents, batch: Batch): Appended {
  if (batch.epoch !== contents.epoch) return { ok: false, refusal: 'stale-epoch' };
  if (batch.expected_revision !== contents.events.length) return { ok: false, refusal: 'revision-conflict' };
  for (const record of batch.events) {
    contents.events.push({ revision: contents.events.length + 1, ...record, previous_hash: null });
  }
  const entries = batch.outbox.map((effect) => {
    contents.outboxIds += 1;
    return { id: contents.outboxIds, effect };
  });
  for (const entry of entries) contents.outbox.set(entry.id, entry);
  for (const id of batch.delivered) contents.outbox.delete(id);
  for (const stay of batch.stays) contents.stays.set(stay.id, structuredClone(stay));
  contents.pictures.push(...batch.pictures);
  return { ok: true, revision: contents.events.length, outbox: entries };
}

function readMemory(
  contents: Contents,
): Omit<Store, 'acquire' | 'append' | 'saveSnapshot' | 'loadSnapshot' | 'undelivered' | 'forgetPictures'> {
  return {
    revision: async () => contents.events.length,
    events: async ({ first, last, limit }) =>
      contents.events.slice(Math.max(0, first - 1), Math.max(0, Math.min(last, first - 1 + limit))),
    lastEvents: async ({ limit, before }) => {
      const end = before === null ? contents.events.length : Math.max(0, before - 1);
      return contents.events.slice(Math.max(0, end - limit), end).reverse();
    },
    stays: async ({ state, limit, after }) => {
      const cursor = parseStayCursor(after);
      const rows = [...contents.stays.values()]
        .filter((row) => row.state === state)
        .filter((row) => !cursor || row.at < cursor.at || (row.at === cursor.at && row.id < cursor.id))
        .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
      const page = rows.slice(0, limit);
      const last = page.at(-1);
      return { rows: page, next: last && rows.length > limit ? stayCursor(last) : null };
    },
    stay: async (id) => contents.stays.get(id) ?? null,
    pictures: async ({ lane, passage }) =>
      contents.pictures.filter((picture) => picture.lane === lane && picture.passage === passage),
    picture: async (hash) => contents.pictures.findLast((picture) => picture.hash === hash) ?? null,
    close: async () => {},
  };
}
