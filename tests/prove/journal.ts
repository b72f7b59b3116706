import type { JournalledObservation, Observation } from '@berth/domain/kernel';
import type { Disk } from '@berth/edge-agents/journal/disk';
import { type MediumFate, memoryDisk } from '@berth/edge-agents/journal/disk-memory';
import { type Journal, openJournal } from '@berth/edge-agents/journal/journal';
import { below, type Chance, chanceOf, gatherViolations, type Proof } from './proof.ts';

/** An agent's life on its disk: power is cut in the midst of each write, and with each share of it done. */
export const journal: Proof = {
  name: 'journal',
  title: 'A power cut at any write loses nothing that was durable and not acknowledged, and leaves no hole',
  run: async ({ short, seed, progress }) => {
    const seeds = short ? 60 : 1500;
    const { report, all } = gatherViolations();
    let cuts = 0;
    for (let life = 0; life < seeds; life += 1) {
      const plan = planOf(chanceOf(seed + life));
      let writes = 0;
      const count = (): MediumFate => {
        writes += 1;
        return 'works';
      };
      await live(plan, count, 1);
      for (let call = 0; call < writes; call += 1) {
        for (const share of [0, 0.37, 1]) {
          cuts += 1;
          const broken = await cutAt(plan, call, share);
          if (broken !== null) report(broken, `life ${seed + life}, cut at write ${call}, ${share} of it done`);
        }
      }
      if (life % 100 === 99) progress(`${life + 1} lives`);
    }
    return { did: `${cuts.toLocaleString('en')} power cuts in ${seeds.toLocaleString('en')} lives`, violations: all() };
  },
};

/** What the agent does, one after the other. */
type Act =
  | { readonly append: number }
  | { readonly note: true }
  | { readonly acknowledge: number }
  | { readonly flush: true };

function planOf(chance: Chance): Act[] {
  return Array.from({ length: 4 + below(chance, 16) }, (): Act => {
    const kind = chance();
    if (kind < 0.55) return { append: 1 + below(chance, 8) };
    if (kind < 0.7) return { note: true };
    return kind < 0.85 ? { flush: true } : { acknowledge: chance() };
  });
}

const crossing: Observation = { kind: 'border-crossed', border: 'b1-b2', direction: 'forward' };

async function boot(disk: Disk, instant: number): Promise<Journal> {
  const limits = { segment_bytes: 600, memory_records: 30 };
  return openJournal({ disk, instant, random: '00000000', subject: 'gw-1', report: () => undefined, limits });
}

interface Life {
  readonly disk: ReturnType<typeof memoryDisk>;
  readonly journal: Journal;
  readonly acked: number;
  /** What was noted last while the disk worked. */
  readonly noted: number;
}

async function live(plan: readonly Act[], fate: (call: number) => MediumFate, share: number): Promise<Life> {
  const disk = memoryDisk({ fate, share: () => share });
  const journal = await boot(disk, 1000);
  let [acked, noted, pending] = [0, 0, 0];
  for (const act of plan) {
    if ('append' in act)
      for (let count = 0; count < act.append; count += 1) journal.append(journal.last() + 100, crossing);
    if ('note' in act) {
      pending = journal.last();
      journal.note('lane', pending);
    }
    if ('acknowledge' in act) {
      acked = Math.max(acked, Math.floor(journal.durable() * act.acknowledge));
      journal.acknowledge(journal.boot, acked);
    }
    if ('flush' in act) {
      await journal.flush();
      if (!journal.failing()) noted = pending;
    }
  }
  await journal.flush();
  if (!journal.failing()) noted = pending;
  return { disk, journal, acked, noted };
}

/** What the next boot finds wrong; null: nothing. */
async function cutAt(plan: readonly Act[], cut: number, share: number): Promise<string | null> {
  const { disk, journal, acked, noted } = await live(plan, (call) => (call === cut ? 'power-cut' : 'works'), share);
  const again = await boot(disk.afterPowerCut(), 2000);
  const found = await readAll(again);
  const sequences = found.map(({ sequence }) => sequence);
  const first = sequences[0] ?? acked + 1;
  const last = first + sequences.length - 1;
  if (first > acked + 1) return 'the oldest that was not acknowledged is gone';
  if (sequences.some((sequence, index) => sequence !== first + index)) return 'a hole';
  if (last < journal.durable()) return 'what was durable is gone';
  if (found.some(({ at, sequence }) => at !== sequence + 99)) return 'a record has another time';
  const remembered = Number(again.noted('lane') ?? 0);
  if (remembered < noted) return 'a note that was durable is gone';
  return sequences.length > 0 && remembered > last ? 'a note of what is not there' : null;
}

async function readAll(journal: Journal): Promise<JournalledObservation[]> {
  const found: JournalledObservation[] = [];
  let after = journal.oldest();
  for (;;) {
    const batch = await journal.read(after, 9);
    if (!batch) return found;
    found.push(...batch.records);
    after = { boot: batch.boot, sequence: batch.records.at(-1)?.sequence ?? 0 };
  }
}
