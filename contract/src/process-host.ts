import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { z } from 'zod';
import { type ProcessReport, type SupervisorMessage, supervisorMessageSchema } from './process.ts';

/** A process of the suite that is running. */
export interface RunningProcess {
  /** Where it listens, for the supervisor's table; null when it listens nowhere. */
  readonly address: string | null;
  readonly health: () => { state: 'ok' | 'degraded'; faults: string[] };
  /** Leaves in good order: nothing acknowledged is lost. */
  readonly leave: () => Promise<void>;
  readonly onSupervisor?: (message: SupervisorMessage) => void;
}

export interface ProcessHost {
  readonly argv: readonly string[];
  readonly send?: (message: ProcessReport) => void;
  readonly on: (event: 'message' | 'disconnect' | 'SIGTERM' | 'SIGINT', listener: (message: unknown) => void) => void;
  readonly exit: (code: number) => void;
}

const reportEveryMs = 1000;

/**
 * The life of a process under its supervisor, the same for all: reads the configuration named by
 * `--config FILE`, starts, says that it is ready and then every second how it is, and leaves when it
 * is told to or when its supervisor is gone. A configuration that does not fit ends it with code 2,
 * a failed start with code 1.
 */
export async function runProcess<Config>(
  host: ProcessHost,
  schema: z.ZodType<Config>,
  start: (config: Config) => Promise<RunningProcess>,
): Promise<void> {
  const config = readConfig(host, schema);
  if (config === null) return;
  let running: RunningProcess | null = null;
  let leaving = false;
  const leave = () => {
    if (leaving) return;
    leaving = true;
    void Promise.resolve(running?.leave())
      .catch((error: unknown) => writeError(`leaving failed: ${String(error)}`))
      .finally(() => host.exit(0));
  };
  host.on('SIGTERM', leave);
  // Ctrl-C reaches the whole group; under a supervisor only its word counts, so that the order holds.
  host.on('SIGINT', () => {
    if (!host.send) leave();
  });
  host.on('disconnect', leave);
  host.on('message', (raw) => {
    const message = supervisorMessageSchema.safeParse(raw);
    if (!message.success) return;
    if (message.data.kind === 'leave') leave();
    else running?.onSupervisor?.(message.data);
  });
  running = await start(config).catch((error: unknown) => {
    writeError(error instanceof Error ? (error.stack ?? error.message) : String(error));
    host.exit(1);
    return null;
  });
  if (!running) return;
  const started = running;
  host.send?.({ kind: 'ready', address: started.address });
  if (host.send) setInterval(() => host.send?.({ kind: 'alive', ...started.health() }), reportEveryMs).unref();
}

function readConfig<Config>(host: ProcessHost, schema: z.ZodType<Config>): Config | null {
  try {
    const { values } = parseArgs({ args: host.argv.slice(2), options: { config: { type: 'string' } } });
    if (!values.config) throw new Error('--config FILE is missing');
    return schema.parse(JSON.parse(readFileSync(values.config, 'utf8')));
  } catch (error) {
    writeError(`configuration: ${error instanceof Error ? error.message : String(error)}`);
    host.exit(2);
    return null;
  }
}

function writeError(text: string): void {
  process.stderr.write(`${text}\n`);
}
