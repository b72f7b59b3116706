import { readFileSync } from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { agentConfigSchema, type Wiring, wiringSchema } from '@berth/contract';
import { loadSite } from '@berth/contract/node';
import { runProcess } from '@berth/contract/process-host';
import { pino } from 'pino';
import { machineClock } from './agent/clock.ts';
import type { RunningAgent } from './agent/run.ts';
import { startAgent } from './agent/run.ts';

/** Benches name a file here; each second what was stamped is appended to it, one JSON object a line. */
const stampsFile = process.env.BERTH_STAMPS_FILE ?? null;

await runProcess(process, agentConfigSchema, async (config) => {
  const log = pino({ name: `agent-${config.gateway}` });
  const { site, profiles } = loadSite(config.site_file, config.devices_dir);
  const wiring = config.wiring_file === null ? null : readWiring(config.wiring_file);
  const agent = await startAgent({ config, site, profiles, wiring, clock: machineClock, log });
  const stopWriting = stampsFile === null ? async () => undefined : writeStamps(agent, stampsFile);
  log.info(
    { gateway: config.gateway, lanes: site.lanes.filter((lane) => lane.gateway === config.gateway).length },
    'running',
  );
  return {
    address: null,
    health: () => {
      const faults = agent.faults();
      return { state: faults.length === 0 ? 'ok' : 'degraded', faults };
    },
    leave: async () => {
      await agent.leave();
      await stopWriting();
    },
  };
});

function readWiring(file: string): Wiring {
  return wiringSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

function writeStamps(agent: RunningAgent, file: string): () => Promise<void> {
  const write = async () => {
    const lines = agent.stamps.take().map((stamp) => `${JSON.stringify(stamp)}\n`);
    if (lines.length > 0) await appendFile(file, lines.join('')).catch(() => undefined);
  };
  const timer = setInterval(write, 1000);
  return async () => {
    clearInterval(timer);
    await write();
  };
}
