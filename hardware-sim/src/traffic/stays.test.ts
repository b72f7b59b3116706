import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createIdealController, stepIdealController } from '../world/ideal-controller.ts';
import { plainSettings } from '../world/settings.ts';
import { smallSite, smallSiteKinds } from '../world/small-site.fixture.ts';
import type { RecordedOption } from './simulation.ts';
import { beginSimulation, stepSimulation } from './simulation.ts';
import { mapSpaces, parseStays } from './stays.ts';

const csv = [
  'arrival_utc,departure_utc,space_id,user_id',
  '2021-05-01T10:10:00Z,2021-05-01T11:10:00Z,B,1',
  '2021-05-01T09:00:00Z,2021-05-01T10:30:00Z,A,',
  '2021-05-01T10:40:00Z,2021-05-01T10:40:00Z,C,3',
  'nonsense',
  '2021-05-01T08:00:00Z,2021-05-01T09:30:00Z,B,9',
  '',
].join('\n');

function simulate(recorded: RecordedOption) {
  const events: { kind: string; at_s: number; bay?: string }[] = [];
  const simulation = beginSimulation({
    site: smallSite(),
    kinds: smallSiteKinds,
    seed: 1,
    settings: plainSettings,
    arrivals_per_hour: null,
    recorded,
    day_ms: 0,
    onEvent: (event) => {
      if (event.kind !== 'parked' && event.kind !== 'left-bay') return;
      events.push({ kind: event.kind, at_s: simulation.world.physical.time_ms / 1000, bay: event.bay });
    },
  });
  return { simulation, events };
}

describe('recorded stays', () => {
  it('reads arrivals in order, and says which lines do not fit', () => {
    const read = parseStays(csv);
    expect(read?.bad_lines).toEqual([4, 5]);
    expect(read?.stays.map((stay) => stay.space)).toEqual(['B', 'A', 'B']);
    expect(parseStays('a,b\n1,2')).toBe(null);
  });

  it('gives every space a bay for good, never two the same', () => {
    const { simulation } = simulate({ name: 'x', from: 0, speed: 1, stays: [] });
    const stays = Array.from({ length: 20 }, (_each, index) => ({ arrival: 1, departure: 2, space: `s${index}` }));
    const once = mapSpaces(simulation.world, stays);
    expect(new Set(once.values()).size).toBe(20);
    expect([...mapSpaces(simulation.world, [...stays].reverse())]).toEqual([...once]);
  });

  it('opens with the cars of the record and drives them at its times, divided by the speed', () => {
    const stays = parseStays(csv)?.stays ?? [];
    const { simulation, events } = simulate({ name: 'x', from: Date.parse('2021-05-01T10:00:00Z'), speed: 10, stays });
    const control = createIdealController(simulation.world);
    expect([...simulation.world.state.cars.values()].map((car) => car.state.kind)).toEqual(['parked']);
    for (let step = 0; step < 20 * 600; step++) {
      stepSimulation(simulation);
      stepIdealController(simulation.world, control);
    }
    const [leftA, parkedB, leftB] = ['left-bay', 'parked', 'left-bay'].map((kind, place) => {
      return events.filter((event) => event.kind === kind)[place === 2 ? 1 : 0];
    });
    // 10:30 is 180 s on, 10:10 is 60 s on and then comes the drive; 11:10 is 420 s on.
    expect(leftA?.at_s).toBeGreaterThanOrEqual(180);
    expect(leftA?.at_s).toBeLessThan(192);
    expect(parkedB?.at_s).toBeGreaterThan(75);
    expect(parkedB?.at_s).toBeLessThan(150);
    expect(leftB?.at_s).toBeGreaterThanOrEqual(420);
    expect(leftB?.at_s).toBeLessThan(432);
    expect(leftB?.bay).toBe(parkedB?.bay);
  });

  const file = new URL('../../../../shared/data/stays/acn-caltech.csv', import.meta.url);
  it.skipIf(!existsSync(file))('reads the Caltech record whole (skipped where ../shared/data is absent)', () => {
    const read = parseStays(readFileSync(file, 'utf8'));
    expect(read?.stays).toHaveLength(2114);
    expect(read?.bad_lines).toEqual([]);
  });
});
