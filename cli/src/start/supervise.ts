import { type ChildProcess, fork } from 'node:child_process';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { processReportSchema, type SupervisorMessage } from '@berth/contract';
import type { Logger } from 'pino';
import { writePrivate } from './data-dir.ts';
import type { Logs } from './logs.ts';
import type { PlannedProcess } from './plan.ts';

export type ProcessState = 'starting' | 'ok' | 'degraded' | 'down';

export interface Supervised {
  readonly plan: PlannedProcess;
  readonly view: () => {
    name: string;
    pid: number | null;
    state: ProcessState;
    age_ms: number;
    address?: string;
    faults: string[];
  };
  /** Resolves at the first ready report. */
  readonly ready: Promise<void>;
  readonly send: (message: SupervisorMessage) => void;
  /** From now on it is not started again. */
  readonly expectEnd: () => void;
  /** Asks it to leave, and ends it when it does not. */
  readonly stop: () => Promise<void>;
}

interface Life {
  child: ChildProcess | null;
  state: ProcessState;
  startedAt: number;
  heardAt: number;
  restarts: number;
  address: string | null;
  faults: string[];
  leaving: boolean;
}

const silentLimitMs = 10_000;
const startLimitMs = 90_000;
const leaveLimitMs = 8_000;
const quickDeathMs = 5_000;
const longestPauseMs = 5_000;

/** Starts a process and starts it again whenever it dies or falls silent, until it is stopped. */
export function supervise(plan: PlannedProcess, place: { root: string; dataDir: string }, logs: Logs): Supervised {
  const { log } = logs;
  const configFile = join(place.dataDir, 'run', `${plan.name}.json`);
  writePrivate(configFile, plan.config);
  const life: Life = {
    child: null,
    state: 'starting',
    startedAt: 0,
    heardAt: 0,
    restarts: 0,
    address: null,
    faults: [],
    leaving: false,
  };
  let becomeReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    becomeReady = resolve;
  });

  const start = () => {
    if (life.leaving) return;
    life.state = 'starting';
    life.startedAt = performance.now();
    life.heardAt = life.startedAt;
    const child = fork(join(place.root, plan.script), ['--config', configFile], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    life.child = child;
    favour(child, plan.role);
    child.stdout?.on('data', logs.pass);
    child.stderr?.on('data', logs.pass);
    child.on('error', (error) => log.error({ process: plan.name, error: error.message }, 'cannot be started'));
    child.on('message', (raw) => hear(raw, life, becomeReady));
    child.on('exit', (code, signal) => {
      life.child = null;
      life.state = 'down';
      if (life.leaving) return;
      const pauseMs = pauseBeforeRestart(life);
      log.warn({ process: plan.name, code, signal, again_in_ms: pauseMs }, 'process ended');
      setTimeout(start, pauseMs);
    });
  };
  const watch = setInterval(() => endIfSilent(plan.name, life, log), 1000);
  start();
  return {
    plan,
    ready,
    view: () => ({
      name: plan.name,
      pid: life.child?.pid ?? null,
      state: life.state,
      age_ms: Math.round(performance.now() - life.heardAt),
      ...(life.address === null ? {} : { address: life.address }),
      faults: life.faults,
    }),
    send: (message) => {
      if (life.child?.connected) life.child.send(message, () => undefined);
    },
    expectEnd: () => {
      life.leaving = true;
    },
    stop: () => {
      life.leaving = true;
      clearInterval(watch);
      return stopChild(life.child);
    },
  };
}

/** Who watches loops and moves arms goes before who shows screens. Where this may not be set, all are equal. */
const niceness: Partial<Record<PlannedProcess['role'], number>> = {
  agent: -10,
  simulator: -10,
  broker: -5,
  engine: -5,
};

function favour(child: ChildProcess, role: PlannedProcess['role']): void {
  const wanted = niceness[role];
  if (wanted === undefined || child.pid === undefined) return;
  try {
    setPriority(child.pid, wanted);
  } catch {
    // Only an administrator may; it works without.
  }
}

function hear(raw: unknown, life: Life, becomeReady: () => void): void {
  const report = processReportSchema.safeParse(raw);
  if (!report.success) return;
  life.heardAt = performance.now();
  if (report.data.kind === 'ready') {
    life.address = report.data.address;
    life.state = 'ok';
    becomeReady();
  } else {
    life.state = report.data.state;
    life.faults = report.data.faults;
  }
}

/** The first restart is at once; a process that keeps dying young waits longer and longer. */
function pauseBeforeRestart(life: Life): number {
  const livedMs = performance.now() - life.startedAt;
  life.restarts = livedMs < quickDeathMs ? life.restarts + 1 : 0;
  return life.restarts <= 1 ? 0 : Math.min(longestPauseMs, 100 * 2 ** life.restarts);
}

function endIfSilent(name: string, life: Life, log: Logger): void {
  const limit = life.state === 'starting' ? startLimitMs : silentLimitMs;
  if (!life.child || performance.now() - life.heardAt < limit) return;
  log.error({ process: name }, 'silent; ended');
  life.child.kill('SIGKILL');
}

function stopChild(child: ChildProcess | null): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const force = setTimeout(() => child.kill('SIGKILL'), leaveLimitMs);
    child.once('exit', () => {
      clearTimeout(force);
      resolve();
    });
    if (child.connected) child.send({ kind: 'leave' } satisfies SupervisorMessage, () => undefined);
    else child.kill('SIGTERM');
  });
}
