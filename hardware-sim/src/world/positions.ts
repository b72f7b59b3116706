import type { SimulatorCars } from '@berth/contract';
import type { PlanPoint } from '@berth/domain/site';
import type { Moving } from './car.ts';
import { noseOf, rearOf } from './car.ts';
import type { Network } from './network.ts';
import type { World } from './world.ts';

/** Every car with its place on the plan, for pages and for looking into a test that went wrong. */
export function carPositions(world: World): SimulatorCars {
  const levels = new Map(world.network.site.nodes.map((node) => [node.id, node.level]));
  return {
    cars: [...world.state.cars.values()].map((car) => {
      const { id, zone, card, colour, plate, state } = car;
      const head = { id, zone, card, colour, plate };
      if (state.kind === 'parked') {
        const bay = world.network.bays.get(state.bay)?.bay;
        const at = bay?.outline[0];
        const point: [number, number] | null = at ? [at[0], at[1]] : null;
        return { ...head, state: 'parked' as const, bay: state.bay, level: bay?.level ?? null, at: point, rear: point };
      }
      const aisle = world.network.site.aisles[state.path[state.front_k] ?? -1];
      return {
        ...head,
        state: stateOf(state),
        bay: state.goal.kind === 'bay' ? state.goal.bay : null,
        level: levels.get(aisle?.from ?? '') ?? null,
        at: alongPath(world.network, state, noseOf(state)),
        rear: alongPath(world.network, state, rearOf(car, state)),
      };
    }),
  };
}

function stateOf(moving: Moving): 'moving' | 'aside' | 'coming-out' {
  if (moving.aside_until_ms !== null) return 'aside';
  return moving.out ? 'moving' : 'coming-out';
}

function alongPath(network: Network, moving: Moving, at_m: number): [number, number] | null {
  let k = 0;
  while (k + 1 < moving.path.length && at_m > (moving.starts[k + 1] ?? 0)) k++;
  const aisle = network.site.aisles[moving.path[k] ?? -1];
  return aisle ? alongLine(aisle.line, at_m - (moving.starts[k] ?? 0)) : null;
}

function alongLine(line: readonly PlanPoint[], along_m: number): [number, number] | null {
  let left = along_m;
  for (let each = 1; each < line.length; each++) {
    const from = line[each - 1];
    const to = line[each];
    if (!from || !to) continue;
    const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
    if (left <= length || each === line.length - 1) {
      const part = length === 0 ? 0 : left / length;
      return [from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])];
    }
    left -= length;
  }
  return null;
}
