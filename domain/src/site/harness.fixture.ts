import type { Observation } from '../kernel/index.ts';
import type { Effect, SiteEvent, SiteInput, SiteState } from './index.ts';
import { decide, evolve, makeContext, makeState, reportOccupancy, toSnapshot } from './index.ts';
import { smallSite } from './small-site.fixture.ts';

export const boot = '1700000000000-00000000';

/** A writer without a store: decides, folds, and remembers what it said. */
export function makeSite(site = smallSite()) {
  const context = makeContext(site);
  const state = makeState(context);
  const sequences = new Map<string, number>();
  let now = 1_700_000_000_000;
  const events: SiteEvent[] = [];
  const live = new Map(site.gateways.map(({ id }) => [id, 100]));
  function take(input: SiteInput): readonly Effect[] {
    now += 1000;
    const before = JSON.stringify(toSnapshot(state));
    const decided = decide({ context, state }, input, { instant: now, elapsed: now });
    if (JSON.stringify(toSnapshot(state)) !== before) throw new Error('decide changed the state');
    for (const event of decided.events) {
      evolve(context, state, { revision: state.revision + 1, at: now, previous_hash: null, ...event });
      events.push(event.event);
    }
    return decided.effects;
  }
  function see(agent: string, ...observations: Observation[]): readonly Effect[] {
    const journalled = observations.map((observation) => {
      const sequence = (sequences.get(agent) ?? 0) + 1;
      sequences.set(agent, sequence);
      return { sequence, at: now + sequence, observation };
    });
    return take({ kind: 'observations', agent, boot, observations: journalled });
  }
  let asked = 0;
  function ask(command: Extract<SiteInput, { kind: 'request' }>['command'], reason = 'test') {
    asked += 1;
    return take({ kind: 'request', id: `r${asked}`, actor: 'wang', reason, command });
  }
  const tick = (liveness: ReadonlyMap<string, number> = live) => take({ kind: 'tick', liveness });
  const occupied = () => reportOccupancy(context, state, live).zones.map((zone) => zone.occupied);
  const kinds = () => events.splice(0).map((event) => event.kind);
  const clock = () => now;
  const pass = (ms: number) => {
    now += ms;
  };
  return { context, state, clock, pass, take, see, ask, tick, occupied, kinds, events, live };
}

export const cardOf = (number: string) => ({ kind: 'card', number }) as const;
export const goes = (lane: string, passage: string, number: string | null): Observation => ({
  kind: 'passage-committed',
  lane,
  direction: 'forward',
  passage,
  cause: lane.startsWith('e') ? 'card-taken' : 'card-accepted',
  credential: number === null ? null : cardOf(number),
});
export const inventory = {
  kind: 'opening-inventory',
  zones: [
    { zone: 'a', cars: 1 },
    { zone: 'b', cars: 0 },
    { zone: 'c', cars: 0 },
  ],
  cards: ['1005'],
  stock: [{ dispenser: 'disp-e1', first: 1000, last: 1009 }],
} as const;

export const openStays = (state: SiteState) => [...state.stays.keys()];
