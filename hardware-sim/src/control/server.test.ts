import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { carsSchema, faultsSchema, inventorySchema, truthSchema } from '@berth/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Simulation } from '../traffic/simulation.ts';
import { beginSimulation, resumeSimulation, stepSimulation } from '../traffic/simulation.ts';
import { createIdealController, stepIdealController } from '../world/ideal-controller.ts';
import { plainSettings } from '../world/settings.ts';
import { smallSite, smallSiteKinds } from '../world/small-site.fixture.ts';
import { createKeeper, readKept, worldFile } from './saving.ts';
import { type Control, startControl } from './server.ts';

const making = () => ({
  site: smallSite(),
  kinds: smallSiteKinds,
  seed: 1,
  settings: { ...plainSettings, early_leavers: 2 },
  arrivals_per_hour: null,
  recorded: null,
  day_ms: 0,
});

let simulation: Simulation;
let control: Control;
let asked = 0;

beforeEach(async () => {
  asked = 0;
  simulation = beginSimulation(making());
  control = await startControl({
    simulation,
    listen: { host: '127.0.0.1', port: 0 },
    signs: () => [],
    devices: () => [],
    onInventory: () => {
      asked++;
    },
  });
});

afterEach(() => control.stop());

async function ask(method: string, path: string, body?: string): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`http://127.0.0.1:${control.port}${path}`, {
    method,
    ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) };
}

function run(seconds: number): void {
  const ideal = createIdealController(simulation.world);
  for (let step = 0; step < seconds * 20; step++) {
    stepSimulation(simulation);
    stepIdealController(simulation.world, ideal);
  }
}

describe('the control interface of the simulator', () => {
  it('tells the truth, and settles when traffic is held', async () => {
    run(60);
    const held = await ask('POST', '/traffic', '{"hold":true}');
    expect(held.status).toBe(200);
    run(300);
    const truth = truthSchema.parse((await ask('GET', '/truth')).body);
    expect(truth).toMatchObject({ moving: 0, hold: true });
    expect(truth.stays.completed).toBeGreaterThanOrEqual(2);
    run(100);
    expect(truthSchema.parse((await ask('GET', '/truth')).body).stays).toEqual(truth.stays);
  });

  it('tells what somebody finds who walks the site, and notes that he did', async () => {
    const inventory = inventorySchema.parse((await ask('GET', '/inventory')).body);
    expect(inventory.cards).toHaveLength(18);
    expect(asked).toBe(1);
    expect(carsSchema.parse((await ask('GET', '/cars')).body).cars).toHaveLength(18);
  });

  it('makes faults, tells them, and ends them by hand or by time', async () => {
    const made = await ask('POST', '/faults', '{"kind":"loop_stuck","target":"loop-in.a"}');
    expect(made).toEqual({ status: 201, body: { id: 'fault-1' } });
    await ask('POST', '/faults', '{"kind":"fire","target":"site","for_s":2}');
    const on = faultsSchema.parse((await ask('GET', '/faults')).body);
    expect(on.on.map((fault) => fault.kind)).toEqual(['loop_stuck', 'fire']);
    expect(on.kinds).toContain('network_black_hole');
    run(3);
    expect((await ask('DELETE', '/faults/fault-1')).status).toBe(204);
    expect(faultsSchema.parse((await ask('GET', '/faults')).body).on).toEqual([]);
    expect((await ask('DELETE', '/faults/fault-1')).status).toBe(404);
  });

  it('sends one driver in and out, also while traffic is held', async () => {
    await ask('POST', '/traffic', '{"hold":true}');
    const before = simulation.world.state.cars.size;
    const entered = await ask('POST', '/drivers', '{"do":"enter","lane":"in"}');
    expect(entered.status).toBe(201);
    run(120);
    expect(simulation.world.state.cars.size).toBe(before + 1);
    const { car } = entered.body as { car: number };
    expect((await ask('POST', '/drivers', JSON.stringify({ do: 'leave', car }))).status).toBe(201);
    run(120);
    expect(simulation.world.state.counts.completed).toBe(1);
  });

  it.each([
    ['POST', '/faults', '{"kind":"loop_stuck"}', 400, 'malformed'],
    ['POST', '/faults', '{"kind":"meteor","target":"site"}', 400, 'malformed'],
    ['POST', '/faults', '{"kind":"arm_torn_off","target":"nowhere"}', 404, 'not-found'],
    ['POST', '/faults', '{"kind":', 400, 'malformed'],
    ['POST', '/traffic', '{"hold":"yes"}', 400, 'malformed'],
    ['POST', '/traffic', '{}', 400, 'malformed'],
    ['POST', '/traffic', '[]', 400, 'malformed'],
    ['POST', '/drivers', '{"do":"fly"}', 400, 'malformed'],
    ['POST', '/drivers', '{"do":"enter","lane":"moon"}', 404, 'not-found'],
    ['POST', '/drivers', '{"do":"leave","bay":"moon"}', 404, 'not-found'],
    ['POST', '/traffic', JSON.stringify({ hold: 'x'.repeat(200_000) }), 413, 'too-large'],
    ['GET', '/nothing', undefined, 404, 'not-found'],
  ])('refuses %s %s %s', async (method, path, body, status, code) => {
    const answer = await ask(method, path, body);
    expect(answer).toMatchObject({ status, body: { code } });
    expect(simulation.world.physical.faults).toEqual([]);
  });
});

describe('a world on disk', () => {
  it('goes on where it stopped, and puts aside what cannot be read', () => {
    const file = worldFile(mkdtempSync(join(tmpdir(), 'world-')));
    expect(readKept(file, 'small')).toEqual({ kind: 'none' });
    run(45);
    createKeeper(file).keep(simulation, 0);
    const kept = readKept(file, 'small');
    if (kept.kind !== 'kept') throw new Error(kept.kind);
    const again = resumeSimulation(making(), kept.saved);
    expect(again.world.state.cars.size).toBe(simulation.world.state.cars.size);
    expect(again.world.movers.size).toBe(simulation.world.movers.size);
    expect(again.world.physical.time_ms).toBe(simulation.world.physical.time_ms);
    writeFileSync(file, '{"world":');
    expect(readKept(file, 'small')).toEqual({ kind: 'unreadable', moved_to: `${file}.unreadable` });
    expect(readKept(file, 'small')).toEqual({ kind: 'none' });
  });
});
