export { openMemoryStore } from './memory.ts';
export * from './port.ts';
export { openSqliteHistory } from './sqlite/history.ts';
export { openSqliteStore } from './sqlite/store.ts';

import { join } from 'node:path';

/** Where the store stands in a data directory. */
export function storeFile(dataDir: string): string {
  return join(dataDir, 'store.sqlite');
}

/** Where a picture stands in a data directory. */
export function pictureFile(dataDir: string, hash: string, mediaType: 'image/jpeg' | 'image/png'): string {
  return join(dataDir, 'pictures', hash.slice(0, 2), `${hash}.${mediaType === 'image/png' ? 'png' : 'jpg'}`);
}
