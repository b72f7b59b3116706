import type { PhysicalWorld } from './physical.ts';
import { actOnPoint, isOn, readPoint } from './physical.ts';
import type { World } from './world.ts';

/**
 * A controller for tests of the world alone: it always says yes, never errs, and counts what its
 * loops see with a rule of its own, so that world and counts can be held against each other.
 */
export interface IdealController {
  readonly lanes: LaneMemory[];
  readonly borders: BorderMemory[];
  /** Cars by zone, from loops alone. */
  readonly counted: Map<string, number>;
}

interface LaneMemory {
  open: boolean;
  mouth: boolean;
  reads: number[];
  closing: boolean;
  arming: boolean;
  direction: 'forward' | 'backward' | null;
}

interface BorderMemory {
  /** Which loops were seen since the pair was last free. */
  order: string;
}

export function createIdealController(world: World): IdealController {
  const counted = new Map<string, number>();
  for (const car of world.state.cars.values()) count(counted, car.zone, 1);
  return {
    lanes: world.network.lanes.map(() => ({
      open: false,
      mouth: false,
      reads: [],
      closing: false,
      arming: false,
      direction: null,
    })),
    borders: world.network.site.borders.map(() => ({ order: '' })),
    counted,
  };
}

function count(counted: Map<string, number>, zone: string | null, by: number): void {
  if (zone !== null) counted.set(zone, (counted.get(zone) ?? 0) + by);
}

export function stepIdealController(world: World, controller: IdealController): void {
  const { physical, network } = world;
  network.lanes.forEach(({ lane }, index) => {
    const memory = controller.lanes[index];
    if (memory) stepLane(world, [index, memory], controller);
    if (memory && lane.kind === 'entry') issue(physical, lane, memory);
  });
  network.site.borders.forEach((border, index) => {
    const memory = controller.borders[index];
    if (!memory) return;
    const now = (isOn(physical, border.first) ? 'a' : '') + (isOn(physical, border.second) ? 'b' : '');
    if (now === '') {
      if (memory.order.startsWith('a') && memory.order.endsWith('b')) {
        count(controller.counted, border.from_zone, -1);
        count(controller.counted, border.to_zone, 1);
      }
      memory.order = '';
    } else if (!memory.order.endsWith(`,${now}`) && memory.order !== now)
      memory.order += memory.order === '' ? now : `,${now}`;
  });
}

type LaneOf = World['network']['lanes'][number]['lane'];

function issue(physical: PhysicalWorld, lane: LaneOf, memory: LaneMemory): void {
  const end = lane.forward;
  const dispenser = end?.dispenser ?? '';
  const pressed = end?.button ? isOn(physical, end.button) : false;
  const mouth = readPoint(physical, { device: dispenser, reading: 'card_at_mouth' }) === true;
  if (pressed && isOn(physical, lane.loops.arming) && !memory.open && !mouth) {
    actOnPoint(physical, { device: dispenser, reading: 'issue' }, true);
  }
  if (memory.mouth && !mouth) open(physical, lane, [memory, 'forward']);
  memory.mouth = mouth;
}

function open(physical: PhysicalWorld, lane: LaneOf, [memory, direction]: [LaneMemory, 'forward' | 'backward']): void {
  memory.open = true;
  memory.direction = direction;
  actOnPoint(physical, { device: lane.barrier, reading: 'raise' }, true);
}

function stepLane(world: World, [index, memory]: [number, LaneMemory], controller: IdealController): void {
  const { physical } = world;
  const lane = world.network.lanes[index]?.lane;
  if (!lane) return;
  for (const direction of ['forward', 'backward'] as const) {
    const end = lane[direction];
    if (
      end?.collector &&
      readPoint(physical, { device: end.collector, reading: 'card_held' }) === true &&
      !memory.open
    ) {
      actOnPoint(physical, { device: end.collector, reading: 'keep' }, true);
      open(physical, lane, [memory, direction]);
    }
    const place = direction === 'forward' ? 0 : 1;
    const reads = end?.reader ? Number(readPoint(physical, { device: end.reader, reading: 'read_count' })) : 0;
    if (reads !== (memory.reads[place] ?? 0) && !memory.open) open(physical, lane, [memory, direction]);
    memory.reads[place] = reads;
  }
  const [first, last] =
    memory.direction === 'backward' ? (['closing', 'arming'] as const) : (['arming', 'closing'] as const);
  const now = { arming: isOn(physical, lane.loops.arming), closing: isOn(physical, lane.loops.closing) };
  if (memory.open && memory[last] && !now[last] && !now[first]) {
    actOnPoint(physical, { device: lane.barrier, reading: 'lower' }, true);
    memory.open = false;
    const forward = memory.direction === 'forward';
    count(controller.counted, forward ? lane.from_zone : lane.to_zone, -1);
    count(controller.counted, forward ? lane.to_zone : lane.from_zone, 1);
  }
  // Backed out: the car is gone from the arming loop without having reached the other.
  if (memory.open && memory[first] && !now[first] && !now[last]) {
    actOnPoint(physical, { device: lane.barrier, reading: 'lower' }, true);
    memory.open = false;
  }
  memory.arming = now.arming;
  memory.closing = now.closing;
}
