import type { JournalledObservation, Observation } from '@berth/domain/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryDisk } from '../journal/disk-memory.ts';
import { type Journal, openJournal } from '../journal/journal.ts';
import { type LinkInput, type LinkOutput, openLink } from './link.ts';
import { linkDeadline, stepLink } from './step.ts';

const crossing: Observation = { kind: 'border-crossed', border: 'b1-b2', direction: 'forward' };
const address = { site: 'bund', agent: 'gw-1' };

/** An engine that takes only what follows on, and acknowledges what it has kept. */
interface Engine {
  epoch: number;
  readonly kept: Map<string, JournalledObservation[]>;
  readonly states: { boot: string; upto: number; older_complete: boolean }[];
}

type Event = LinkInput extends infer Input ? (Input extends LinkInput ? Omit<Input, 'now'> : never) : never;

/** Network trouble in one stretch of time. */
type Trouble = 'none' | 'lost-to-engine' | 'lost-to-agent' | 'cut' | 'engine-restart' | 'engine-silent';

async function bootJournal(disk: ReturnType<typeof memoryDisk>, instant: number): Promise<Journal> {
  const options = { disk, instant, random: '00000000', subject: 'gw-1', report: () => undefined };
  return openJournal({ ...options, limits: { segment_bytes: 2000, memory_records: 60 } });
}

/** The link over a network with troubles, in virtual time, until everything is acknowledged. */
function simulate(journal: Journal, engine: Engine, totals: ReadonlyMap<string, number>) {
  const state = openLink(address, journal.boot, journal.oldest());
  let elapsed = 0;
  let trouble: Trouble = 'none';
  let reads = 0;
  const late: Event[] = [];

  async function enter(event: Event): Promise<void> {
    const input = { ...event, now: { elapsed, instant: elapsed } } as LinkInput;
    for (const output of stepLink(state, input)) await perform(output);
  }
  async function perform(output: LinkOutput): Promise<void> {
    if (output.kind === 'read-journal') {
      const batch = await journal.read(output.after, output.most);
      reads += 1;
      // A disk may take its time, and the world goes on meanwhile.
      if (reads % 3 === 0) late.push({ kind: 'read', batch });
      else await enter({ kind: 'read', batch });
    } else if (output.kind === 'acknowledge') journal.acknowledge(output.boot, output.upto);
    else if (output.kind === 'publish-observations') await deliver(output.batch);
    else if (output.kind === 'publish-state' && trouble !== 'lost-to-engine' && trouble !== 'cut') {
      const older = [...totals].filter(([boot]) => boot !== journal.boot);
      const older_complete = older.every(([boot, total]) => (engine.kept.get(boot) ?? []).length === total);
      engine.states.push({ boot: journal.boot, upto: journal.last(), older_complete });
      if (trouble === 'lost-to-agent') return;
      const body = {
        epoch: engine.epoch,
        boot: journal.boot,
        upto: engine.kept.get(journal.boot)?.at(-1)?.sequence ?? 0,
      };
      await enter({ kind: 'received', message: { verb: 'ack', body } });
    }
  }
  async function deliver({ boot, records }: { boot: string; records: readonly JournalledObservation[] }) {
    if (trouble === 'lost-to-engine' || trouble === 'cut') return;
    const kept = engine.kept.get(boot) ?? [];
    engine.kept.set(boot, kept);
    const upto = kept.at(-1)?.sequence ?? 0;
    if ((records[0]?.sequence ?? 0) <= upto + 1) kept.push(...records.filter(({ sequence }) => sequence > upto));
    if (trouble === 'lost-to-agent') return;
    const body = { epoch: engine.epoch, boot, upto: kept.at(-1)?.sequence ?? 0 };
    await enter({ kind: 'received', message: { verb: 'ack', body } });
  }
  async function live(next: Trouble, milliseconds: number, act: () => void): Promise<void> {
    trouble = next;
    if (next === 'engine-restart') engine.epoch += 1;
    if (next === 'cut') await enter({ kind: 'down' });
    else if (!state.connected) await enter({ kind: 'up' });
    const end = elapsed + milliseconds;
    while (elapsed < end) {
      act();
      await journal.flush();
      await enter({ kind: 'appended', last: journal.last() });
      if (next !== 'cut' && next !== 'engine-silent' && next !== 'lost-to-agent') {
        const body = { epoch: engine.epoch, at: 0, state: 'running' as const, faults: [] };
        await enter({ kind: 'received', message: { verb: 'status', body } });
      }
      elapsed = Math.max(elapsed + 1, Math.min(linkDeadline(state), elapsed + 400));
      await enter({ kind: 'tick' });
      for (const event of late.splice(0)) await enter(event);
    }
  }
  return { state, live };
}

const troubles = fc.constantFrom<Trouble>(
  'none',
  'lost-to-engine',
  'lost-to-agent',
  'cut',
  'engine-restart',
  'engine-silent',
);

describe('replay over a bad network', () => {
  it('brings every observation of every boot once, in order, with its time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(troubles, fc.integer({ min: 5, max: 4000 }), fc.nat({ max: 130 })), { maxLength: 8 }),
        fc.nat({ max: 260 }),
        async (stretches, backlog) => {
          const disk = memoryDisk();
          const older = await bootJournal(disk, 1000);
          for (let count = 0; count < backlog; count += 1) older.append(older.last() + 7, crossing);
          await older.flush();
          const journal = await bootJournal(disk, 2000);
          const totals = new Map([[older.boot, older.last()]]);
          const engine: Engine = { epoch: 1, kept: new Map(), states: [] };
          const { live } = simulate(journal, engine, totals);
          let toAppend = 0;
          const append = () => {
            for (let count = 0; count < Math.min(toAppend, 40); count += 1)
              journal.append(journal.last() + 7, crossing);
            toAppend -= Math.min(toAppend, 40);
          };
          for (const [trouble, milliseconds, count] of stretches) {
            toAppend += count;
            await live(trouble, milliseconds, append);
          }
          await live('none', 20_000, append);
          totals.set(journal.boot, journal.last());
          for (const [boot, total] of totals) {
            const kept = engine.kept.get(boot) ?? [];
            expect(kept.map(({ sequence }) => sequence)).toEqual(
              Array.from({ length: total }, (_, index) => index + 1),
            );
            expect(kept.every(({ at, sequence }) => at === sequence + 6)).toBe(true);
          }
          expect(journal.waiting()).toBe(0);
          expect(engine.states.length).toBeGreaterThan(0);
          expect(engine.states.every(({ older_complete }) => older_complete)).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});
