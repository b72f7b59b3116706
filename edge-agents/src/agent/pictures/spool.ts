import { createHash } from 'node:crypto';
import type { PictureMessage } from '@berth/contract';
import type { Disk } from '../../journal/disk.ts';

/** Pictures on disk until the controller has them. Each file is named by its content. */
export interface Spool {
  /** The hash; rejects when the disk does. */
  put(picture: { readonly bytes: Uint8Array; readonly media_type: PictureMessage['media_type'] }): Promise<string>;
  read(hash: string): Promise<PictureMessage | null>;
  forget(hash: string): void;
  /** What waits, in no order. */
  waiting(): readonly string[];
}

/** About 60 kB each: 120 MB. Beyond it the oldest goes, and is told. */
const mostPictures = 2000;
const extensions = { 'image/jpeg': 'jpg', 'image/png': 'png' } as const;
const namePattern = /^([0-9a-f]{64})\.(jpg|png)$/;

export async function openSpool(disk: Disk, onLost: (hash: string) => void): Promise<Spool> {
  const files = new Map<string, string>();
  for (const name of await disk.list().catch(() => [])) {
    const hash = namePattern.exec(name)?.[1];
    if (hash) files.set(hash, name);
  }
  function forget(hash: string): void {
    const name = files.get(hash);
    files.delete(hash);
    if (name) disk.remove(name).catch(() => undefined);
  }
  return {
    async put({ bytes, media_type }) {
      const hash = createHash('sha256').update(bytes).digest('hex');
      if (files.has(hash)) return hash;
      const name = `${hash}.${extensions[media_type]}`;
      await write(disk, name, bytes);
      files.set(hash, name);
      const [oldest] = files.keys();
      if (files.size > mostPictures && oldest) {
        forget(oldest);
        onLost(oldest);
      }
      return hash;
    },
    async read(hash) {
      const name = files.get(hash);
      if (!name) return null;
      const bytes = await disk.read(name);
      if (createHash('sha256').update(bytes).digest('hex') !== hash) {
        forget(hash);
        onLost(hash);
        return null;
      }
      const media_type = name.endsWith('.png') ? 'image/png' : 'image/jpeg';
      return { hash, media_type, bytes_base64: Buffer.from(bytes).toString('base64') };
    },
    forget,
    waiting: () => [...files.keys()],
  };
}

/** A half-written picture is worth nothing: it is taken away again. */
async function write(disk: Disk, name: string, bytes: Uint8Array): Promise<void> {
  try {
    await disk.append(name, bytes);
    await disk.sync(name);
    await disk.seal(name);
  } catch (error) {
    await disk.remove(name).catch(() => undefined);
    throw error;
  }
}
