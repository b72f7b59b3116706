import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { storeFile } from '@berth/controller/store/index';
import { askFeed } from './ask-feed.ts';
import { bigSite, tenThousand } from './big-site.ts';
import { lengthenStore } from './bulk-events.ts';
import { changesOf } from './changes.ts';
import { atMost, type Bench, type BenchOptions, type BenchResult, type Measure } from './measure.ts';
import { inFolder } from './processes.ts';
import { baysOf, type Rig, referenceSite, startRig } from './rig.ts';
import { openSender, type Sender } from './sender.ts';

/** From the start of the engine's process to the first answer that a lane has from it, with a long history. */
export const startTime: Bench = {
  id: 'P4',
  name: 'start',
  title: 'Start of an engine with a long history, to its first decision for a barrier',
  run: (options) => measure(options),
};

interface Case {
  readonly name: string;
  readonly site: { readonly text: string } | { readonly file: string };
  readonly exit: string;
  readonly events: number;
  readonly cards: number;
}

/** An engine saves a snapshot each 50,000 events: one that is killed has at most so many behind it. */
const tail = 49_999;
const bytesOfEvent = 330;

async function measure({ runs, short, progress }: BenchOptions): Promise<BenchResult> {
  const reference = { site: { file: referenceSite }, exit: 'exit-1', cards: 300 };
  const large = { site: { text: bigSite(tenThousand) }, exit: 'out-1', cards: 6000 };
  const cases: Case[] = [
    { ...reference, name: 'reference site', events: short ? 200_000 : 10_000_000 },
    { ...large, name: '10,000 bays, 6,000 stays', events: short ? 60_000 : 200_000 },
  ];
  const measures: Measure[] = [];
  for (const one of cases) {
    const needed_mb = (one.events * bytesOfEvent * 1.2) / 1e6 + 200;
    const times = await inFolder(needed_mb, (dir) => measureCase({ dir, runs, progress }, one));
    const what = `${one.name}, ${one.events.toLocaleString('en')} events`;
    measures.push(
      { what, unit: 'ms', runs: times.map(({ first }) => first), budget: atMost(2000, 'ms') },
      { what: '  of it, restoring the state', unit: 'ms', runs: times.map(({ restore }) => restore), budget: null },
    );
  }
  return {
    measures,
    notes: [
      `From the fork of the engine’s process, which was killed before, until a lane’s agent has the answer about a card. The snapshot is ${tail.toLocaleString('en')} events behind, the most that it can be. The rows were made in bulk, in the engine’s own form.`,
    ],
  };
}

interface Place extends Pick<BenchOptions, 'runs' | 'progress'> {
  readonly dir: string;
}

async function measureCase({ dir, runs, progress }: Place, one: Case): Promise<{ first: number; restore: number }[]> {
  const rig = await startRig({ dir, site: one.site });
  const asker = await lived(rig, one);
  await rig.engine.leave();
  const file = storeFile(join(dir, 'data'));
  const since = performance.now();
  await lengthenStore(
    file,
    rig.site.bays.map(({ id }) => id),
    { events: one.events, tail },
  );
  progress(
    `${one.name}: ${one.events.toLocaleString('en')} events, ${Math.round(statSync(file).size / 1e6)} MB, made in ${Math.round((performance.now() - since) / 1000)} s`,
  );
  const times: { first: number; restore: number }[] = [];
  try {
    for (let run = 1; run <= runs; run += 1) {
      const first = await startOnce(rig, asker);
      times.push({ first, restore: restoredIn(dir) });
      progress(`run ${run}: ${Math.round(first)} ms`);
    }
  } finally {
    await asker.close();
    await rig.stop();
  }
  return times;
}

const card = (number: number) => String(700_000 + number);

/** A day of the engine: every bay was seen, and cars with cards are inside. */
async function lived(rig: Rig, { cards, exit }: Case): Promise<Sender> {
  const { site, broker_port: port } = rig;
  const changes = changesOf(site);
  const lane = site.lanes.find(({ id }) => id === exit);
  let asker: Sender | null = null;
  for (const { id } of site.gateways) {
    const sender = await openSender({ site: site.id, agent: id, port });
    sender.tellState([]);
    sender.send(changes(id, baysOf(site, id).length));
    await sender.drained();
    if (id === lane?.gateway) asker = sender;
    else await sender.close();
  }
  const inside = Array.from({ length: cards }, (_, number) => card(number));
  await askFeed(rig.feed_port, { kind: 'opening-inventory', zones: [], cards: inside, stock: [] });
  if (!asker) throw new Error(`no lane ${exit}`);
  return asker;
}

async function startOnce(rig: Rig, asker: Sender): Promise<number> {
  const { lanes } = rig.site;
  const lane = lanes.find(({ to_area }) => to_area === null)?.id ?? '';
  const from = performance.now();
  const answered = new Promise<string>((resolve) => {
    asker.onEngine(() => {
      asker.onEngine(() => undefined);
      void asker.ask({ lane, credential: { kind: 'card', number: card(1) } }).then(({ kind }) => resolve(kind));
    });
  });
  rig.engine = rig.startEngine();
  const decision = await Promise.race([answered, rig.engine.ready.then(() => answered)]);
  const first = performance.now() - from;
  await rig.engine.ready;
  await rig.engine.kill();
  if (decision !== 'let-pass') throw new Error(`the car was not let out: ${decision}`);
  return first;
}

/** As the engine says it in its log. */
function restoredIn(dir: string): number {
  const lines = readFileSync(join(dir, 'engine.log'), 'utf8').trim().split('\n');
  const last = lines.findLast((line) => line.includes('"restored"'));
  return last ? (JSON.parse(last) as { ms: number }).ms : Number.NaN;
}
