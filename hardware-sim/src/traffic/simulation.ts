import type { DriverSettings } from '@berth/contract';
import type { WorldMaking } from '../world/open.ts';
import { createWorld, fillAtFirst } from '../world/open.ts';
import type { SavedWorld } from '../world/save.ts';
import { restoreWorld, saveWorld } from '../world/save.ts';
import type { WorldSettings } from '../world/settings.ts';
import { demoSettings } from '../world/settings.ts';
import type { World } from '../world/world.ts';
import { startRandom } from './random.ts';
import type { RecordedStay } from './stays.ts';
import { fillFromStays, mapSpaces, startRecorded } from './stays.ts';
import type { StaysSource, Traffic } from './traffic.ts';
import { stepTraffic } from './traffic.ts';

/** A world with its traffic: what is stepped, saved and controlled as one. */
export interface Simulation {
  readonly world: World;
  traffic: Traffic;
  readonly source: StaysSource | null;
}

export interface RecordedOption {
  readonly name: string;
  readonly from: number;
  readonly speed: number;
  readonly stays: readonly RecordedStay[];
}

export interface SimulationMaking extends WorldMaking {
  readonly arrivals_per_hour: number | null;
  readonly recorded: RecordedOption | null;
  /** Milliseconds after local midnight, now. */
  readonly day_ms: number;
}

export interface SavedSimulation {
  readonly world: SavedWorld;
  readonly traffic: Traffic;
}

export function settingsFrom({ arrivals_per_hour: _arrivals, ...given }: DriverSettings): WorldSettings {
  const chosen = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { ...demoSettings, ...chosen };
}

/** A new world: filled as the settings say, or with the cars of the record. */
export function beginSimulation(making: SimulationMaking): Simulation {
  const world = createWorld(making);
  const source = sourceOf(making, world);
  const simulation: Simulation = { world, traffic: { kind: 'none' }, source };
  if (!making.recorded) fillAtFirst(world);
  simulation.traffic = newTraffic(making, world);
  if (making.recorded && simulation.traffic.kind === 'recorded') {
    fillFromStays(world, simulation.traffic, making.recorded.stays);
  }
  return simulation;
}

/** The world goes on where it stopped; with another record, or none before, its traffic begins anew. */
export function resumeSimulation(making: SimulationMaking, saved: SavedSimulation): Simulation {
  const world = restoreWorld(making, saved.world);
  const simulation: Simulation = { world, traffic: saved.traffic, source: sourceOf(making, world) };
  const { traffic } = simulation;
  const recorded = making.recorded;
  const same = recorded
    ? traffic.kind === 'recorded' &&
      traffic.name === recorded.name &&
      traffic.from === recorded.from &&
      traffic.speed === recorded.speed
    : traffic.kind === 'random' && making.arrivals_per_hour === null;
  if (!same) simulation.traffic = newTraffic(making, world);
  else if (traffic.kind === 'random') {
    simulation.traffic = {
      ...traffic,
      began_ms: making.day_ms - world.physical.time_ms + 24 * 3_600_000 * dayCount(world),
    };
  }
  return simulation;
}

/** Keeps the time of day positive over a world that has run for days. */
function dayCount(world: World): number {
  return Math.ceil(world.physical.time_ms / (24 * 3_600_000));
}

function sourceOf(making: SimulationMaking, world: World): StaysSource | null {
  const stays = making.recorded?.stays;
  return stays ? { stays, bays: mapSpaces(world, stays) } : null;
}

function newTraffic(making: SimulationMaking, world: World): Traffic {
  if (making.recorded) return startRecorded(world, making.recorded.stays, making.recorded);
  const perHour = making.arrivals_per_hour ?? world.steady.arrivals_per_hour;
  return startRandom(world, making.day_ms, perHour);
}

export function stepSimulation(simulation: Simulation): void {
  stepTraffic(simulation.world, simulation.traffic, simulation.source);
}

export function saveSimulation({ world, traffic }: Simulation): SavedSimulation {
  return { world: saveWorld(world), traffic };
}
