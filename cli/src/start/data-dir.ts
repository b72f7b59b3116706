import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const secretsSchema = z.strictObject({
  engine: z.string().min(20),
  sensors: z.string().min(20),
  feed: z.string().min(20),
  agents: z.record(z.string(), z.string().min(20)),
});
export type Secrets = z.infer<typeof secretsSchema>;

/** A start that cannot go on, with the words for its user. */
export class StartError extends Error {
  readonly kind: 'findings' | 'usage' | 'unreadable';

  constructor(message: string, kind: StartError['kind'] = 'usage') {
    super(message);
    this.kind = kind;
  }
}

const marker = 'berth-data.json';
const lock = 'supervisor.pid';

export interface DataDir {
  readonly path: string;
  /** Nothing was ever stored here. */
  readonly isNew: boolean;
  readonly release: () => void;
}

/** Makes or opens the folder that holds world and store, and keeps a second supervisor out of it. */
export function openDataDir(path: string, site: string, fresh: boolean): DataDir {
  if (existsSync(path) && readdirSync(path).length > 0 && !existsSync(join(path, marker))) {
    throw new StartError(`${path} is not empty and holds no data of Berth; name another folder with --data`);
  }
  refuseSecond(path);
  if (fresh) rmSync(path, { recursive: true, force: true });
  const isNew = !existsSync(join(path, marker));
  mkdirSync(join(path, 'run'), { recursive: true, mode: 0o700 });
  if (!isNew) refuseOtherSite(path, site);
  writeFileSync(join(path, marker), `${JSON.stringify({ site })}\n`);
  writeFileSync(join(path, lock), String(process.pid));
  return { path, isNew, release: () => rmSync(join(path, lock), { force: true }) };
}

function refuseOtherSite(path: string, site: string): void {
  const known = z.object({ site: z.string() }).safeParse(readJson(join(path, marker)));
  if (known.success && known.data.site !== site) {
    throw new StartError(
      `${path} holds the data of site ${known.data.site}, not ${site}; name another folder with --data`,
    );
  }
}

function refuseSecond(path: string): void {
  const file = join(path, lock);
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8'));
  if (pid !== process.pid && isRunning(pid)) {
    throw new StartError(
      `another berth (process ${pid}) is running on ${path}; stop it, or name another folder with --data`,
    );
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** Secrets are made at the first start, one for each who logs in, in a file only its owner reads. */
export function loadSecrets(dataDir: string, gateways: readonly string[]): Secrets {
  const file = join(dataDir, 'secrets.json');
  const known = secretsSchema.safeParse(readJson(file));
  if (existsSync(file) && !known.success)
    throw new StartError(`${file} cannot be read; restore it, or start with --fresh`, 'unreadable');
  const make = () => randomBytes(24).toString('base64url');
  const before = known.success ? known.data : { engine: make(), sensors: make(), feed: make(), agents: {} };
  const agents = Object.fromEntries(gateways.map((id) => [id, before.agents[id] ?? make()]));
  const secrets = { ...before, agents };
  writePrivate(file, secrets);
  return secrets;
}

export function writePrivate(file: string, content: unknown): void {
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
}
