import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Id } from '@berth/domain/kernel';
import { type BigSite, bigSite, smallZoneBays, tenThousand } from './big-site.ts';
import { type Devices, startDevices } from './devices.ts';
import { atMost, type Bench, type BenchOptions, type BenchResult, quantile } from './measure.ts';
import { inFolder, pause } from './processes.ts';
import { baysOf, type Rig, startRig } from './rig.ts';
import { lightDelays, readStamps, signDelays } from './stamps.ts';

/** A sensor's change to its light and to the sign of its zone, with real agents polling every bay of a large site. */
export const lights: Bench = {
  id: 'P2',
  name: 'lights',
  title: 'From the answer that ends a bay’s debounce to its light and to the sign',
  run: (options) => inFolder(500, (dir) => measure(dir, options)),
};

interface Load {
  readonly size: BigSite;
  /** Bays that change in a second, over the whole site. */
  readonly changes_per_s: number;
  readonly warm_ms: number;
  readonly run_ms: number;
}

const full: Load = { size: tenThousand, changes_per_s: 300, warm_ms: 30_000, run_ms: 30_000 };
const short: Load = {
  size: { gateways: 2, bays_per_gateway: 300 },
  changes_per_s: 40,
  warm_ms: 6000,
  run_ms: 10_000,
};

interface Field {
  readonly rig: Rig;
  readonly devices: Devices;
  readonly agents: readonly { readonly gateway: Id; readonly stamps_file: string }[];
}

async function measure(dir: string, options: BenchOptions): Promise<BenchResult> {
  const load = options.short ? short : full;
  const rig = await startRig({ dir, site: { text: bigSite(load.size) } });
  const devices = await startDevices(rig);
  const light: number[][] = [];
  const sign: number[][] = [];
  try {
    const field = await startAgents(rig, devices);
    const stopTurning = turnBays(field, load);
    await pause(load.warm_ms);
    for (let run = 1; run <= options.runs; run += 1) {
      const delays = await look(field, load.run_ms);
      light.push(delays.light);
      sign.push(delays.sign);
      options.progress(
        `run ${run}: ${delays.light.length} lights p99 ${quantile(delays.light, 0.99).toFixed(2)} ms, ${delays.sign.length} signs p50 ${quantile(delays.sign, 0.5).toFixed(2)} p99 ${quantile(delays.sign, 0.99).toFixed(2)} ms`,
      );
    }
    stopTurning();
  } finally {
    await rig.stop();
    await devices.wire.stop();
  }
  return result(load, light, sign);
}

async function startAgents(rig: Rig, devices: Devices): Promise<Field> {
  const agents = rig.site.gateways.map(({ id }) => ({ gateway: id, stamps_file: join(rig.dir, `stamps-${id}`) }));
  const { wiring_file } = devices;
  await Promise.all(
    agents.map(({ gateway, stamps_file }) => rig.startAgent(gateway, { wiring_file, stamps_file }).ready),
  );
  return { rig, devices, agents };
}

/** The bays of the large zones in turn, at an even pace; one of each small zone in about a second. */
function turnBays({ rig, devices }: Field, { changes_per_s }: Load): () => void {
  const bays = rig.site.gateways.map(({ id }) => baysOf(rig.site, id)).filter((own) => own.length > 0);
  const large = bays.map((own) => own.slice(0, -smallZoneBays));
  // Never all of them: a zone that is full, or was, shows so and no number.
  const small = bays.map((own) => own.slice(-smallZoneBays, -12));
  const from = performance.now();
  const done = { large: 0, small: 0 };
  const timer = setInterval(() => {
    const elapsed_s = (performance.now() - from) / 1000;
    for (; done.large < elapsed_s * changes_per_s; done.large += 1) turnOne(devices, large, done.large);
    for (; done.small < elapsed_s * small.length; done.small += 1) turnOne(devices, small, done.small);
  }, 10);
  return () => clearInterval(timer);
}

function turnOne(devices: Devices, gateways: readonly (readonly Id[])[], count: number): void {
  const own = gateways[count % gateways.length] ?? [];
  // A step that shares no factor with most counts goes through all bays of a gateway, never two neighbours.
  const place = (Math.floor(count / gateways.length) * 37) % own.length;
  devices.turn(own[place] ?? '');
}

async function look({ rig, agents }: Field, run_ms: number): Promise<{ light: number[]; sign: number[] }> {
  for (const { stamps_file } of agents) rmSync(stamps_file, { force: true });
  await pause(run_ms);
  const light: number[] = [];
  const sign: number[] = [];
  for (const { gateway, stamps_file } of agents) {
    const stamps = readStamps(stamps_file);
    light.push(...lightDelays(stamps));
    sign.push(...signDelays(stamps, smallZoneOf(rig, gateway)));
  }
  return { light, sign };
}

function smallZoneOf({ site }: Rig, gateway: Id): { sign: Id; sensors: Set<Id> } {
  const own = new Set(site.devices.filter((device) => device.gateway === gateway).map(({ id }) => id));
  const sign = site.signs.find((one) => own.has(one.device) && one.zones[0]?.zone.endsWith('small'));
  const bays = site.bays.filter(({ zone }) => zone === sign?.zones[0]?.zone);
  return { sign: sign?.id ?? '', sensors: new Set(bays.map(({ sensor }) => sensor?.split('.')[0] ?? '')) };
}

function result({ size, changes_per_s }: Load, light: readonly number[][], sign: readonly number[][]): BenchResult {
  const of = (what: string, runs: readonly number[][], share: number) => ({
    what: `${what}, p${100 * share}`,
    unit: 'ms',
    runs: runs.map((delays) => quantile(delays, share)),
    budget: share === 0.99 ? atMost(8, 'ms') : null,
  });
  const samples = (runs: readonly number[][]) => Math.round(runs.flat().length / runs.length).toLocaleString('en');
  const bays = (size.gateways * size.bays_per_gateway).toLocaleString('en');
  return {
    measures: [
      of('to the light’s write', light, 0.5),
      of('to the light’s write', light, 0.99),
      of('to the sign’s last bytes', sign, 0.5),
      of('to the sign’s last bytes', sign, 0.99),
    ],
    notes: [
      `${bays} bays at ${size.gateways} agents, behind concentrators of 32, eight on a line of 9600 Bd; ${changes_per_s} bays change in a second. About ${samples(light)} lights and ${samples(sign)} signs a run, stamped in the agent on its own clock: a light when its write stands at the head of its line, a sign when the last of the four writes of its face is handed to the socket, by way of journal, broker, engine and its durable store.`,
    ],
  };
}
