import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PictureMessage } from '@berth/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pictureFile } from '../../store/index.ts';
import { diskFaults, diskOf } from './free-space.ts';
import { makePictureKeeper, type PictureListener } from './picture-keeper.ts';
import { forgetPictureFiles, keepPicture } from './pictures.ts';

const bytes = Buffer.from('not really a picture');
const hash = createHash('sha256').update(bytes).digest('hex');
const picture: PictureMessage = { hash, media_type: 'image/jpeg', bytes_base64: bytes.toString('base64') };

describe('pictures beside the store', () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'berth-pictures-'));
  });
  afterEach(async () => rm(dir, { recursive: true }));

  it('keeps a picture under its hash, and nothing half', async () => {
    expect(await keepPicture(dir, picture)).toEqual({ ok: true });
    expect(await keepPicture(dir, picture)).toEqual({ ok: true });
    expect(await readFile(pictureFile(dir, hash, 'image/jpeg'))).toEqual(bytes);
    expect(await readdir(join(dir, 'pictures', hash.slice(0, 2)))).toEqual([`${hash}.jpg`]);
  });

  it('refuses bytes of another hash, and no bytes', async () => {
    const other = { ...picture, hash: 'ab'.repeat(32) };
    expect(await keepPicture(dir, other)).toEqual({ ok: false, code: 'malformed' });
    expect(await keepPicture(dir, { ...picture, bytes_base64: '' })).toMatchObject({ ok: false });
    expect(await keepPicture(dir, { ...picture, bytes_base64: '%%%' })).toMatchObject({ ok: false });
    expect(await readdir(dir)).toEqual([]);
  });

  it('forgets what is past its retention', async () => {
    await keepPicture(dir, picture);
    const file = pictureFile(dir, hash, 'image/jpeg');
    expect(await forgetPictureFiles(dir, Date.now() - 60_000)).toBe(0);
    await utimes(file, new Date(1000), new Date(1000));
    expect(await forgetPictureFiles(dir, 2000)).toBe(1);
    await expect(readFile(file)).rejects.toThrow();
    expect(await forgetPictureFiles(join(dir, 'nowhere'), 2000)).toBe(0);
  });

  it('says that a picture is kept only once it is, and tells of a disk that fails', async () => {
    const heard: string[] = [];
    const listener: PictureListener = {
      kept: (agent) => heard.push(`kept ${agent}`),
      refused: (code) => heard.push(code),
      failed: () => heard.push('failed'),
    };
    const keeper = makePictureKeeper(dir, listener);
    keeper.take('g1', picture);
    keeper.take('g1', { ...picture, hash: 'ab'.repeat(32) });
    expect(heard).toEqual([]);
    await keeper.settled();
    expect(heard).toEqual(['kept g1', 'malformed']);
    await writeFile(join(dir, 'file'), '');
    const onFile = makePictureKeeper(join(dir, 'file'), listener);
    onFile.take('g2', picture);
    await onFile.settled();
    expect(heard.at(-1)).toBe('failed');
  });
});

describe('free space of the disk', () => {
  it('is a number of megabytes', async () => {
    expect(await diskOf(tmpdir()).freeMegabytes()).toBeGreaterThan(0);
  });

  it('alarms before it is full, and does not flutter at the limit', () => {
    expect(diskFaults(1000, 200, new Set())).toEqual([]);
    expect(diskFaults(199, 200, new Set())).toEqual(['disk-low']);
    expect(diskFaults(210, 200, new Set(['disk-low']))).toEqual(['disk-low']);
    expect(diskFaults(221, 200, new Set(['disk-low']))).toEqual([]);
    expect(diskFaults(5, 200, new Set(['disk-low']))).toEqual(['disk-low', 'disk-full']);
  });
});
