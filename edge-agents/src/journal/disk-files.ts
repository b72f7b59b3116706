import { type FileHandle, mkdir, open, readdir, readFile, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Disk } from './disk.ts';

interface OpenFile {
  readonly handle: FileHandle;
  named: boolean;
}

/** Driver: a real folder, made when it is not there, readable by its owner only. */
export async function openFolder(folder: string): Promise<Disk> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const files = new Map<string, OpenFile>();

  async function opened(name: string): Promise<OpenFile> {
    const known = files.get(name);
    if (known) return known;
    const file: OpenFile = { handle: await open(join(folder, name), 'a', 0o600), named: false };
    files.set(name, file);
    return file;
  }

  async function closeFile(name: string): Promise<void> {
    const file = files.get(name);
    files.delete(name);
    await file?.handle.close();
  }

  return {
    async list() {
      const entries = await readdir(folder, { withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => entry.name)
        .sort();
    },
    read: (name) => readFile(join(folder, name)),
    async append(name, bytes) {
      const { handle } = await opened(name);
      await handle.appendFile(bytes);
    },
    async sync(name) {
      const file = await opened(name);
      await file.handle.datasync();
      if (file.named) return;
      await syncFolder(folder);
      file.named = true;
    },
    seal: closeFile,
    async remove(name) {
      await closeFile(name);
      await rm(join(folder, name), { force: true });
    },
    async freeBytes() {
      const { bavail, bsize } = await statfs(folder);
      return bavail * bsize;
    },
    async close() {
      for (const name of [...files.keys()]) await closeFile(name);
    },
  };
}

/** A new file's name is durable only once its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
