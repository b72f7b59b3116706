import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Site } from '@berth/domain/site';
import { z } from 'zod';

const named = z.looseObject({ id: z.string() });
const bay = z.looseObject({
  id: z.string(),
  label: z.string(),
  level: z.string(),
  zone: z.string(),
  outline: z.array(z.tuple([z.number(), z.number()])),
});

/** What a comparison with the site last in use needs of it. */
const lastSiteSchema = z.looseObject({
  id: z.string(),
  areas: z.array(named),
  zones: z.array(z.looseObject({ id: z.string(), capacity: z.number() })),
  lanes: z.array(named),
  gateways: z.array(named),
  bays: z.array(bay),
});

/** The part of a site that `berth check --against` compares. */
export type LastSite = z.infer<typeof lastSiteSchema>;

const fileName = 'site.json';

/** The site a data folder was last used with; null when it never was. Throws when the file is no site. */
export function readLastSite(dataDir: string): LastSite | null {
  let text: string;
  try {
    text = readFileSync(join(dataDir, fileName), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  return lastSiteSchema.parse(JSON.parse(text));
}

/** Notes, beside the store, which site the store's counts and stays are about. */
export function rememberSite(dataDir: string, site: Site): void {
  const file = join(dataDir, fileName);
  writeFileSync(`${file}.new`, JSON.stringify(site), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
