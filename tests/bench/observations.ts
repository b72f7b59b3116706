import { join } from 'node:path';
import { bigSite, tenThousand } from './big-site.ts';
import { type Changes, changesOf } from './changes.ts';
import { commitEach } from './commit-each.ts';
import { atLeast, type Bench, type BenchOptions, type BenchResult } from './measure.ts';
import { inFolder } from './processes.ts';
import { baysOf, type Rig, startRig } from './rig.ts';
import { openSender, type Sender } from './sender.ts';

/**
 * Durable observations a second: from agents' messages over the broker into the engine and its store, until
 * each agent has the engine's acknowledgement. Run in turn with a store that commits each event by itself.
 */
export const observations: Bench = {
  id: 'P1',
  name: 'observations',
  title: 'Durable observations through the whole pipeline, beside a commit for each event',
  run: (options) => inFolder(2000, (dir) => measure(dir, options)),
};

async function measure(dir: string, { runs, short, progress }: BenchOptions): Promise<BenchResult> {
  const size = short ? { gateways: 4, bays_per_gateway: 250 } : tenThousand;
  const rig = await startRig({ dir, site: { text: bigSite(size) } });
  const senders = await openSenders(rig);
  const changes = changesOf(rig.site);
  const pipeline: number[] = [];
  const each: number[] = [];
  const counts = short ? { pipeline: 40_000, each: 1000 } : { pipeline: 200_000, each: 4000 };
  try {
    await drive(senders, changes, 10_000);
    for (let run = 1; run <= runs; run += 1) {
      pipeline.push(await drive(senders, changes, counts.pipeline));
      each.push(await commitEach(join(dir, 'baseline.sqlite'), counts.each));
      progress(`run ${run}: ${Math.round(pipeline.at(-1) ?? 0)}/s, a commit each ${Math.round(each.at(-1) ?? 0)}/s`);
    }
  } finally {
    await Promise.all(senders.map((sender) => sender.close()));
    await rig.stop();
  }
  const ratio = pipeline.map((rate, run) => rate / (each[run] ?? Number.NaN));
  return {
    measures: [
      { what: 'durable observations', unit: '/s', runs: pipeline, budget: atLeast(20_000, '/s') },
      { what: 'a commit for each event', unit: '/s', runs: each, budget: null },
      { what: 'ratio of the two', unit: 'x', runs: ratio, budget: atLeast(10, 'x') },
    ],
    notes: [
      `${counts.pipeline.toLocaleString('en')} bay observations a run from ${senders.length} agents, of which each changes a bay; sender, broker and engine share the processor. The baseline has no broker: it only inserts, in WAL mode with synchronous=FULL.`,
    ],
  };
}

async function openSenders(rig: Rig): Promise<Sender[]> {
  const gateways = rig.site.gateways.filter(({ id }) => baysOf(rig.site, id).length > 0);
  return Promise.all(
    gateways.map(async ({ id }) => {
      const sender = await openSender({ site: rig.site.id, agent: id, port: rig.broker_port });
      sender.tellState([]);
      return sender;
    }),
  );
}

/** Observations a second. */
async function drive(senders: readonly Sender[], changes: Changes, count: number): Promise<number> {
  const share = Math.floor(count / senders.length);
  const batches = senders.map((sender) => changes(sender.agent, share));
  const from = performance.now();
  for (const [index, sender] of senders.entries()) sender.send(batches[index] ?? []);
  await Promise.all(senders.map((sender) => sender.drained()));
  return (share * senders.length * 1000) / (performance.now() - from);
}
