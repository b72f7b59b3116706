import { askFeed } from './ask-feed.ts';
import { bigSite, tenThousand } from './big-site.ts';
import { changesOf } from './changes.ts';
import { atMost, type Bench, type BenchOptions, type BenchResult, quantile } from './measure.ts';
import { inFolder, pause } from './processes.ts';
import { startRig } from './rig.ts';
import { openSender, type Sender } from './sender.ts';

/** A card that is presented to the answer that lets its car go, over the real broker and engine, while bays report. */
export const cards: Bench = {
  id: 'P7',
  name: 'cards',
  title: 'From a lane’s question about a card to the answer, while bays report',
  run: (options) => inFolder(1000, (dir) => measure(dir, options)),
};

const inside = 500;
const questionEveryMs = 25;
const changesPerS = 300;

async function measure(dir: string, { runs, short, progress }: BenchOptions): Promise<BenchResult> {
  const size = short ? { gateways: 4, bays_per_gateway: 250 } : tenThousand;
  const rig = await startRig({ dir, site: { text: bigSite(size) } });
  const delays: { busy: number[]; quiet: number[] }[] = [];
  try {
    const place = { site: rig.site.id, port: rig.broker_port };
    const lane = await openSender({ ...place, agent: 'gate' });
    const others = await Promise.all(
      rig.site.gateways.filter(({ id }) => id !== 'gate').map(({ id }) => openSender({ ...place, agent: id })),
    );
    for (const sender of [lane, ...others]) sender.tellState([]);
    const cards = Array.from({ length: inside }, (_, number) => String(500_000 + number));
    await askFeed(rig.feed_port, { kind: 'opening-inventory', zones: [], cards, stock: [] });
    const changes = changesOf(rig.site);
    const window_ms = short ? 5000 : 12_000;
    await ask(lane, 2000);
    for (let run = 1; run <= runs; run += 1) {
      const quiet = await ask(lane, window_ms);
      const stop = report(others, changes);
      const busy = await ask(lane, window_ms);
      stop();
      delays.push({ busy, quiet });
      progress(
        `run ${run}: ${busy.length} questions, p99 ${quantile(busy, 0.99).toFixed(1)} ms, quiet ${quantile(quiet, 0.99).toFixed(1)} ms`,
      );
    }
    await Promise.all([lane, ...others].map((sender) => sender.close()));
  } finally {
    await rig.stop();
  }
  const of = (load: 'busy' | 'quiet', share: number) => ({
    what: `${load === 'busy' ? 'while bays report' : 'while nothing else happens'}, p${100 * share}`,
    unit: 'ms',
    runs: delays.map((run) => quantile(run[load], share)),
    budget: load === 'busy' && share === 0.99 ? atMost(50, 'ms') : null,
  });
  return {
    measures: [of('busy', 0.5), of('busy', 0.99), of('quiet', 0.5), of('quiet', 0.99)],
    notes: [
      `An exit asks ${1000 / questionEveryMs} times a second about cards that are inside, while ${changesPerS} of ${(size.gateways * size.bays_per_gateway).toLocaleString('en')} bays change in a second and are stored. The answer waits behind whatever the store is syncing. Reading the card and writing to the arm are not in it; P2 stamps those.`,
    ],
  };
}

/** Each question leaves when it is due, whether or not the one before was answered. */
async function ask(lane: Sender, window_ms: number): Promise<number[]> {
  const asked: Promise<{ kind: string; after_ms: number }>[] = [];
  const from = performance.now();
  while (performance.now() - from < window_ms) {
    for (; asked.length < (performance.now() - from) / questionEveryMs; ) {
      const number = String(500_000 + (asked.length % inside));
      asked.push(lane.ask({ lane: 'out', credential: { kind: 'card', number } }));
    }
    await pause(2);
  }
  const answers = await Promise.all(asked);
  const refused = answers.filter(({ kind }) => kind !== 'let-pass').length;
  if (refused > 0) throw new Error(`${refused} cars were not let out`);
  return answers.map(({ after_ms }) => after_ms);
}

/** Bays report at an even pace, each agent in its turn. */
function report(others: readonly Sender[], changes: ReturnType<typeof changesOf>): () => void {
  const from = performance.now();
  let done = 0;
  const timer = setInterval(() => {
    for (; done < ((performance.now() - from) / 1000) * changesPerS; done += 1) {
      const sender = others[done % others.length];
      sender?.send(changes(sender.agent, 1));
    }
  }, 5);
  return () => clearInterval(timer);
}
