import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalledObservation, Observation } from '@berth/domain/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Disk } from './disk.ts';
import { openFolder } from './disk-files.ts';
import { memoryDisk } from './disk-memory.ts';
import { type Journal, type JournalLimits, openJournal } from './journal.ts';

const crossing: Observation = { kind: 'border-crossed', border: 'b1-b2', direction: 'forward' };

/** Everything that waits, as a link would read it. */
async function readAll(journal: Journal): Promise<{ boot: string; record: JournalledObservation }[]> {
  const found: { boot: string; record: JournalledObservation }[] = [];
  let after = journal.oldest();
  for (;;) {
    const batch = await journal.read(after, 7);
    if (!batch) return found;
    found.push(...batch.records.map((record) => ({ boot: batch.boot, record })));
    after = { boot: batch.boot, sequence: batch.records.at(-1)?.sequence ?? 0 };
  }
}

describe.each(['files', 'memory'])('journal on disk driver %s', (driver) => {
  let folder: string;
  let shared: Disk;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-journal-'));
    shared = memoryDisk();
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function boot(instant: number, limits: Partial<JournalLimits> = {}): Promise<Journal> {
    const disk = driver === 'files' ? await openFolder(folder) : shared;
    return openJournal({ disk, instant, random: '0a1b2c3d', subject: 'gw-1', report: () => undefined, limits });
  }
  async function fill(journal: Journal, count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      journal.append(1000 + journal.last(), crossing);
      if (index % 5 === 0) await journal.flush();
    }
    await journal.flush();
  }

  it('numbers from 1 in each boot, and names the boot by its start', async () => {
    const journal = await boot(1_700_000_000_000);
    expect(journal.boot).toBe('1700000000000-0a1b2c3d');
    expect(journal.append(5, crossing)).toBe(1);
    expect(journal.append(5, crossing)).toBe(2);
    await journal.flush();
    expect(journal.durable()).toBe(2);
    expect(journal.waiting()).toBe(2);
    await journal.close();
  });

  it('sends older boots first, under their own name and with their own times', async () => {
    const first = await boot(1000, { segment_bytes: 500 });
    await fill(first, 23);
    await first.close();
    const second = await boot(2000, { segment_bytes: 500 });
    await fill(second, 12);
    const all = await readAll(second);
    expect(all.map(({ boot: name }) => name)).toEqual([
      ...Array(23).fill('0000000001000-0a1b2c3d'),
      ...Array(12).fill('0000000002000-0a1b2c3d'),
    ]);
    expect(all.map(({ record }) => record.at)).toEqual(all.map(({ record }) => 999 + record.sequence));
    expect(second.waiting()).toBe(35);
    await second.close();
  });

  it('keeps boots in order when the clock was set back between them', async () => {
    const first = await boot(5000);
    await first.close();
    const second = await boot(1000);
    expect(second.boot > first.boot).toBe(true);
    await second.close();
  });

  it('lets go what is acknowledged, and keeps the rest over a restart', async () => {
    const first = await boot(1000, { segment_bytes: 400 });
    await fill(first, 40);
    first.acknowledge(first.boot, 31);
    expect(first.waiting()).toBe(9);
    expect((await readAll(first)).map(({ record }) => record.sequence)).toEqual([32, 33, 34, 35, 36, 37, 38, 39, 40]);
    await first.close();
    const second = await boot(2000);
    const left = (await readAll(second)).map(({ record }) => record.sequence);
    expect(left.at(-1)).toBe(40);
    expect(left[0]).toBeGreaterThan(20);
    expect(left[0]).toBeLessThanOrEqual(32);
    second.acknowledge(first.boot, 40);
    expect(await readAll(second)).toEqual([]);
    expect(second.waiting()).toBe(0);
    await second.close();
  });

  it('reads from disk what memory had no room for', async () => {
    const journal = await boot(1000, { memory_records: 10, segment_bytes: 700 });
    await fill(journal, 100);
    expect((await readAll(journal)).map(({ record }) => record.sequence)).toEqual(
      Array.from({ length: 100 }, (_, index) => index + 1),
    );
    await journal.close();
  });

  it('keeps the last note of each key over restarts and acknowledgements', async () => {
    const first = await boot(1000, { segment_bytes: 300 });
    first.note('lane-1', { open: 1 });
    first.note('lane-1', { open: 2 });
    first.note('lane-2', null);
    await fill(first, 30);
    first.acknowledge(first.boot, 30);
    await fill(first, 1);
    await first.close();
    const second = await boot(2000);
    expect(second.noted('lane-1')).toEqual({ open: 2 });
    expect(second.noted('lane-2')).toBe(null);
    second.acknowledge(first.boot, 31);
    await second.close();
    const third = await boot(3000);
    expect(third.noted('lane-1')).toEqual({ open: 2 });
    await third.close();
  });

  it('is not moved by an ack of what it never wrote, or of a boot it does not know', async () => {
    const journal = await boot(1000);
    await fill(journal, 3);
    journal.acknowledge(journal.boot, 99);
    journal.acknowledge('0000000000001-ffffffff', 2);
    expect(journal.waiting()).toBe(3);
    await journal.close();
  });
});
