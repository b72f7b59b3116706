import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import {
  type DeviceKind,
  type SimulatorConfig,
  simulatorConfigSchema,
  type Wiring,
  wiringSchema,
} from '@berth/contract';
import { loadSite } from '@berth/contract/node';
import { runProcess } from '@berth/contract/process-host';
import { type Logger, pino } from 'pino';
import { runInRealTime } from './control/running.ts';
import { createKeeper, readKept, worldFile } from './control/saving.ts';
import { startControl } from './control/server.ts';
import type { RecordedOption, SimulationMaking } from './traffic/simulation.ts';
import { beginSimulation, resumeSimulation, settingsFrom } from './traffic/simulation.ts';
import { parseStays } from './traffic/stays.ts';
import { processClock, startWire } from './wire/index.ts';

const log = pino({ name: 'simulator' });

/** A resumed world waits this long for the agents, so that no car passes a loop unseen. */
const agentsWaitMs = 20_000;
const inventoryWait_s = 30;

await runProcess(process, simulatorConfigSchema, async (config) => {
  const { site, profiles } = loadSite(config.site_file, config.devices_dir);
  const kinds = new Map<string, DeviceKind>();
  for (const device of site.devices) {
    const kind = profiles.get(device.profile)?.kind;
    if (kind) kinds.set(device.id, kind);
  }
  mkdirSync(config.data_dir, { recursive: true });
  const making: SimulationMaking = {
    site,
    kinds,
    seed: config.seed,
    settings: settingsFrom(config.drivers ?? {}),
    arrivals_per_hour: config.drivers?.arrivals_per_hour ?? null,
    recorded: config.stays && readRecord(config.stays, log),
    day_ms: timeOfDay(site.time_zone, new Date()),
    onEvent: (event) => log[event.kind === 'hit' ? 'error' : 'debug'](event, 'world'),
  };
  const inventoryWaitMs = 1000 * (config.inventory_wait_s ?? inventoryWait_s);
  const file = worldFile(config.data_dir);
  const kept = readKept(file, site.id);
  if (kept.kind === 'unreadable') log.error({ moved_to: kept.moved_to }, 'the saved world cannot be read');
  const simulation = kept.kind === 'kept' ? resumeSimulation(making, kept.saved) : beginSimulation(making);
  const keeper = createKeeper(file);
  keeper.keepNow(simulation);
  const clock = processClock();
  const wire = await startWire({
    site,
    profiles,
    world: simulation.world.physical,
    brokerLogin: config.broker,
    seed: config.seed,
    clock,
    former: readWiring(config.wiring_file),
    log,
  });
  writeWhole(config.wiring_file, JSON.stringify(wire.wiring));
  let inventoryTaken = kept.kind === 'kept';
  const control = await startControl({
    simulation,
    listen: config.control,
    signs: () => wire.signs(),
    devices: () => wire.devices(),
    onInventory: () => {
      inventoryTaken = true;
    },
  });
  const startedAt = clock.now();
  const stopRunning = runInRealTime({
    simulation,
    now: () => clock.now(),
    mayBegin: () => {
      const waited = clock.now() - startedAt;
      if (!inventoryTaken && waited < inventoryWaitMs) return false;
      return waited > agentsWaitMs || inventoryWaitMs === 0 || areLanesHeard(wire.devices());
    },
    afterSteps: (now) => keeper.keep(simulation, now),
  });
  return {
    address: `http://${config.control.host}:${control.port}`,
    health: () => ({ state: 'ok', faults: [] }),
    leave: async () => {
      stopRunning();
      keeper.keepLast(simulation);
      await control.stop();
      await wire.stop();
    },
  };
});

/** Some agent has asked every barrier and loop. */
function areLanesHeard(
  devices: readonly { readonly kind: DeviceKind | null; readonly heard_ms_ago: number | null }[],
): boolean {
  return devices.every(
    ({ kind, heard_ms_ago }) => (kind !== 'barrier' && kind !== 'loop-detector') || heard_ms_ago !== null,
  );
}

function readRecord(stays: NonNullable<SimulatorConfig['stays']>, logger: Logger): RecordedOption {
  const read = parseStays(readFileSync(stays.file, 'utf8'));
  const from = Date.parse(stays.from);
  if (!read) throw new Error(`${stays.file}: no columns arrival_utc and departure_utc`);
  if (Number.isNaN(from)) throw new Error(`${stays.from} is no date`);
  if (read.bad_lines.length > 0) {
    logger.warn({ lines: read.bad_lines.slice(0, 20), count: read.bad_lines.length }, 'lines of the record left out');
  }
  return { name: basename(stays.file), from, speed: stays.speed, stays: read.stays };
}

/** Milliseconds since midnight where the site is. */
function timeOfDay(timeZone: string, at: Date): number {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const [hour = 0, minute = 0] = format.format(at).split(':').map(Number);
  return (hour * 60 + minute) * 60_000;
}

function readWiring(file: string): Wiring | null {
  if (!existsSync(file)) return null;
  try {
    return wiringSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.next`, text, { mode: 0o600 });
  renameSync(`${file}.next`, file);
}
