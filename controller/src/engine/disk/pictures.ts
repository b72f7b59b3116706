import { createHash } from 'node:crypto';
import { access, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PictureMessage } from '@berth/contract';
import type { Instant, RefusalCode } from '@berth/domain/kernel';
import { pictureFile } from '../../store/index.ts';

export type PictureKept = { readonly ok: true } | { readonly ok: false; readonly code: RefusalCode };

/** Resolves when the picture is durable under its hash; bytes that do not fit their hash are refused. */
export async function keepPicture(dataDir: string, picture: PictureMessage): Promise<PictureKept> {
  const bytes = Buffer.from(picture.bytes_base64, 'base64');
  const hash = createHash('sha256').update(bytes).digest('hex');
  if (bytes.length === 0 || hash !== picture.hash) return { ok: false, code: 'malformed' };
  const file = pictureFile(dataDir, hash, picture.media_type);
  if (await exists(file)) return { ok: true };
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeDurably(`${file}.part`, bytes);
  await rename(`${file}.part`, file);
  await syncDirectory(dirname(file));
  return { ok: true };
}

async function writeDurably(file: string, bytes: Buffer): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A new file's name is durable only once its directory is. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Deletes every picture written before this instant; gives how many. */
export async function forgetPictureFiles(dataDir: string, before: Instant): Promise<number> {
  let forgotten = 0;
  const root = join(dataDir, 'pictures');
  for (const folder of await namesIn(root)) {
    for (const name of await namesIn(join(root, folder))) {
      const file = join(root, folder, name);
      const written = await stat(file).catch(() => null);
      if (!written || written.mtimeMs >= before) continue;
      await rm(file, { force: true });
      forgotten += 1;
    }
  }
  return forgotten;
}

async function namesIn(directory: string): Promise<readonly string[]> {
  return readdir(directory).catch(() => []);
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
