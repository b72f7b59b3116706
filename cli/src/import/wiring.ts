import { laneKits } from './lane-kits.ts';
import type { MapLevel } from './levels.ts';
import type { Crossing, ImportedLane, LabelledBay } from './site-file.ts';
import { inline, section, type Writable } from './yaml-text.ts';

/** What one cabinet takes: five floors, a dozen loop pairs on a bus that reads each every 50 ms. */
const levelsInCabinet = 5;
const pairsOnBus = 12;
const baysBehindConcentrator = 32;
const rowsOfBoard = 8;

interface Plan {
  readonly levels: readonly MapLevel[];
  readonly bays: readonly LabelledBay[];
  readonly crossings: readonly Crossing[];
  readonly lanes: readonly ImportedLane[];
}

interface Cabinet {
  readonly id: string;
  readonly number: number;
  readonly levels: readonly MapLevel[];
  readonly crossings: readonly Crossing[];
}

/** Cabinets, devices, lanes, borders and boards for a plan that has none: the least that can be started. */
export function wiringSections(plan: Plan): string {
  const cabinets = cabinetsOf(plan);
  return [
    gatewaysSection(plan, cabinets),
    section('devices', { 'gate-contacts': { profile: 'input-module-16', bus: 'gate-io', unit: 1 } }),
    "fire_inputs: ['gate-contacts.in[0]']\n",
    section(
      'sensors',
      cabinets.flatMap((cabinet) => sensorRuns(cabinet, plan.bays)),
    ),
    laneKits,
    section('lanes', Object.fromEntries(plan.lanes.map((lane, index) => [lane.id, laneOf(lane, index)]))),
    section('borders', Object.fromEntries(cabinets.flatMap(bordersOf))),
    section('signs', Object.fromEntries(boardsOf(plan))),
  ].join('\n');
}

function cabinetsOf({ levels, crossings }: Plan): Cabinet[] {
  const count = Math.ceil(levels.length / levelsInCabinet);
  return Array.from({ length: count }, (_, index) => {
    const here = levels.slice(index * levelsInCabinet, (index + 1) * levelsInCabinet);
    const number = index + 1;
    const pairs = crossings.filter((crossing) => here.includes(crossing.to));
    return { id: `cabinet-${number}`, number, levels: here, crossings: pairs };
  });
}

function gatewaysSection({ levels }: Plan, cabinets: readonly Cabinet[]): string {
  const boards: Writable = { kind: 'modbus-tcp', host: '10.30.1.20', line_baud: 19200 };
  const gates: Writable = {
    name: { zh: '出入口机柜', en: 'Gate cabinet' },
    buses: {
      'gate-io': { kind: 'modbus-tcp', host: '10.30.1.10' },
      ...(levels.length > 0 ? { 'gate-boards': boards } : {}),
      'gate-cameras': { kind: 'http', base_url: 'http://10.30.1.50' },
    },
  };
  const others = cabinets.map((cabinet): [string, Writable] => {
    const host = `10.30.${cabinet.number + 1}`;
    const buses: Record<string, Writable> = {
      [`${cabinet.id}-bays`]: { kind: 'modbus-tcp', host: `${host}.11`, line_baud: 9600 },
    };
    for (let bus = 0; bus * pairsOnBus < cabinet.crossings.length; bus += 1)
      buses[loopBus(cabinet, bus)] = { kind: 'modbus-tcp', host: `${host}.${100 + bus}` };
    return [cabinet.id, { name: { zh: `${cabinet.number}号机柜`, en: `Cabinet ${cabinet.number}` }, buses }];
  });
  const lines = [['gate', gates] as const, ...others].map(([id, gateway]) => `  ${id}: ${inline(gateway)}`);
  return `gateways:\n${lines.join('\n')}\n`;
}

function loopBus(cabinet: Cabinet, bus: number): string {
  return `${cabinet.id}-loops-${bus + 1}`;
}

function sensorRuns(cabinet: Cabinet, bays: readonly LabelledBay[]): Writable[] {
  let unit = 1;
  return cabinet.levels.flatMap((level) => {
    const labels = bays.filter((each) => each.level.id === level.id).map((each) => each.label);
    const [first, last] = [labels[0], labels.at(-1)];
    if (first === undefined || last === undefined) return [];
    const first_unit = unit;
    unit += Math.ceil(labels.length / baysBehindConcentrator);
    const prefix = `us-${level.id.slice('level-'.length)}`;
    const profile = 'bay-sensor-concentrator-32';
    return [{ prefix, profile, bus: `${cabinet.id}-bays`, first_unit, bays: `${first}..${last}` }];
  });
}

function laneOf(lane: ImportedLane, index: number): Writable {
  const word = lane.way === 'in' ? { zh: '入口', en: 'Entry' } : { zh: '出口', en: 'Exit' };
  const side: Writable = lane.way === 'in' ? { to: lane.zone } : { from: lane.zone };
  return {
    name: { zh: `${word.zh} ${lane.aisle}`, en: `${word.en} ${lane.aisle}` },
    kit: lane.way === 'in' ? 'entry' : 'exit',
    with: { io: `10.30.1.${100 + index}`, pillar: `10.30.1.${150 + index}` },
    gateway: 'gate',
    aisle: lane.aisle,
    at_m: lane.at_m,
    ...side,
  };
}

function bordersOf(cabinet: Cabinet): [string, Writable][] {
  return cabinet.crossings.map(({ id, aisle, at_m, from, to }, index) => {
    const bus = loopBus(cabinet, Math.floor(index / pairsOnBus));
    const detector = { profile: 'loop-detector-dual', bus, unit: (index % pairsOnBus) + 1 };
    return [id, { aisle, at_m, from: from.id, to: to.id, detector }];
  });
}

/** Boards at the first entry, with a row for each floor. */
function boardsOf({ levels, lanes }: Plan): [string, Writable][] {
  const entry = lanes.find((lane) => lane.way === 'in');
  if (!entry) return [];
  const boards = Math.ceil(levels.length / rowsOfBoard);
  return Array.from({ length: boards }, (_, index) => {
    const here = levels.slice(index * rowsOfBoard, (index + 1) * rowsOfBoard);
    const zones = Object.fromEntries(here.map((level) => [level.id, level.id === entry.zone ? 'ahead' : 'up']));
    const name = { zh: `入口总屏 ${index + 1}`, en: `Board ${index + 1} at the entry` };
    const device = { profile: 'sign-modbus-board', bus: 'gate-boards', unit: index + 1 };
    return [`board-${index + 1}`, { name, purpose: 'site-entrance', lane: entry.id, ...device, zones }];
  });
}
