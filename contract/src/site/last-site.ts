import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bay, Site, Zone } from '@berth/domain/site';
import { z } from 'zod';

interface Named {
  readonly id: string;
}

/** The part of a site that `berth check --against` compares. */
export interface LastSite extends Named {
  readonly areas: readonly Named[];
  readonly zones: readonly Pick<Zone, 'id' | 'capacity'>[];
  readonly lanes: readonly Named[];
  readonly gateways: readonly Named[];
  readonly bays: readonly Pick<Bay, 'id' | 'label' | 'level' | 'zone' | 'outline'>[];
}

const named = z.object({ id: z.string() });

const lastSiteSchema = z.object({
  id: z.string(),
  areas: z.array(named),
  zones: z.array(z.object({ id: z.string(), capacity: z.number() })),
  lanes: z.array(named),
  gateways: z.array(named),
  bays: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      level: z.string(),
      zone: z.string(),
      outline: z.array(z.tuple([z.number(), z.number()])),
    }),
  ),
}) satisfies z.ZodType<LastSite>;

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
