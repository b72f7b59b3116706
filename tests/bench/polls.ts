import { performance } from 'node:perf_hooks';
import { exchangeMs, fastPeriodMs, lineTiming, type ModbusProfile, planPolls, readFrames } from '@berth/contract';
import { loadProfiles } from '@berth/contract/node';
import type { Id } from '@berth/domain/kernel';
import type { Device, Site, SiteBus } from '@berth/domain/site';
import { systemClock } from '@berth/edge-agents/bus/clock';
import { type RunningLine, startLine } from '@berth/edge-agents/bus/line';
import { createTcpBus } from '@berth/edge-agents/bus/tcp-bus';
import { createImage } from '@berth/edge-agents/image/image';
import { pointsOf } from '@berth/edge-agents/image/points';
import { type Devices, startDevices } from './devices.ts';
import { atMost, type Bench, type BenchOptions, type BenchResult, type Measure } from './measure.ts';
import { inFolder, pause } from './processes.ts';
import { devicesDir } from './rig.ts';

/** How near polling comes to what its line can carry, and what dead devices cost the living. */
export const polls: Bench = {
  id: 'P3',
  name: 'polls',
  title: 'Polls a second beside the line’s limit, and the cycle with three dead of 32',
  run: (options) => inFolder(10, (dir) => measure(dir, options)),
};

const count = 32;
const baud = 9600;
const dead = 3;
const warmMs = 3000;
/** Until a device that fell silent is found so, and probed ever more seldom. */
const settleMs = 12_000;

type PolledBus = Extract<SiteBus, { kind: 'modbus-tcp' }>;
const slow: PolledBus = { kind: 'modbus-tcp', id: 'slow', host: '127.0.0.1', port: 502, line_baud: baud };
const fast: PolledBus = { kind: 'modbus-tcp', id: 'fast', host: '127.0.0.1', port: 502, line_baud: null };

async function measure(dir: string, { runs, short, progress }: BenchOptions): Promise<BenchResult> {
  const { profiles } = loadProfiles(devicesDir);
  const site = siteOfLines();
  const devices = await startDevices({ site, profiles, dir, broker_port: 1 });
  const window_ms = short ? 5000 : 15_000;
  const seen: Figures[] = [];
  try {
    for (let run = 1; run <= runs; run += 1) {
      const figures = await runOnce(site, devices, window_ms);
      seen.push(figures);
      progress(
        `run ${run}: ${figures.slow.toFixed(1)} and ${figures.fast.toFixed(0)} polls/s, cycle x${figures.cycle.toFixed(3)}`,
      );
    }
  } finally {
    await devices.wire.stop();
  }
  return result(seen, limitOf(modbusOf(profiles, 'bay-sensor-single')));
}

interface Figures {
  readonly slow: number;
  readonly fast: number;
  readonly jitter_ms: number;
  /** The living devices' mean cycle with three dead, over their mean cycle with none. */
  readonly cycle: number;
}

async function runOnce(site: Site, devices: Devices, window_ms: number): Promise<Figures> {
  const lines = [slow, fast].map((bus) => startBus(site, devices, bus));
  try {
    await pause(warmMs);
    const healthy = await watch(devices, window_ms);
    const jitter_ms = lines[1]?.report().jitter_p99_ms ?? Number.NaN;
    for (let unit = 1; unit <= dead; unit += 1) kill(devices, `slow-${unit * 7}`);
    await pause(settleMs);
    const wounded = await watch(devices, window_ms);
    const living = idsOf('slow').filter((id) => !devices.world.faults.some((fault) => fault.target === id));
    const cycle = meanCycle(wounded, living) / meanCycle(healthy, living);
    return { slow: rateOf(healthy, idsOf('slow')), fast: rateOf(healthy, idsOf('fast')), jitter_ms, cycle };
  } finally {
    devices.world.faults.length = 0;
    await Promise.all(lines.map((line) => line.stop()));
  }
}

function siteOfLines(): Site {
  const onBus = (bus: Id, profile: Id): Device[] =>
    idsOf(bus).map((id, index) => ({ id, profile, gateway: 'g1', bus, unit: index + 1, address: null }));
  const devices = [...onBus('slow', 'bay-sensor-single'), ...onBus('fast', 'loop-detector-dual')];
  const none = { areas: [], levels: [], zones: [], nodes: [], aisles: [], lobbies: [], walks: [], bays: [] };
  const name = { zh: '线路', en: 'Lines' };
  return {
    ...{ ...none, id: 'lines', name, time_zone: 'UTC', currency: 'CNY', rules: {} as Site['rules'] },
    ...{ lanes: [], borders: [], signs: [], devices, waivers: [], fire_inputs: [] },
    gateways: [{ id: 'g1', name, buses: [slow, fast] }],
    power: { mains_lost: null, battery_low: null },
  };
}

function idsOf(bus: Id): Id[] {
  return Array.from({ length: count }, (_, index) => `${bus}-${index + 1}`);
}

function startBus(site: Site, { wire }: Devices, bus: PolledBus): RunningLine {
  const { profiles } = loadProfiles(devicesDir);
  const own = site.devices.filter((device) => device.bus === bus.id);
  const plan = planPolls(
    bus,
    own.map(({ id, unit, profile }) => ({ id, unit, profile: modbusOf(profiles, profile) })),
  );
  const place = wire.wiring.buses[bus.id];
  if (!place) throw new Error(`${bus.id} is not served`);
  const image = createImage(pointsOf(own, profiles));
  return startLine({ bus: createTcpBus(place), plan, clock: systemClock, image, hear: () => undefined });
}

function modbusOf(profiles: ReturnType<typeof loadProfiles>['profiles'], name: Id): ModbusProfile {
  const profile = profiles.get(name);
  if (profile?.wire !== 'modbus') throw new Error(`no such Modbus profile: ${name}`);
  return profile;
}

function kill({ world }: Devices, target: Id): void {
  world.faults.push({ id: target, kind: 'slave_dead', target, until_ms: null });
}

interface Watched {
  readonly ms: number;
  /** Questions that reached each device. */
  readonly questions: ReadonlyMap<Id, number>;
}

async function watch({ wire }: Devices, window_ms: number): Promise<Watched> {
  const asked = () => new Map(wire.devices().map(({ id, questions }) => [id, questions ?? 0]));
  const [from, before] = [performance.now(), asked()];
  await pause(window_ms);
  const after = asked();
  const questions = new Map([...after].map(([id, total]) => [id, total - (before.get(id) ?? 0)]));
  return { ms: performance.now() - from, questions };
}

function rateOf({ ms, questions }: Watched, ids: readonly Id[]): number {
  return (ids.reduce((sum, id) => sum + (questions.get(id) ?? 0), 0) * 1000) / ms;
}

function meanCycle({ ms, questions }: Watched, ids: readonly Id[]): number {
  return ids.reduce((sum, id) => sum + ms / (questions.get(id) ?? 0), 0) / ids.length;
}

/** Exchanges a second that the line itself can carry, with a master that answers at once. */
function limitOf(profile: ModbusProfile): number {
  const plan = planPolls(slow, [{ id: 'one', unit: 1, profile }]);
  const [read] = plan.reads;
  if (!read) throw new Error('nothing to read');
  const frames = readFrames(read.table === 'coil' || read.table === 'discrete-input', read.count);
  const timing = { ...lineTiming(slow), overhead_ms: 0 };
  // The device's answer ends with one silence; the one before it is its turnaround.
  return 1000 / (exchangeMs(timing, frames, profile.modbus.turnaround_ms) - timing.interframe_ms);
}

function result(seen: readonly Figures[], limit: number): BenchResult {
  const wanted = (count * 1000) / fastPeriodMs;
  const of = (what: string, unit: string, value: (figures: Figures) => number): Measure => ({
    ...{ what, unit, budget: null },
    runs: seen.map(value),
  });
  return {
    measures: [
      of(`one line of ${baud} Bd, ${count} sensors`, 'polls/s', (run) => run.slow),
      of('  beside what the line can carry', 'of it', (run) => run.slow / limit),
      of(`one TCP line, ${count} loop detectors`, 'polls/s', (run) => run.fast),
      {
        ...of(`  beside one each ${fastPeriodMs} ms`, 'of them', (run) => run.fast / wanted),
        budget: null,
      },
      of('  how late they start, p99', 'ms', (run) => run.jitter_ms),
      {
        ...of(`cycle with ${dead} dead of ${count}, over the healthy`, 'x', (run) => run.cycle),
        budget: atMost(1.25, 'x'),
      },
    ],
    notes: [
      `The line carries ${limit.toFixed(1)} such exchanges a second by its bytes, the device’s turnaround and one silence of 3.5 characters. Counted where the questions arrive, in the simulated devices, with the line’s own timing. The cycle is the mean of the living devices’.`,
    ],
  };
}
