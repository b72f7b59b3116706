import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Health } from '@berth/contract';
import { bigSite, tenThousand } from './big-site.ts';
import type { Bench, BenchOptions, BenchResult, Measure } from './measure.ts';
import { endWithBench, freePort, inFolder, pause, residentMb, root } from './processes.ts';
import { referenceSite } from './rig.ts';

/** Resident memory of every process of the suite, as `berth start` runs it. */
export const memory: Bench = {
  id: 'P5',
  name: 'memory',
  title: 'Resident memory of each process, with the simulator’s traffic',
  run: (options) => measure(options),
};

interface Case {
  readonly name: string;
  readonly file: (dir: string) => string;
}

const reference: Case = { name: 'reference site', file: () => referenceSite };
const large: Case = {
  name: '10,000 bays',
  file: (dir) => {
    const file = join(dir, 'big.yaml');
    writeFileSync(file, bigSite(tenThousand));
    return file;
  },
};

const startLimitMs = 120_000;

async function measure({ short, progress }: BenchOptions): Promise<BenchResult> {
  const measures: Measure[] = [];
  for (const one of short ? [reference] : [reference, large]) {
    const seen = await inFolder(500, (dir) => watchSuite(dir, one, short ? 5000 : 60_000));
    for (const [name, runs] of seen) measures.push({ what: `${one.name}: ${name}`, unit: 'MB', runs, budget: null });
    progress(`${one.name}: ${[...seen].map(([name, [mb = 0]]) => `${name} ${Math.round(mb)}`).join(', ')} MB`);
  }
  return {
    measures,
    notes: [
      `Five readings in a minute after the start; of agents the largest. Pages that processes share, as those of Node itself, are counted in each.`,
    ],
  };
}

const readings = 5;

async function watchSuite(dir: string, { file }: Case, watch_ms: number): Promise<Map<string, number[]>> {
  const siteFile = file(dir);
  const port = await freePort();
  const args = ['start', '--site', siteFile, '--data', join(dir, 'data'), '--port', String(port)];
  const suite = spawn(process.execPath, [join(root, 'bin/berth.mjs'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  endWithBench(suite);
  try {
    const page = await pageOf(suite);
    const seen = new Map<string, number[]>();
    for (let reading = 0; reading < readings; reading += 1) {
      await pause(watch_ms / readings);
      for (const [name, mb] of await readAll(page, suite.pid ?? 0)) seen.set(name, [...(seen.get(name) ?? []), mb]);
    }
    return seen;
  } finally {
    await leave(suite);
  }
}

function pageOf(suite: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const late = setTimeout(() => reject(new Error(`not started: ${text.slice(-2000)}`)), startLimitMs);
    const hear = (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-20_000);
      const found = /open (http:\/\/[\d.]+:\d+)/.exec(text)?.[1];
      if (!found) return;
      clearTimeout(late);
      resolve(found);
    };
    suite.stdout?.on('data', hear);
    suite.stderr?.on('data', hear);
    suite.once('exit', (code) => reject(new Error(`ended with ${code}: ${text.slice(-2000)}`)));
  });
}

async function readAll(page: string, supervisor: number): Promise<Map<string, number>> {
  const { processes } = (await (await fetch(`${page}/api/health`)).json()) as Health;
  const seen = new Map([['supervisor', residentMb(supervisor)]]);
  for (const { name, pid } of processes) {
    if (pid === null) continue;
    const role = name.startsWith('agent-') ? 'agent' : name;
    seen.set(role, Math.max(seen.get(role) ?? 0, residentMb(pid)));
  }
  return seen;
}

async function leave(suite: ChildProcess): Promise<void> {
  if (suite.exitCode !== null || suite.signalCode !== null) return;
  const gone = new Promise((resolve) => suite.once('exit', resolve));
  suite.kill('SIGINT');
  await gone;
}
