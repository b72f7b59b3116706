import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Health, OccupancyBody } from '@berth/contract';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Truth {
  readonly moving: number;
  readonly zones: readonly { id: string; cars: number; parked: number }[];
  readonly stays: { readonly completed: number };
}

/** A whole suite that runs, as `berth start` runs it. */
export interface Suite {
  readonly page: string;
  readonly dataDir: string;
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly get: <Body>(path: string) => Promise<Body>;
  readonly health: () => Promise<Health & { status_code: number }>;
  readonly simulator: () => Promise<string>;
  readonly truth: () => Promise<Truth>;
  readonly occupancy: () => Promise<OccupancyBody>;
  readonly ask: (path: string, body: unknown) => Promise<{ status: number; body: unknown }>;
  /** Stops as Ctrl-C does; the data stay. */
  readonly leave: () => Promise<void>;
  /** Leaves and removes the data. */
  readonly end: () => Promise<void>;
}

export function newDataDir(): string {
  return mkdtempSync(join(tmpdir(), 'berth-e2e-'));
}

const startLimitMs = 60_000;
/** Suites that start side by side must not look for their ports in the same place. */
const somePort = () => String(randomInt(10_000, 19_000));

/** Starts `berth start` with these arguments and waits until it prints where its page is. */
export async function startSuite(args: readonly string[], dataDir = newDataDir()): Promise<Suite> {
  let text = '';
  const child = spawn(
    process.execPath,
    [join(root, 'bin/berth.mjs'), 'start', '--data', dataDir, '--port', somePort(), ...args],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const page = await new Promise<string>((resolve, reject) => {
    const limit = setTimeout(
      () => reject(new Error(`not started in ${startLimitMs} ms:\n${text.slice(-3000)}`)),
      startLimitMs,
    );
    const hear = (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-200_000);
      const found = /open (http:\/\/[\d.]+:\d+)/.exec(text);
      if (!found?.[1]) return;
      clearTimeout(limit);
      resolve(found[1]);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => reject(new Error(`ended with ${code}:\n${text.slice(-3000)}`)));
  });
  const get = async <Body>(path: string): Promise<Body> => (await (await fetch(page + path)).json()) as Body;
  const leave = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const left = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    await left;
  };
  const simulator = async () => {
    const { processes } = await get<Health>('/api/health');
    const address = processes.find((one) => one.name === 'simulator')?.address;
    if (!address) throw new Error('the simulator has no address');
    return address;
  };
  return {
    page,
    dataDir,
    child,
    output: () => text,
    get,
    health: async () => {
      const answer = await fetch(`${page}/api/health`);
      return { ...((await answer.json()) as Health), status_code: answer.status };
    },
    simulator,
    truth: () => get<Truth>('/api/simulator/truth'),
    occupancy: () => get<OccupancyBody>('/api/occupancy'),
    ask: async (path, body) => {
      const answer = await fetch(page + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return { status: answer.status, body: await answer.json() };
    },
    leave,
    end: async () => {
      await leave();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export const pause = (duration_ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, duration_ms));

/** Asks until the answer holds; the last failure is told when it never does. */
export async function eventually<Value>(
  ask: () => Promise<Value>,
  holds: (value: Value) => boolean,
  limit_ms: number,
): Promise<Value> {
  const end = performance.now() + limit_ms;
  let last: unknown;
  while (performance.now() < end) {
    try {
      const value = await ask();
      if (holds(value)) return value;
      last = JSON.stringify(value).slice(0, 1500);
    } catch (error) {
      last = error;
    }
    await pause(200);
  }
  throw new Error(`did not come to hold in ${limit_ms} ms; last: ${String(last)}`);
}

interface BayOfSite {
  readonly id: string;
  readonly zone: string;
  readonly kind: string;
  readonly permit_only: boolean;
}

/** Ordinary bays of a zone that are taken or free now, as the world has them. */
export async function baysOf(
  suite: Suite,
  zone: string,
): Promise<{ free: string[]; taken: string[]; places: Map<string, number> }> {
  const { bays } = await suite.get<{ bays: BayOfSite[] }>('/api/site');
  const { cars } = await suite.get<{ cars: { bay: string | null; state: string }[] }>('/api/simulator/cars');
  const parked = new Set(cars.flatMap(({ bay, state }) => (bay !== null && state === 'parked' ? [bay] : [])));
  const wanted = new Set(cars.flatMap(({ bay }) => (bay === null ? [] : [bay])));
  const ordinary = bays
    .filter((bay) => bay.zone === zone && bay.kind === 'ordinary' && !bay.permit_only)
    .map(({ id }) => id);
  return {
    free: ordinary.filter((id) => !wanted.has(id)),
    taken: ordinary.filter((id) => parked.has(id)),
    places: new Map(bays.map((bay, place) => [bay.id, place])),
  };
}

/** Sends drivers into these bays, and the ones who stand in those away. */
export async function drive(
  suite: Suite,
  { enter = [], leave = [] }: { enter?: string[]; leave?: string[] },
): Promise<void> {
  for (const bay of enter) await expectAsked(suite, { do: 'enter', bay });
  for (const bay of leave) await expectAsked(suite, { do: 'leave', bay });
}

async function expectAsked(suite: Suite, driver: object): Promise<void> {
  const { status, body } = await suite.ask('/api/simulator/drivers', driver);
  if (status !== 201) throw new Error(`no driver: ${JSON.stringify(body)}`);
}

/** Holds the traffic until nothing moves, and the counts have had time to arrive. */
export async function settle(suite: Suite, limit_ms = 240_000): Promise<Truth> {
  await suite.ask('/api/simulator/traffic', { hold: true });
  const truth = await eventually(suite.truth, ({ moving }) => moving === 0, limit_ms);
  await pause(1500);
  return truth;
}
