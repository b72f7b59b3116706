import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { askFeed } from './ask-feed.ts';
import { bigSite, tenThousand } from './big-site.ts';
import { changesOf } from './changes.ts';
import { startDevices } from './devices.ts';
import { driveOut } from './leaving-cars.ts';
import { atMost, type Bench, type BenchOptions, type BenchResult, quantile } from './measure.ts';
import { inFolder, pause } from './processes.ts';
import { type Rig, startRig } from './rig.ts';
import { openSender, type Sender } from './sender.ts';
import { driveDelays, readStamps } from './stamps.ts';

/**
 * A card that is presented to the command to the arm: first the question and its answer alone, over the real
 * broker and engine; then the whole way, with a real agent that reads the card and hands the command over.
 */
export const cards: Bench = {
  id: 'P7',
  name: 'cards',
  title: 'From a card to the barrier’s command, while bays report',
  run: (options) => inFolder(1000, (dir) => measure(dir, options)),
};

const inside = 6000;
const firstCard = 500_000;
const questionEveryMs = 25;
const changesPerS = 300;
/** Until an agent knows that its engine is gone, and until one that came again has been told everything. */
const knownMs = 4000;

interface Delays {
  readonly quiet: readonly number[];
  readonly busy: readonly number[];
  readonly arm: readonly number[];
  readonly alone: readonly number[];
}

async function measure(dir: string, options: BenchOptions): Promise<BenchResult> {
  const size = options.short ? { gateways: 4, bays_per_gateway: 250 } : tenThousand;
  const rig = await startRig({ dir, site: { text: bigSite(size) } });
  const runs: Delays[] = [];
  try {
    const cards = Array.from({ length: inside }, (_, number) => String(firstCard + number));
    await askFeed(rig.feed_port, { kind: 'opening-inventory', zones: [], cards, stock: [] });
    const bays = await openBays(rig);
    const asked = await askAlone(rig, bays, options);
    const driven = await driveWhole(rig, bays, options);
    for (const [run, answers] of asked.entries())
      runs.push({ ...answers, arm: driven[run]?.arm ?? [], alone: driven[run]?.alone ?? [] });
    await bays.close();
  } finally {
    await rig.stop();
  }
  return result(runs, size.gateways * size.bays_per_gateway);
}

interface Bays {
  /** Bays report at an even pace, each agent in its turn, until this is stopped and all is acknowledged. */
  readonly report: () => () => Promise<void>;
  readonly close: () => Promise<void>;
}

async function openBays(rig: Rig): Promise<Bays> {
  const changes = changesOf(rig.site);
  const agents = rig.site.gateways.filter(({ id }) => id !== 'gate');
  const senders = await Promise.all(
    agents.map(({ id }) => openSender({ site: rig.site.id, agent: id, port: rig.broker_port })),
  );
  for (const sender of senders) sender.tellState([]);
  return {
    report: () => {
      const from = performance.now();
      let done = 0;
      const timer = setInterval(() => {
        for (; done < ((performance.now() - from) / 1000) * changesPerS; done += 1) {
          const sender = senders[done % senders.length];
          sender?.send(changes(sender.agent, 1));
        }
      }, 5);
      return async () => {
        clearInterval(timer);
        await Promise.all(senders.map((sender) => sender.drained()));
      };
    },
    close: async () => {
      await Promise.all(senders.map((sender) => sender.close()));
    },
  };
}

async function askAlone(rig: Rig, bays: Bays, { runs, short, progress }: BenchOptions) {
  const lane = await openSender({ site: rig.site.id, agent: 'gate', port: rig.broker_port });
  lane.tellState([]);
  const window_ms = short ? 3000 : 10_000;
  await ask(lane, 2000);
  const delays: Pick<Delays, 'quiet' | 'busy'>[] = [];
  for (let run = 1; run <= runs; run += 1) {
    const quiet = await ask(lane, window_ms);
    const stop = bays.report();
    const busy = await ask(lane, window_ms);
    await stop();
    delays.push({ quiet, busy });
    progress(
      `run ${run}: ${busy.length} questions, p99 ${quantile(busy, 0.99).toFixed(1)} ms, quiet ${quantile(quiet, 0.99).toFixed(1)} ms`,
    );
  }
  await lane.close();
  return delays;
}

/** Each question leaves when it is due, whether or not the one before was answered. */
async function ask(lane: Sender, window_ms: number): Promise<number[]> {
  const asked: Promise<{ kind: string; after_ms: number }>[] = [];
  const from = performance.now();
  while (performance.now() - from < window_ms) {
    for (; asked.length < (performance.now() - from) / questionEveryMs; ) {
      const number = String(firstCard + (asked.length % 100));
      asked.push(lane.ask({ lane: 'out-1', credential: { kind: 'card', number } }));
    }
    await pause(2);
  }
  const answers = await Promise.all(asked);
  const refused = answers.filter(({ kind }) => kind !== 'let-pass').length;
  if (refused > 0) throw new Error(`${refused} cars were not let out`);
  return answers.map(({ after_ms }) => after_ms);
}

/** Cars leave by four exits; then the engine is killed, and they leave on the lanes' own word. */
async function driveWhole(rig: Rig, bays: Bays, { runs, short, progress }: BenchOptions) {
  const devices = await startDevices(rig);
  const stamps_file = join(rig.dir, 'stamps-gate');
  const agent = rig.startAgent('gate', { wiring_file: devices.wiring_file, stamps_file });
  await agent.ready;
  let card = firstCard;
  const stopCars = driveOut(rig, devices.world, () => {
    card += 1;
    return card;
  });
  const look = async () => {
    rmSync(stamps_file, { force: true });
    await pause(short ? 6000 : 25_000);
    return driveDelays(readStamps(stamps_file));
  };
  const delays: Pick<Delays, 'arm' | 'alone'>[] = [];
  for (let run = 1; run <= runs; run += 1) {
    await pause(knownMs);
    const stop = bays.report();
    const arm = await look();
    await stop();
    await rig.engine.kill();
    await pause(knownMs);
    const alone = await look();
    rig.engine = rig.startEngine();
    await rig.engine.ready;
    delays.push({ arm, alone });
    progress(
      `run ${run}: ${arm.length} arms, p99 ${quantile(arm, 0.99).toFixed(1)} ms; ${alone.length} without an engine, p99 ${quantile(alone, 0.99).toFixed(1)} ms`,
    );
  }
  stopCars();
  await agent.leave();
  await devices.wire.stop();
  return delays;
}

function result(runs: readonly Delays[], bays: number): BenchResult {
  const of = (what: string, kind: keyof Delays, share: number) => ({
    what: `${what}, p${100 * share}`,
    unit: 'ms',
    runs: runs.map((run) => quantile(run[kind], share)),
    budget: kind !== 'quiet' && share === 0.99 ? atMost(50, 'ms') : null,
  });
  const arms = Math.round(runs.reduce((sum, { arm }) => sum + arm.length, 0) / runs.length);
  return {
    measures: [
      of('the answer, while nothing else happens', 'quiet', 0.5),
      of('the answer, while nothing else happens', 'quiet', 0.99),
      of('the answer, while bays report', 'busy', 0.5),
      of('the answer, while bays report', 'busy', 0.99),
      of('the arm’s command, while bays report', 'arm', 0.5),
      of('the arm’s command, while bays report', 'arm', 0.99),
      of('the arm’s command, engine known to be gone', 'alone', 0.5),
      of('the arm’s command, engine known to be gone', 'alone', 0.99),
    ],
    notes: [
      `An exit asks ${1000 / questionEveryMs} times a second about cards that are inside, while ${changesPerS} of ${bays.toLocaleString('en')} bays change in a second and are stored. Then cars leave by four exits (about ${arms} a run), polled by a real agent: from the device’s answer that brings the card, over question, answer and the fact in the agent’s journal on its disk, to the command handed to the line; stamped in the agent.`,
    ],
  };
}
