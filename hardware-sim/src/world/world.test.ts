import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startRandom } from '../traffic/random.ts';
import type { Traffic } from '../traffic/traffic.ts';
import { arrive, stepTraffic } from '../traffic/traffic.ts';
import { noseOf, rearOf } from './car.ts';
import type { IdealController } from './ideal-controller.ts';
import { createIdealController, stepIdealController } from './ideal-controller.ts';
import { createWorld, fillAtFirst, takeInventory } from './open.ts';
import { restoreWorld, saveWorld } from './save.ts';
import type { WorldSettings } from './settings.ts';
import { plainSettings } from './settings.ts';
import { smallSite, smallSiteKinds } from './small-site.fixture.ts';
import { takeTruth } from './truth.ts';
import type { World, WorldEvent } from './world.ts';

const busy: WorldSettings = { ...plainSettings, mean_stay_s: 300, shortest_stay_s: 5, early_leavers: 3 };

function making(seed: number, settings: WorldSettings = busy, onEvent?: (event: WorldEvent) => void) {
  return { site: smallSite(), kinds: smallSiteKinds, seed, settings, ...(onEvent ? { onEvent } : {}) };
}

function filled(seed: number, settings: WorldSettings = busy): World {
  const world = createWorld(making(seed, settings));
  fillAtFirst(world);
  return world;
}

interface Run {
  readonly world: World;
  readonly traffic: Traffic;
  readonly controller: IdealController;
}

function startRun(seed: number, perHour = 200, settings: WorldSettings = busy): Run {
  const world = filled(seed, settings);
  return { world, traffic: startRandom(world, 0, perHour), controller: createIdealController(world) };
}

function run({ world, traffic, controller }: Run, seconds: number, each: () => void = () => {}): void {
  for (let step = 0; step < seconds * 20; step++) {
    stepTraffic(world, traffic, null);
    stepIdealController(world, controller);
    each();
  }
}

/** Every pair of cars on one aisle, by how far their bodies overlap on it. */
function worstOverlap(world: World): number {
  let worst = Number.NEGATIVE_INFINITY;
  world.onAisle.forEach((entries, aisle) => {
    const length = world.network.aisles[aisle]?.length_m ?? 0;
    const bodies = entries.flatMap(({ car, start_m }) => {
      if (car.state.kind !== 'moving') return [];
      const from = Math.max(0, rearOf(car, car.state) - start_m);
      return [{ from, to: Math.min(length, noseOf(car.state) - start_m) }];
    });
    for (const [index, one] of bodies.entries()) {
      for (const other of bodies.slice(index + 1)) {
        worst = Math.max(worst, Math.min(one.to, other.to) - Math.max(one.from, other.from));
      }
    }
  });
  return Math.max(worst, worstMeeting(world));
}

/** How far a car has come into a node on which another one still is, except who passes it straight the other way. */
function worstMeeting(world: World): number {
  const bodies = new Map<number, { from: number; to: number; depth: number }[]>();
  for (const { state: moving, length_m } of world.movers.values()) {
    if (moving.kind !== 'moving' || !moving.out || moving.aside_until_ms !== null) continue;
    const rear = Math.max(moving.front_m - length_m, moving.appear_m);
    for (let k = moving.rear_k + 1; k <= moving.front_k; k++) {
      const [from, to, at] = [moving.path[k - 1] ?? -1, moving.path[k] ?? -1, moving.starts[k] ?? 0];
      const node = world.network.aisles[to]?.from ?? -1;
      const depth = Math.min(noseOf(moving) - at, at - rear);
      bodies.set(node, [...(bodies.get(node) ?? []), { from, to, depth }]);
    }
  }
  let worst = 0;
  for (const list of bodies.values()) {
    for (const [index, one] of list.entries()) {
      for (const other of list.slice(index + 1)) {
        const opposite =
          world.network.aisles[one.from]?.twin === other.to && world.network.aisles[one.to]?.twin === other.from;
        if (!opposite) worst = Math.max(worst, Math.min(one.depth, other.depth));
      }
    }
  }
  return worst;
}

function fingerprint(world: World): string {
  return createHash('sha256')
    .update(JSON.stringify(saveWorld(world)))
    .digest('hex');
}

function settle(running: Run): void {
  running.world.state.hold = true;
  for (let waited = 0; waited < 900 && running.world.movers.size > 0; waited += 5) run(running, 5);
}

describe('a simulated car park', () => {
  it('lets drivers in and out, and counts of its loops agree with where the cars are', () => {
    const running = startRun(1);
    run(running, 1800);
    expect(running.world.state.counts.completed).toBeGreaterThan(40);
    settle(running);
    const truth = takeTruth(running.world);
    expect(truth.moving).toBe(0);
    for (const zone of truth.zones) {
      expect([zone.id, running.controller.counted.get(zone.id) ?? 0]).toEqual([zone.id, zone.cars]);
      expect(zone.parked).toBe(zone.cars);
    }
    expect(truth.hits).toBe(0);
  });

  it('never lets two cars touch, and keeps the sum of the zones the number of cars inside', () => {
    const running = startRun(2, 400);
    let worst = Number.NEGATIVE_INFINITY;
    run(running, 1200, () => {
      worst = Math.max(worst, worstOverlap(running.world));
      const inside = [...running.world.state.cars.values()].filter((car) => car.zone !== null).length;
      if (running.world.physical.time_ms % 1000 === 0) {
        expect(takeTruth(running.world).zones.reduce((sum, zone) => sum + zone.cars, 0)).toBe(inside);
      }
    });
    expect(worst).toBeLessThan(0.01);
  });

  it('keeps going over an hour of too many cars, for several seeds', { timeout: 120_000 }, () => {
    for (const seed of [3, 4, 5]) {
      const running = startRun(seed, 600, { ...busy, mean_stay_s: 150 });
      let before = 0;
      for (let part = 0; part < 4; part++) {
        run(running, 900);
        const done = running.world.state.counts.completed;
        expect(done - before).toBeGreaterThan(25);
        before = done;
      }
      settle(running);
      expect([...running.world.movers.keys()]).toEqual([]);
    }
  });

  it('conserves cards: each is in a machine, in a car, or gone with one', () => {
    const settings = { ...busy, rates: { 'backs-out': 0.1 } };
    const running = startRun(6, 300, settings);
    const cards = (world: World) => {
      const { physical, state } = world;
      return [
        ...[...physical.dispensers.values()].flatMap((each) => [...each.stack, ...each.apart]),
        ...[...physical.dispensers.values()].flatMap((each) => [each.mouth, each.moving?.card ?? null]),
        ...[...physical.collectors.values()].flatMap((each) => [...each.bin, each.mouth]),
        ...[...state.cars.values()].map((car) => car.card),
        ...state.counts.cards_gone,
      ]
        .filter((card) => card !== null)
        .sort((one, other) => one - other);
    };
    const before = cards(running.world);
    run(running, 3600);
    settle(running);
    expect(cards(running.world)).toEqual(before);
    expect(running.world.state.counts.backed_out).toBeGreaterThan(2);
  });

  it('does the same again from the same seed, and something else from another', () => {
    const trace = (seed: number) => {
      const running = startRun(seed);
      const hash = createHash('sha256');
      run(running, 300, () => hash.update(JSON.stringify([...running.world.movers.values()].map((car) => car.state))));
      return hash.digest('hex');
    };
    expect(trace(7)).toBe(trace(7));
    expect(trace(7)).not.toBe(trace(8));
  });

  it('goes on after a restore as if it had never stopped', () => {
    const one = startRun(9, 300, { ...busy, rates: { 'parks-across': 0.2, 'stops-on-loop': 0.2 } });
    run(one, 600);
    const saved = JSON.parse(JSON.stringify({ world: saveWorld(one.world), traffic: one.traffic }));
    const other: Run = {
      world: restoreWorld(making(9, one.world.settings), saved.world),
      traffic: saved.traffic,
      controller: structuredClone(one.controller),
    };
    for (let part = 0; part < 10; part++) {
      run(one, 60);
      run(other, 60);
      expect(fingerprint(other.world)).toBe(fingerprint(one.world));
    }
  });

  it('opens 60 % full, with a card in every car and a known stock', () => {
    const world = filled(10);
    const inventory = takeInventory(world);
    expect(inventory.zones).toEqual([
      { zone: 'red', cars: 7 },
      { zone: 'blue', cars: 7 },
      { zone: 'office', cars: 4 },
    ]);
    expect(new Set(inventory.cards).size).toBe(18);
    expect(inventory.stock).toEqual([{ dispenser: 'dispenser', first: 100_001, last: 100_500 }]);
  });

  it('turns away who gets no card, and the next driver comes', () => {
    const world = createWorld(making(11));
    const traffic: Traffic = { kind: 'none' };
    const driver = {
      stay_ms: 9e9,
      until_ms: null,
      bay: null,
      behaviour: 'normal',
      lane: null,
      office: null,
      since_ms: 0,
    } as const;
    arrive(world, driver);
    for (let step = 0; step < 20 * 20; step++) stepTraffic(world, traffic, null);
    world.state.kerb.push(driver);
    for (let step = 0; step < 20 * 400; step++) stepTraffic(world, traffic, null);
    expect(world.state.counts.turned_away).toBeGreaterThanOrEqual(1);
    expect(takeTruth(world).zones.every((zone) => zone.cars === 0)).toBe(true);
  });
});
