import type { DeviceKind } from '@berth/contract';
import type { Id, PointReference } from '@berth/domain/kernel';
import { parsePoint } from '@berth/domain/kernel';
import type { Site } from '@berth/domain/site';
import type { Barrier } from './barrier.ts';
import { createBarrier } from './barrier.ts';
import type { Collector, Dispenser, Reader } from './card-machines.ts';
import { createCollector, createDispenser, createReader } from './card-machines.ts';
import type { Fault } from './faults.ts';

/**
 * The physical state that devices expose, and that their commands move. The world writes it (cars
 * over loops, hands on buttons), the devices on the wire read it with `readPoint` and act on it
 * with `actOnPoint`. All of it is plain data, so that it can be saved.
 */
export interface PhysicalWorld {
  /** World time: milliseconds of simulated running since the first start. */
  time_ms: number;
  readonly kinds: ReadonlyMap<Id, DeviceKind>;
  /** Yes-or-no inputs (loops, beams, buttons, contacts): by device, then reading, then channel. */
  readonly inputs: Map<Id, Map<string, Input[]>>;
  readonly barriers: Map<Id, Barrier>;
  readonly dispensers: Map<Id, Dispenser>;
  readonly collectors: Map<Id, Collector>;
  readonly readers: Map<Id, Reader>;
  /** Sensors over bays: by device, then channel. */
  readonly bays: Map<Id, BayChannel[]>;
  /** What was last commanded of outputs that only show or sound: by device, then command, then channel. */
  readonly outputs: Map<Id, Map<string, OutputValue[]>>;
  /** What each sign shows now, by its id in the site file, set by the wire; drivers read it. Blank is no rows. */
  readonly signs: Map<Id, readonly string[]>;
  /** The car before each camera, for its picture; absent when there is none. */
  readonly views: Map<Id, CarLook>;
  /** Faults that are on. The wire applies those of the devices on it, and `applyFaults` the rest. */
  readonly faults: Fault[];
}

export interface Input {
  on: boolean;
  /** A fault holds the input at this value. */
  stuck: boolean | null;
}

/** One channel of a bay sensor. */
export interface BayChannel {
  readonly bay: Id;
  /** Distance to the floor and to a roof below it, of this very place. */
  readonly floor_m: number;
  readonly roof_m: number;
  /** How much of a car is in the bay, 0 to 1. */
  cover: number;
  /** A fault holds the distance at this value. */
  stuck_m: number | null;
}

export interface CarLook {
  readonly car: number;
  /** `#rrggbb` */
  readonly colour: string;
  readonly plate: string;
  readonly length_m: number;
}

export type OutputValue = boolean | number | string;

/** `kinds` says what each device is, from its profile. Nothing is occupied yet; arms are down. */
export function createPhysical(site: Site, kinds: ReadonlyMap<Id, DeviceKind>): PhysicalWorld {
  const physical: PhysicalWorld = {
    time_ms: 0,
    kinds,
    inputs: new Map(),
    barriers: new Map(),
    dispensers: new Map(),
    collectors: new Map(),
    readers: new Map(),
    bays: new Map(),
    outputs: new Map(),
    signs: new Map(),
    views: new Map(),
    faults: [],
  };
  for (const device of site.devices) {
    const kind = kinds.get(device.id);
    if (kind === 'barrier') physical.barriers.set(device.id, createBarrier());
    if (kind === 'card-dispenser') physical.dispensers.set(device.id, createDispenser());
    if (kind === 'card-collector') physical.collectors.set(device.id, createCollector());
    if (kind === 'card-reader') physical.readers.set(device.id, createReader());
  }
  for (const lane of site.lanes) {
    const barrier = physical.barriers.get(lane.barrier);
    if (!barrier) continue;
    barrier.without_power = lane.without_power;
    barrier.safety_inputs = lane.safety.filter((safety) => safety.wired_to_barrier).map((safety) => safety.input);
  }
  for (const bay of site.bays) {
    const point = bay.sensor === null ? null : parsePoint(bay.sensor);
    if (point === null) continue;
    const channels = physical.bays.get(point.device) ?? [];
    channels[point.index] = bayChannel(bay.id);
    physical.bays.set(point.device, channels);
  }
  return physical;
}

/** Mounting heights differ a little from bay to bay, always in the same way. */
function bayChannel(bay: Id): BayChannel {
  let hash = 17;
  for (const letter of bay) hash = (hash * 31 + letter.charCodeAt(0)) % 1009;
  const spread = hash / 1009;
  return { bay, floor_m: 2.35 + 0.15 * spread, roof_m: 0.75 + 0.2 * spread, cover: 0, stuck_m: null };
}

/** A reading or a command of a device: of its first channel, where no other is named. */
export interface Place {
  readonly device: Id;
  readonly reading: string;
  readonly index?: number;
}

/** The input a place names; made on first use, so that any wired point is readable. */
export function inputOf(physical: PhysicalWorld, { device, reading, index = 0 }: Place): Input {
  let readings = physical.inputs.get(device);
  if (!readings) {
    readings = new Map();
    physical.inputs.set(device, readings);
  }
  let channels = readings.get(reading);
  if (!channels) {
    channels = [];
    readings.set(reading, channels);
  }
  let input = channels[index];
  if (!input) {
    input = { on: false, stuck: null };
    channels[index] = input;
  }
  return input;
}

export function inputAt(physical: PhysicalWorld, reference: PointReference): Input | null {
  const point = parsePoint(reference);
  return point && inputOf(physical, point);
}

/** What the wire shows of a yes-or-no input. A safety input named `barrier.safety` is the barrier's own. */
export function isOn(physical: PhysicalWorld, reference: PointReference): boolean {
  const point = parsePoint(reference);
  return point !== null && readPoint(physical, point) === true;
}

function inputValue(physical: PhysicalWorld, { device, reading, index = 0 }: Place): boolean {
  const input = physical.inputs.get(device)?.get(reading)?.[index];
  return input ? (input.stuck ?? input.on) : false;
}

/**
 * The value of one reading of one device as its kind names it (contract `deviceKinds`): boolean,
 * number in the unit of the kind (metres, 1), or the name of an enum. False for what no one wired.
 */
export function readPoint(physical: PhysicalWorld, place: Place): OutputValue {
  const { device, reading, index = 0 } = place;
  switch (physical.kinds.get(device)) {
    case 'barrier':
      return readBarrier(physical, device, reading);
    case 'bay-sensor':
      return readBay(physical.bays.get(device)?.[index], reading);
    case 'card-dispenser': {
      const dispenser = physical.dispensers.get(device);
      if (!dispenser) return false;
      if (reading === 'low') return dispenser.low_fault || dispenser.stack.length <= dispenser.low_at;
      if (reading === 'empty') return dispenser.empty_fault || dispenser.stack.length === 0;
      if (reading === 'jammed') return dispenser.jammed;
      if (reading === 'card_at_mouth') return dispenser.mouth !== null;
      return reading === 'card_number' ? dispenser.last_number : false;
    }
    case 'card-collector': {
      const collector = physical.collectors.get(device);
      if (!collector) return false;
      if (reading === 'card_held') return collector.held !== null;
      if (reading === 'card_number') return collector.last_number;
      if (reading === 'read_count') return collector.read_count;
      if (reading === 'bin_full') return collector.full_fault || collector.bin.length >= collector.bin_size;
      return reading === 'jammed' ? collector.jammed : false;
    }
    case 'card-reader': {
      const reader = physical.readers.get(device);
      if (reading === 'card_number') return reader?.last_number ?? 0;
      return reading === 'read_count' ? (reader?.read_count ?? 0) : false;
    }
    case 'output-module':
      return reading === 'out' ? outputOf(physical, place) === true : inputValue(physical, place);
    default:
      return inputValue(physical, place);
  }
}

function readBarrier(physical: PhysicalWorld, device: Id, reading: string): boolean {
  const barrier = physical.barriers.get(device);
  if (!barrier) return false;
  if (reading === 'up') return barrier.arm >= 1;
  if (reading === 'down') return barrier.arm <= 0;
  if (reading === 'safety') return barrier.safety || inputValue(physical, { device, reading });
  if (reading === 'arm_off') return barrier.arm_off;
  if (reading === 'by_hand') return barrier.by_hand || inputValue(physical, { device, reading });
  if (reading === 'mains_lost') return barrier.mains_lost;
  if (reading === 'battery_low') return barrier.battery_low;
  return inputValue(physical, { device, reading });
}

/** A sensor sees the floor, then a bonnet, then a roof, as a car drives in below it. */
function bayDistance(channel: BayChannel): number {
  if (channel.stuck_m !== null) return channel.stuck_m;
  if (channel.cover < 0.3) return channel.floor_m;
  return channel.cover < 0.6 ? channel.roof_m + 0.5 : channel.roof_m;
}

function readBay(channel: BayChannel | undefined, reading: string): OutputValue {
  if (reading === 'distance') return channel ? bayDistance(channel) : 0;
  if (reading === 'occupied') return channel !== undefined && bayDistance(channel) < channel.floor_m - 0.4;
  return reading === 'battery' ? 97 : false;
}

export function outputOf(physical: PhysicalWorld, { device, reading, index = 0 }: Place): OutputValue | null {
  return physical.outputs.get(device)?.get(reading)?.[index] ?? null;
}

/**
 * A command as its kind names it. Pulses (`raise`, `lower`, `issue`, `draw_back`, `keep`,
 * `give_back`) act when `value` is true and end by themselves; the rest is a state that stays.
 */
export function actOnPoint(physical: PhysicalWorld, place: Place, value: OutputValue): void {
  const { device, reading: command, index = 0 } = place;
  const pulsed = value === true;
  const barrier = physical.barriers.get(device);
  if (barrier) {
    if (command === 'raise' && pulsed) barrier.pulse = 'raise';
    if (command === 'lower' && pulsed) barrier.pulse = 'lower';
    if (command === 'hold_up') barrier.hold_up = pulsed;
    return;
  }
  const dispenser = physical.dispensers.get(device);
  if (dispenser) {
    if (pulsed && command === 'issue') dispenser.pulse = 'issue';
    if (pulsed && command === 'draw_back') dispenser.pulse = 'draw_back';
    return;
  }
  const collector = physical.collectors.get(device);
  if (collector) {
    if (pulsed && command === 'keep') collector.pulse = 'keep';
    if (pulsed && command === 'give_back') collector.pulse = 'give_back';
    return;
  }
  const commands = physical.outputs.get(device) ?? new Map<string, OutputValue[]>();
  const channels = commands.get(command) ?? [];
  channels[index] = value;
  commands.set(command, channels);
  physical.outputs.set(device, commands);
}
