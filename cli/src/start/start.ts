import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { readLastSite, readSite, rememberSite, stopping } from '@berth/contract/node';
import type { Site } from '@berth/domain/site';
import { loadSecrets, openDataDir, StartError } from './data-dir.ts';
import { takeOpeningInventory } from './inventory.ts';
import { createLogs } from './logs.ts';
import { type PlannedProcess, planProcesses, type StartOptions } from './plan.ts';
import { nextFreePort, pickPort } from './ports.ts';
import { type Supervised, supervise } from './supervise.ts';
import { processTable } from './table.ts';

/** A site by its name in `config/sites`, or by its file. */
export function resolveSiteFile(root: string, nameOrFile: string): string {
  const named = join(root, 'config/sites', `${nameOrFile}.yaml`);
  if (!nameOrFile.includes('/') && existsSync(named)) return named;
  const file = isAbsolute(nameOrFile) ? nameOrFile : resolve(nameOrFile);
  if (!existsSync(file))
    throw new StartError(`there is no site ${nameOrFile}: neither ${named} nor ${file} exists`, 'unreadable');
  return file;
}

/**
 * The site, if it can be started: the file is without errors, and a file that was changed since the
 * last start takes nothing away from the cars that are inside.
 */
function readStartable(root: string, options: StartOptions): Site {
  const before = options.fresh ? null : readLastSite(options.dataDir);
  const { site, findings } = readSite(options.siteFile, join(root, 'config/devices'), { language: 'en', before });
  const errors = stopping(findings).filter(({ severity }) => severity === 'error');
  if (site && errors.length === 0) return site;
  const list = errors.map(
    ({ file, line, column, code, message }) => `  ${file}:${line}:${column}: [${code}] ${message}`,
  );
  const how = `berth check ${options.siteFile}${before ? ` --against ${options.dataDir}` : ''}`;
  throw new StartError(`the site cannot be started; ${how} tells what to do\n${list.join('\n')}`, 'findings');
}

const order: readonly PlannedProcess['role'][] = ['broker', 'engine', 'web', 'simulator', 'agent'];
/** The world stands still before the agents stop looking; the engine stays to acknowledge them. */
const leaveOrder: readonly PlannedProcess['role'][] = ['simulator', 'agent', 'web', 'engine', 'broker'];
const reportEveryMs = 1000;

/** Runs the whole suite until it is told to stop. Resolves when every process has left. */
export async function startSuite(root: string, options: StartOptions): Promise<void> {
  const logs = createLogs(process.stdout);
  const site = readStartable(root, options);
  const data = openDataDir(options.dataDir, site.id, options.fresh);
  rememberSite(data.path, site);
  const secrets = loadSecrets(
    data.path,
    site.gateways.map(({ id }) => id),
  );
  const ports = {
    page: await nextFreePort(options.host, options.port),
    broker: await pickPort('127.0.0.1'),
    feed: await pickPort('127.0.0.1'),
    control: await pickPort('127.0.0.1'),
  };
  const plans = planProcesses({ root, site, options, ports, secrets });
  const running: Supervised[] = [];
  const report = () => {
    const processes = running.map((one) => one.view());
    running.find((one) => one.plan.role === 'web')?.send({ kind: 'processes', processes });
  };
  const timer = setInterval(report, reportEveryMs);
  const left = leaveOnSignal(async () => {
    clearInterval(timer);
    for (const one of running) one.expectEnd();
    for (const role of leaveOrder) {
      await Promise.all(running.filter((one) => one.plan.role === role).map((one) => one.stop()));
    }
    data.release();
  });

  const page = `http://${options.host}:${ports.page}`;
  for (const role of order) {
    const started = plans
      .filter((plan) => plan.role === role)
      .map((plan) => supervise(plan, { root, dataDir: data.path }, logs));
    running.push(...started);
    // Agents read where the simulated devices listen; nobody else waits for anybody.
    if (role === 'simulator') await Promise.all(started.map((one) => one.ready));
  }
  if (data.isNew && options.simulator) {
    void takeOpeningInventory(`http://127.0.0.1:${ports.control}`, page, logs.log);
  }
  void Promise.all(running.map((one) => one.ready)).then(() => {
    report();
    process.stdout.write(
      `\n${processTable(running.map((one) => one.view()))}\n\n  Berth runs ${site.name.en}: open ${page}\n\n`,
    );
  });
  await left;
}

function leaveOnSignal(leave: () => Promise<void>): Promise<void> {
  return new Promise((resolvePromise, reject) => {
    let leaving = false;
    const onSignal = () => {
      if (leaving) return;
      leaving = true;
      process.stdout.write('\n  leaving in good order\n');
      leave().then(resolvePromise, reject);
    };
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  });
}
