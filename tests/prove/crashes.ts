import { openMemoryStore, type Store } from '@berth/controller/store/index';
import type { Id, Observation } from '@berth/domain/kernel';
import { evolve, makeState, type RecordedEvent, type SiteContext, toSnapshot } from '@berth/domain/site';
import { type EngineLife, type Moment, referenceContext, startLife } from './engine.ts';
import { below, type Chance, chanceOf, gatherViolations, type Proof } from './proof.ts';
import { type Sight, visits } from './visits.ts';

/** The engine dies at each of its writes, before and after the write is done, and starts again from its store. */
export const crashes: Proof = {
  name: 'crashes',
  title: 'An engine that dies at any write has everything that it acknowledged, and everything once',
  run: async ({ short, seed, progress }) => {
    const days = short ? 4 : 60;
    const context = referenceContext();
    const { report, all } = gatherViolations();
    let points = 0;
    for (let day = 0; day < days; day += 1) {
      const acts = planOf(context, chanceOf(seed + day));
      const whole = await live(context, acts, null);
      for (let write = 1; write <= whole.writes; write += 1) {
        for (const done of [false, true]) {
          points += 1;
          const broken = compare(context, whole, await live(context, acts, { write, done }));
          if (broken) report(broken, `day ${seed + day}, died at write ${write}, which was ${done ? '' : 'not '}done`);
        }
      }
      if (day % 10 === 9) progress(`${day + 1} days`);
    }
    return { did: `${points.toLocaleString('en')} deaths in ${days} days of traffic`, violations: all() };
  },
};

type Act =
  | { readonly sights: readonly Sight[] }
  | { readonly request: string; readonly zone: Id; readonly occupied: number };

function planOf({ site }: SiteContext, chance: Chance): Act[] {
  const sights = visits(site, chance, 12);
  const acts: Act[] = [];
  while (sights.length > 0) {
    acts.push({ sights: sights.splice(0, 1 + below(chance, 9)) });
    const zone = site.zones[below(chance, site.zones.length)];
    if (zone && chance() < 0.15) acts.push({ request: `r-${acts.length}`, zone: zone.id, occupied: below(chance, 40) });
  }
  return acts;
}

interface Trap {
  readonly write: number;
  readonly done: boolean;
}

interface Lived {
  readonly events: readonly RecordedEvent[];
  readonly snapshot: string;
  readonly writes: number;
  readonly lied: boolean;
}

interface Agent {
  readonly boot: string;
  readonly journal: Observation[];
  acked: number;
}

const boot = '1700000000000-0a1b2c3d';
const everyMs = 25_000;

/** Runs a day; agents keep what is not acknowledged, and an operator asks again until there is a result. */
async function live(context: SiteContext, acts: readonly Act[], trap: Trap | null): Promise<Lived> {
  const kept = openMemoryStore();
  const { store, writes } = trapped(kept, trap);
  const now: Moment = { instant: 1_700_000_000_000, elapsed: 0 };
  const agents = new Map<Id, Agent>(context.site.gateways.map(({ id }) => [id, { boot, journal: [], acked: 0 }]));
  let life = await startLife(context, store, now);
  let lied = false;
  for (const act of acts) {
    now.instant += everyMs;
    now.elapsed += everyMs;
    if ('sights' in act) for (const { agent, observation } of act.sights) agents.get(agent)?.journal.push(observation);
    for (;;) {
      tell(life, agents);
      if ('request' in act) ask(life, act);
      await life.loop.settled();
      lied ||= takeAcks(life, agents, await kept.events({ first: 1, last: 1e9, limit: 1e9 }));
      if (life.death() === null) break;
      life = await startLife(context, store, now);
    }
  }
  const events = await kept.events({ first: 1, last: 1e9, limit: 1e9 });
  return { events, snapshot: JSON.stringify(toSnapshot(life.core.state)), writes: writes(), lied };
}

function trapped(kept: Store, trap: Trap | null): { store: Store; writes: () => number } {
  let writes = 0;
  const guard = async <Value>(write: () => Promise<Value>): Promise<Value> => {
    writes += 1;
    if (writes !== trap?.write) return write();
    if (trap.done) await write();
    throw new Error('the process ends here');
  };
  const store: Store = {
    ...kept,
    append: (batch) => guard(() => kept.append(batch)),
    saveSnapshot: (epoch, snapshot) => guard(() => kept.saveSnapshot(epoch, snapshot)),
  };
  return { store, writes: () => writes };
}

/** Everything that is not acknowledged, as after a new connection. */
function tell(life: EngineLife, agents: ReadonlyMap<Id, Agent>): void {
  for (const [agent, { journal, acked }] of agents) {
    if (journal.length === acked) continue;
    const observations = journal
      .slice(acked)
      .map((observation, index) => ({ sequence: acked + 1 + index, at: acked + index, observation }));
    life.loop.enqueue({ kind: 'heard', message: { agent, verb: 'observations', body: { boot, observations } } });
  }
}

function ask(life: EngineLife, { request: id, zone, occupied }: Extract<Act, { request: string }>): void {
  const command = { kind: 'correct-count', zone, occupied } as const;
  life.loop.enqueue({ kind: 'request', request: { kind: 'request', id, actor: 'li', reason: 'counted', command } });
}

/** True when something was acknowledged that is not stored. */
function takeAcks(life: EngineLife, agents: ReadonlyMap<Id, Agent>, events: readonly RecordedEvent[]): boolean {
  let lied = false;
  for (const said of life.said.splice(0)) {
    const agent = said.verb === 'ack' ? agents.get(said.agent) : undefined;
    if (!agent || said.verb !== 'ack' || said.body.upto <= agent.acked) continue;
    agent.acked = said.body.upto;
    lied ||= !events.some(
      ({ event, cause }) => isUpTo(event, said.agent, agent.acked) || isFrom(cause, said.agent, agent.acked),
    );
  }
  return lied;
}

function isUpTo(event: RecordedEvent['event'], agent: Id, upto: number): boolean {
  return event.kind === 'inbox-moved' && event.agent === agent && event.upto >= upto;
}

function isFrom(cause: RecordedEvent['cause'], agent: Id, sequence: number): boolean {
  return cause.kind === 'observation' && cause.agent === agent && cause.sequence >= sequence;
}

/** What a day with a death has other than a day without; null: nothing. */
function compare(context: SiteContext, whole: Lived, other: Lived): string | null {
  if (other.lied) return 'something was acknowledged that was not stored';
  const [expected, found] = [factsOf(whole.events), factsOf(other.events)];
  if (found.length > expected.length) return 'something was taken twice';
  if (found.length < expected.length) return 'something was lost';
  if (found.some((fact, index) => fact !== expected[index])) return 'something was decided otherwise';
  if (other.events.some(({ revision }, index) => revision !== index + 1)) return 'revisions have a hole';
  const state = makeState(context);
  for (const record of other.events) {
    evolve(context, state, record);
    state.revision = record.revision;
  }
  return JSON.stringify(toSnapshot(state)) === other.snapshot ? null : 'the state is not that of its events';
}

/** What agents saw and operators asked for, as it was written down. */
function factsOf(events: readonly RecordedEvent[]): string[] {
  return events.flatMap(({ cause, event }) =>
    cause.kind === 'observation' || cause.kind === 'request' ? [JSON.stringify([cause, event])] : [],
  );
}
