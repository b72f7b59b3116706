import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** From the built file, which lies two folders below `tests`. */
export const root = join(import.meta.dirname, '../../..');

export const pause = (duration_ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, duration_ms));

export interface Started {
  readonly name: string;
  readonly pid: number;
  /** Resolves when the process says that it is ready; rejects when it ends before. */
  readonly ready: Promise<void>;
  /** In good order; by force when it takes longer than ten seconds. */
  readonly leave: () => Promise<void>;
  readonly kill: () => Promise<void>;
}

export interface Program {
  readonly name: string;
  /** The built entry point, from the root of the repository. */
  readonly script: string;
  readonly config: object;
  readonly env?: NodeJS.ProcessEnv;
}

const running = new Set<ChildProcess>();
const folders = new Set<string>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
  for (const dir of folders) rmSync(dir, { recursive: true, force: true });
});

/** Whatever ends the bench ends this process too. */
export function endWithBench(child: ChildProcess): void {
  running.add(child);
  child.once('exit', () => running.delete(child));
}

const leaveLimitMs = 10_000;

/** One process of the suite as its supervisor starts it, without being started again. What it says goes to a file. */
export function startProgram(dir: string, { name, script, config, env }: Program): Started {
  const file = join(dir, `${name}.json`);
  const log = join(dir, `${name}.log`);
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  const output = openSync(log, 'a');
  const child = fork(join(root, script), ['--config', file], {
    stdio: ['ignore', output, output, 'ipc'],
    env: { ...process.env, ...env },
  });
  closeSync(output);
  endWithBench(child);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = new Promise<void>((resolve, reject) => {
    child.on('message', (message: { kind?: string }) => {
      if (message.kind === 'ready') resolve();
    });
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}:\n${lastOf(log)}`)));
  });
  ready.catch(() => undefined);
  return {
    name,
    pid: child.pid ?? 0,
    ready,
    leave: async () => {
      const force = setTimeout(() => child.kill('SIGKILL'), leaveLimitMs);
      if (child.connected) child.send({ kind: 'leave' });
      await ended;
      clearTimeout(force);
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function lastOf(log: string): string {
  return readFileSync(log, 'utf8').slice(-2000);
}

/** A folder of this bench alone, removed behind it. Throws when the disk has less room than it needs. */
export async function inFolder<Value>(needed_mb: number, work: (dir: string) => Promise<Value>): Promise<Value> {
  const { bavail, bsize } = statfsSync(tmpdir());
  const free_mb = (bavail * bsize) / 1e6;
  if (free_mb < needed_mb + 1000)
    throw new Error(`${tmpdir()} has ${Math.round(free_mb)} MB free; ${needed_mb} MB and 1,000 more are needed`);
  const dir = mkdtempSync(join(tmpdir(), 'berth-bench-'));
  folders.add(dir);
  try {
    return await work(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
    folders.delete(dir);
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no free port');
  return address.port;
}

/** Resident memory of a process in megabytes of 1,000,000 bytes. */
export function residentMb(pid: number): number {
  const kilobytes = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
  return (kilobytes * 1024) / 1e6;
}
