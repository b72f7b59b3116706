import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Disk } from './disk.ts';
import { openFolder } from './disk-files.ts';
import { memoryDisk } from './disk-memory.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (found: Uint8Array) => new TextDecoder().decode(found);

describe.each(['files', 'memory'])('disk driver %s', (driver) => {
  let folder: string;
  let disk: Disk;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-disk-'));
    disk = driver === 'files' ? await openFolder(folder) : memoryDisk();
  });
  afterEach(async () => {
    await disk.close();
    await rm(folder, { recursive: true });
  });

  it('gives back what was appended, in order', async () => {
    await disk.append('one', bytes('a'));
    await disk.append('one', bytes('bc'));
    await disk.sync('one');
    expect(text(await disk.read('one'))).toBe('abc');
  });

  it('goes on with a sealed file, and syncs one that was not written before', async () => {
    await disk.append('one', bytes('a'));
    await disk.seal('one');
    await disk.append('one', bytes('b'));
    await disk.sync('one');
    await disk.append('empty', bytes(''));
    await disk.sync('empty');
    expect(text(await disk.read('one'))).toBe('ab');
    expect((await disk.read('empty')).length).toBe(0);
  });

  it('lists by name and removes, also what is not there', async () => {
    for (const name of ['c', 'a', 'b']) await disk.append(name, bytes(name));
    await disk.remove('b');
    await disk.remove('b');
    expect(await disk.list()).toEqual(['a', 'c']);
  });

  it('rejects the reading of what is not there', async () => {
    await expect(disk.read('none')).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('knows how much room is left', async () => {
    expect(await disk.freeBytes()).toBeGreaterThan(0);
  });
});

describe('the memory disk', () => {
  it('keeps through a power cut what was synced, and a part of the rest', async () => {
    const disk = memoryDisk({ share: () => 0.5 });
    await disk.append('one', bytes('safe'));
    await disk.sync('one');
    await disk.append('one', bytes('half'));
    await disk.append('unnamed', bytes(''));
    const after = disk.afterPowerCut();
    expect(text(await after.read('one'))).toBe('safeha');
    expect(await after.list()).toEqual(['one']);
  });

  it('is full when it is full', async () => {
    const disk = memoryDisk({ capacity: 3 });
    await expect(disk.append('one', bytes('four'))).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(text(await disk.read('one'))).toBe('fou');
  });
});
