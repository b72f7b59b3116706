import type { Credential, Id, Observation } from '@berth/domain/kernel';
import type { Lane, Site } from '@berth/domain/site';
import { below, type Chance, pick } from './proof.ts';

/** What one agent sees. */
export interface Sight {
  readonly agent: Id;
  readonly observation: Observation;
}

/** Cars that come, drive, park and leave, as the agents of the site would see it; some without a card. */
export function visits(site: Site, chance: Chance, count: number): Sight[] {
  const seen: Sight[] = [];
  for (let visit = 0; visit < count; visit += 1) {
    const card: Credential | null =
      chance() < 0.85 ? { kind: 'card', number: String(100_000 + below(chance, 400)) } : null;
    seen.push(...passage(laneOf(site, chance, 'entry'), `in-${visit}`, card));
    if (chance() < 0.1) continue;
    for (let crossed = below(chance, 4); crossed > 0; crossed -= 1) seen.push(crossing(site, chance));
    seen.push(parked(site, chance, 'occupied'));
    if (chance() < 0.7)
      seen.push(parked(site, chance, 'free'), ...passage(laneOf(site, chance, 'exit'), `out-${visit}`, card));
    if (chance() < 0.1) seen.push(...alarmed(laneOf(site, chance, 'exit')));
  }
  return seen;
}

function laneOf(site: Site, chance: Chance, kind: Lane['kind']): Lane {
  const [first, ...rest] = site.lanes.filter((lane) => lane.kind === kind);
  if (!first) throw new Error(`${site.id} has no ${kind}`);
  return pick(chance, [first, ...rest]);
}

function passage(lane: Lane, name: string, credential: Credential | null): Sight[] {
  const at = { lane: lane.id, passage: name };
  const way = { ...at, direction: 'forward' } as const;
  const cause = lane.kind === 'entry' ? 'card-taken' : 'card-accepted';
  const facts: Observation[] =
    credential === null
      ? [{ kind: 'car-unmatched', ...way, cause: 'tailgating' }]
      : [
          ...cardFacts(lane, at, credential.number),
          { kind: 'passage-authorised', ...way, cause, credential },
          { kind: 'barrier', lane: lane.id, state: 'open' },
          { kind: 'passage-passed', ...way },
          { kind: 'passage-committed', ...way, cause, credential },
          { kind: 'barrier', lane: lane.id, state: 'closed' },
        ];
  return facts.map((observation) => ({ agent: lane.gateway, observation }));
}

function cardFacts(lane: Lane, at: { lane: Id; passage: string }, card: string): Observation[] {
  if (lane.kind !== 'entry') return [{ kind: 'card-kept', ...at, card }];
  return [
    { kind: 'card-issued', ...at, card },
    { kind: 'card-taken', ...at, card },
  ];
}

function alarmed({ id, gateway }: Lane): Sight[] {
  return [
    { agent: gateway, observation: { kind: 'alarm', lane: id, code: 'opened-by-hand' } },
    { agent: gateway, observation: { kind: 'fault-raised', subject: id, code: 'device-silent' } },
  ];
}

function crossing(site: Site, chance: Chance): Sight {
  const border = site.borders[below(chance, site.borders.length)];
  if (!border) throw new Error(`${site.id} has no border`);
  const direction = chance() < 0.8 ? 'forward' : 'backward';
  return { agent: border.gateway, observation: { kind: 'border-crossed', border: border.id, direction } };
}

function parked(site: Site, chance: Chance, state: 'free' | 'occupied'): Sight {
  const bay = site.bays[below(chance, site.bays.length)];
  const device = site.devices.find(({ id }) => id === bay?.sensor?.split('.')[0]);
  if (!bay || !device) throw new Error(`${site.id} has a bay without a sensor`);
  return { agent: device.gateway, observation: { kind: 'bay', bay: bay.id, state, distance_m: 1.2 } };
}
