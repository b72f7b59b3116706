import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SnapshotResult } from '../../bus/camera.ts';
import { memoryDisk } from '../../journal/disk-memory.ts';
import type { AgentInput } from '../exchange.ts';
import { openSpool } from './spool.ts';
import { type Camera, takePicture } from './take.ts';

const bytes = Buffer.from('ffd8ffe0 a car', 'latin1');
const hash = createHash('sha256').update(bytes).digest('hex');
const picture = { bytes, media_type: 'image/jpeg' as const };
const order = {
  kind: 'take-picture',
  camera: 'cam-1',
  lane: 'entry-1',
  passage: 'p-1',
  cause: 'entry',
} as const;

async function studio(results: SnapshotResult[], disk = memoryDisk()) {
  const heard: AgentInput[] = [];
  const spooled: string[] = [];
  const spool = await openSpool(disk, () => undefined);
  const camera = { profile: {} as Camera['profile'], base_url: 'http://127.0.0.1', address: null };
  const parts = {
    cameras: new Map([['cam-1', camera]]),
    spool,
    snapshot: async (): Promise<SnapshotResult> => results.shift() ?? { ok: false, error: 'timeout' },
    hear: (input: AgentInput) => void heard.push(input),
    onSpooled: (hashed: string) => void spooled.push(hashed),
  };
  return { parts, heard, spooled, spool, disk };
}

describe('a picture', () => {
  it('is kept on disk by its content, told, and found again after a restart until it is acknowledged', async () => {
    const { parts, heard, spooled, disk } = await studio([{ ok: true, snapshot: { ...picture, hash } }]);
    await takePicture(parts, order);
    expect(spooled).toEqual([hash]);
    expect(heard).toContainEqual({ kind: 'picture-taken', lane: 'entry-1', passage: 'p-1', cause: 'entry', hash });
    const again = await openSpool(disk.afterPowerCut(), () => undefined);
    expect(again.waiting()).toEqual([hash]);
    expect(await again.read(hash)).toEqual({ hash, media_type: 'image/jpeg', bytes_base64: bytes.toString('base64') });
    again.forget(hash);
    expect(again.waiting()).toEqual([]);
    expect(await again.read(hash)).toBe(null);
  });

  it('is tried twice; a camera that is silent is a fault, cleared by the next picture', async () => {
    const silent = { ok: false, error: 'timeout' } as const;
    const { parts, heard } = await studio([silent, silent, silent, { ok: true, snapshot: { ...picture, hash } }]);
    await takePicture(parts, order);
    expect(heard).toEqual([{ kind: 'fault', on: true, subject: 'cam-1', code: 'camera-silent' }]);
    await takePicture(parts, order);
    expect(heard).toContainEqual({ kind: 'fault', on: false, subject: 'cam-1', code: 'camera-silent' });
  });

  it('that finds no room is a fault, and nothing half-written stays', async () => {
    const disk = memoryDisk({ capacity: 5 });
    const { parts, heard } = await studio([{ ok: true, snapshot: { ...picture, hash } }], disk);
    await takePicture(parts, order);
    expect(heard.at(-1)).toMatchObject({ kind: 'fault', on: true, code: 'picture-lost' });
    expect(await disk.list()).toEqual([]);
  });

  it('whose bytes changed on disk is not sent', async () => {
    const { parts, disk, spool } = await studio([{ ok: true, snapshot: { ...picture, hash } }]);
    await takePicture(parts, order);
    disk.damage(`${hash}.jpg`, 3);
    expect(await spool.read(hash)).toBe(null);
    expect(spool.waiting()).toEqual([]);
  });
});
