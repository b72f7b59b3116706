import type { JournalledObservation, Observation } from '@berth/domain/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Disk } from './disk.ts';
import { type MediumFate, memoryDisk } from './disk-memory.ts';
import { type Journal, type JournalReport, openJournal } from './journal.ts';

const crossing: Observation = { kind: 'border-crossed', border: 'b1-b2', direction: 'forward' };
const bayFree: Observation = { kind: 'bay', bay: 'b1-001', state: 'free' };

async function boot(disk: Disk, instant: number, reports: JournalReport[] = []): Promise<Journal> {
  const report = (seen: JournalReport) => void reports.push(seen);
  const limits = { segment_bytes: 600, memory_records: 30 };
  return openJournal({ disk, instant, random: '00000000', subject: 'gw-1', report, limits });
}

async function readAll(journal: Journal): Promise<JournalledObservation[]> {
  const found: JournalledObservation[] = [];
  let after = journal.oldest();
  for (;;) {
    const batch = await journal.read(after, 9);
    if (!batch) return found;
    found.push(...batch.records);
    after = { boot: batch.boot, sequence: batch.records.at(-1)?.sequence ?? 0 };
  }
}

describe('power cuts', () => {
  it('lose nothing that was durable and not acknowledged, whichever write is cut, and leave no hole', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 40 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 12 }),
        async (cutAt, share, groups) => {
          const fate = (call: number): MediumFate => (call === cutAt ? 'power-cut' : 'works');
          const disk = memoryDisk({ fate, share: () => share });
          const journal = await boot(disk, 1000);
          let acked = 0;
          let noted = 0;
          for (const [index, group] of groups.entries()) {
            for (let count = 0; count <= group; count += 1) journal.append(journal.last() + 100, crossing);
            journal.note('lane', journal.last());
            await journal.flush();
            if (!journal.failing()) noted = journal.last();
            if (index % 3 !== 2) continue;
            acked = Math.max(0, journal.durable() - 2);
            journal.acknowledge(journal.boot, acked);
          }
          const again = await boot(disk.afterPowerCut(), 2000);
          const after = await readAll(again);
          const sequences = after.map(({ sequence }) => sequence);
          const first = sequences[0] ?? acked + 1;
          expect(first).toBeLessThanOrEqual(acked + 1);
          expect(sequences).toEqual(sequences.map((_, index) => first + index));
          expect(first + sequences.length - 1).toBeGreaterThanOrEqual(journal.durable());
          const remembered = Number(again.noted('lane') ?? 0);
          expect(remembered).toBeGreaterThanOrEqual(noted);
          if (sequences.length > 0) expect(remembered).toBeLessThanOrEqual(first + sequences.length - 1);
          expect(after.every(({ at, sequence }) => at === sequence + 99)).toBe(true);
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('a failing disk', () => {
  it('is reported once, kept out of the way, and written again in full when it works', async () => {
    let broken = false;
    const reports: JournalReport[] = [];
    const disk = memoryDisk({ fate: () => (broken ? 'fails' : 'works'), share: () => 0.6 });
    const journal = await boot(disk, 1000, reports);
    journal.append(1, crossing);
    await journal.flush();
    broken = true;
    for (let count = 0; count < 10; count += 1) journal.append(2, crossing);
    await journal.flush();
    journal.retry();
    await journal.flush();
    expect(journal.failing()).toBe(true);
    expect(journal.durable()).toBe(1);
    expect((await readAll(journal)).length).toBe(11);
    broken = false;
    journal.retry();
    await journal.flush();
    expect(reports.map(({ kind }) => kind)).toEqual(['failing', 'working']);
    expect(journal.durable()).toBe(11);
    const sequences = (await readAll(await boot(disk.afterPowerCut(), 2000))).map(({ sequence }) => sequence);
    expect(sequences).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  });

  it('from the very first moment still lets the journal work from memory', async () => {
    let broken = true;
    const reports: JournalReport[] = [];
    const journal = await boot(memoryDisk({ fate: () => (broken ? 'fails' : 'works') }), 1000, reports);
    expect(reports).toEqual([{ kind: 'failing', detail: 'EIO' }]);
    expect(journal.append(1, crossing)).toBe(1);
    expect((await readAll(journal)).length).toBe(1);
    broken = false;
    journal.retry();
    await journal.flush();
    expect(journal.durable()).toBe(1);
  });

  it('bounds memory: readings are left out first, facts later, and each is told', async () => {
    const reports: JournalReport[] = [];
    const journal = await boot(memoryDisk({ capacity: 0 }), 1000, reports);
    for (let count = 0; count < 50; count += 1) journal.append(1, bayFree);
    expect(journal.last()).toBe(30);
    for (let count = 0; count < 50; count += 1) journal.append(1, crossing);
    expect(journal.last()).toBe(60);
    expect((await readAll(journal)).length).toBe(60);
    expect(reports.filter(({ kind }) => kind === 'not-taken').at(-1)).toEqual({ kind: 'not-taken', count: 40 });
  });
});

describe('damage', () => {
  it('in the middle is reported, and a fault stands where the record stood', async () => {
    const disk = memoryDisk();
    const journal = await boot(disk, 1000);
    for (let count = 0; count < 4; count += 1) journal.append(500 + count, crossing);
    await journal.flush();
    const name = (await disk.list())[0] ?? '';
    disk.damage(name, Math.floor((await disk.read(name)).length / 2) + 5);
    const reports: JournalReport[] = [];
    const found = await readAll(await boot(disk, 2000, reports));
    expect(found.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
    expect(found[2]?.observation).toMatchObject({ kind: 'fault-raised', subject: 'gw-1', code: 'journal-failing' });
    expect(found[3]?.observation).toEqual(crossing);
    expect(reports.some(({ kind }) => kind === 'damaged')).toBe(true);
    expect(reports).toContainEqual({ kind: 'missing', boot: '0000000001000-00000000', first: 1, count: 1 });
  });

  it('of a whole file in the middle is filled with faults, and foreign files are left alone', async () => {
    const disk = memoryDisk();
    await disk.append('note.txt', new TextEncoder().encode('by hand'));
    const journal = await boot(disk, 1000);
    for (let count = 0; count < 20; count += 1) {
      journal.append(500, crossing);
      await journal.flush();
    }
    const names = (await disk.list()).filter((name) => name.endsWith('.journal'));
    expect(names.length).toBeGreaterThan(2);
    const whole = (await disk.read(names[1] ?? '')).length;
    for (let offset = 0; offset < whole; offset += 1) disk.damage(names[1] ?? '', offset);
    const found = await readAll(await boot(disk, 2000));
    expect(found.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(found.filter(({ observation }) => observation.kind === 'fault-raised').length).toBeGreaterThan(2);
    expect(await disk.list()).toContain('note.txt');
  });
});
