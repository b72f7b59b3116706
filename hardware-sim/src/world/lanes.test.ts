import { describe, expect, it } from 'vitest';
import { arrive, stepTraffic } from '../traffic/traffic.ts';
import { applyFaults } from './apply-faults.ts';
import type { Behaviour } from './car.ts';
import { createIdealController, stepIdealController } from './ideal-controller.ts';
import { createWorld, putParked } from './open.ts';
import { isOn, readPoint } from './physical.ts';
import { plainSettings } from './settings.ts';
import { smallSite, smallSiteKinds } from './small-site.fixture.ts';
import { takeTruth } from './truth.ts';
import type { World, WorldEvent } from './world.ts';

function emptyWorld(events: WorldEvent[] = []): World {
  const onEvent = (event: WorldEvent) => void events.push(event);
  return createWorld({ site: smallSite(), kinds: smallSiteKinds, seed: 1, settings: plainSettings, onEvent });
}

function comes(world: World, behaviour: Behaviour = 'normal', bay: string | null = null): number {
  const driver = { stay_ms: 9e9, until_ms: null, bay, behaviour, lane: null, office: false, since_ms: 0 };
  return arrive(world, driver) ?? -1;
}

function run(world: World, seconds: number, control = createIdealController(world)): void {
  for (let step = 0; step < seconds * 20; step++) {
    stepTraffic(world, { kind: 'none' }, null);
    stepIdealController(world, control);
  }
}

/** What the loops of a lane said, as the order in which their states followed each other. */
function loopsWhile(world: World, lane: string, seconds: number): string {
  const control = createIdealController(world);
  let order = '';
  for (let step = 0; step < seconds * 20; step++) {
    run(world, 0.05, control);
    const now = `${isOn(world.physical, `loop-${lane}.a`) ? 'a' : ''}${isOn(world.physical, `loop-${lane}.b`) ? 'b' : ''}`;
    if (!order.endsWith(`>${now}`)) order += `>${now}`;
  }
  return order;
}

describe('a lane as cars use it', () => {
  it('sees a car on the arming loop, then on both, then on the closing loop, then none', () => {
    const world = emptyWorld();
    comes(world);
    expect(loopsWhile(world, 'in', 90)).toBe('>>a>ab>b>');
    expect(takeTruth(world).zones.reduce((sum, zone) => sum + zone.cars, 0)).toBe(1);
  });

  it('makes the whole order of edges at a border, also nose to tail', () => {
    const world = emptyWorld();
    for (let car = 0; car < 4; car++) comes(world, 'normal', `r3-r4-${car}`);
    const order = loopsWhile(world, 'rb', 240);
    expect(order).toBe(`>${'>a>ab>b>'.repeat(4)}`);
  });

  it('changes the zone of a car when its rear has passed the closing loop, and not before', () => {
    const events: WorldEvent[] = [];
    const world = emptyWorld(events);
    comes(world);
    const control = createIdealController(world);
    const crossed = () => events.filter((event) => event.kind === 'crossed').length;
    let whileOn = 0;
    while (!isOn(world.physical, 'loop-in.b')) run(world, 0.05, control);
    while (isOn(world.physical, 'loop-in.b')) {
      whileOn = crossed();
      run(world, 0.05, control);
    }
    expect([whileOn, crossed()]).toEqual([0, 1]);
  });

  it('gives the card of who backs out to nobody else, and the lane is free again', () => {
    const world = emptyWorld();
    comes(world, 'backs-out');
    run(world, 120);
    expect(world.state.counts).toMatchObject({ backed_out: 1, cards_gone: [100_001] });
    expect(world.movers.size).toBe(0);
    comes(world);
    run(world, 90);
    expect([...world.state.cars.values()].map((car) => car.card)).toEqual([100_002]);
  });

  it('lets a tailgater in without a card, right behind another car', () => {
    const world = emptyWorld();
    comes(world);
    run(world, 2);
    comes(world, 'tailgates');
    run(world, 120);
    const cards = [...world.state.cars.values()].map((car) => [car.behaviour, car.card]);
    expect(cards).toEqual([
      ['normal', 100_001],
      ['tailgates', null],
    ]);
    expect(takeTruth(world)).toMatchObject({ moving: 0, hits: 0 });
  });

  it('fills two bays with one car that parks across the line', () => {
    const world = emptyWorld();
    comes(world, 'parks-across', 'r1-r2-2');
    run(world, 90);
    const occupied = [...Array(12).keys()].filter(
      (bay) => readPoint(world.physical, { device: 'us-r1-r2', reading: 'occupied', index: bay }) === true,
    );
    expect(occupied).toHaveLength(2);
    expect(occupied).toContain(2);
  });

  it('passes an inner lane both ways with the same card, and leaves it in the collector', () => {
    const world = emptyWorld();
    const bay = world.network.bays.get('o1-o2-1');
    if (!bay) throw new Error('no bay');
    putParked(world, bay, 1000);
    run(world, 180);
    expect(takeTruth(world)).toMatchObject({ moving: 0, stays: { completed: 1 } });
    expect(readPoint(world.physical, { device: 'reader-b', reading: 'card_number' })).toBe(1002);
    expect(world.physical.collectors.get('collector')?.bin).toEqual([1002]);
  });

  it('lets cars out through raised arms while there is fire', () => {
    const world = emptyWorld();
    const bay = world.network.bays.get('r3-r4-1');
    if (!bay) throw new Error('no bay');
    putParked(world, bay, 1000);
    world.physical.faults.push({ id: 'f', kind: 'fire', target: 'site', until_ms: null });
    applyFaults(world);
    for (let step = 0; step < 90 * 20; step++) stepTraffic(world, { kind: 'none' }, null);
    expect(takeTruth(world)).toMatchObject({ moving: 0, stays: { completed: 1 }, hits: 0 });
    expect(isOn(world.physical, 'in-in.in[9]')).toBe(true);
  });

  it('shows the faults of its parts, and their end', () => {
    const world = emptyWorld();
    const on = (kind: 'loop_stuck' | 'bay_sensor_stuck' | 'dispenser_empty' | 'arm_torn_off', target: string) =>
      world.physical.faults.push({ id: kind, kind, target, until_ms: 5000 });
    on('loop_stuck', 'loop-in.a');
    on('dispenser_empty', 'dispenser');
    on('arm_torn_off', 'in');
    applyFaults(world);
    const seen = () => [
      isOn(world.physical, 'loop-in.a'),
      readPoint(world.physical, { device: 'dispenser', reading: 'empty' }),
      readPoint(world.physical, { device: 'bar-in', reading: 'arm_off' }),
    ];
    run(world, 4);
    expect(seen()).toEqual([true, true, true]);
    run(world, 2);
    expect(seen()).toEqual([false, false, false]);
  });
});
