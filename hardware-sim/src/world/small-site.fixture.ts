import type { DeviceKind } from '@berth/contract';
import type { Id } from '@berth/domain/kernel';
import {
  type Aisle,
  type Bay,
  type Border,
  defaultSiteRules,
  type Lane,
  type LaneEnd,
  type PlanPoint,
  type Site,
} from '@berth/domain/site';

/**
 * A car park small enough to think through, for tests: a ring of four one-way aisles in two zones,
 * one lane in, one lane out, and a dead end of offices behind a two-way inner lane.
 */
const nodes: Readonly<Record<string, PlanPoint>> = {
  west: [-80, 0],
  gate: [-30, 0],
  r1: [0, 0],
  r2: [40, 0],
  r3: [40, 40],
  r4: [0, 40],
  door: [0, -30],
  away: [0, -80],
  o1: [70, 0],
  o2: [100, 0],
};

function aisle(from: string, to: string, [zone, kind]: [string | null, Aisle['kind']]): Aisle {
  const start: PlanPoint = nodes[from] ?? [0, 0];
  const end: PlanPoint = nodes[to] ?? [0, 0];
  const length_m = Math.hypot(end[0] - start[0], end[1] - start[1]);
  return { id: `${from}-${to}`, from, to, kind, zone, line: [start, end], length_m };
}

const aisles: Aisle[] = [
  aisle('west', 'gate', [null, 'street']),
  aisle('gate', 'r1', ['red', 'drive']),
  aisle('r1', 'r2', ['red', 'drive']),
  aisle('r2', 'r3', ['blue', 'drive']),
  aisle('r3', 'r4', ['blue', 'drive']),
  aisle('r4', 'r1', ['red', 'drive']),
  aisle('r1', 'door', ['red', 'drive']),
  aisle('door', 'away', [null, 'street']),
  aisle('r2', 'o1', ['office', 'drive']),
  aisle('o1', 'r2', ['office', 'drive']),
  aisle('o1', 'o2', ['office', 'drive']),
  aisle('o2', 'o1', ['office', 'drive']),
];

function rowOfBays(aisleId: string, zone: string, count: number): Bay[] {
  return Array.from({ length: count }, (_each, index): Bay => {
    const at_m = 8 + Math.floor(index / 2) * 2.6;
    const id = `${aisleId}-${index}`;
    return {
      id,
      label: id,
      level: 'b1',
      zone,
      kind: 'ordinary',
      permit_only: zone === 'office',
      aisle: aisleId,
      at_m,
      outline: [[at_m, index % 2 === 0 ? 3 : -3]],
      sensor: `us-${aisleId}.distance[${index}]`,
      light: null,
    };
  });
}

const noEnd: LaneEnd = {
  button: null,
  dispenser: null,
  collector: null,
  reader: null,
  long_range_reader: null,
  camera: null,
  display: null,
  height_beam: null,
  help_button: null,
  traffic_light: null,
};

interface LaneOptions {
  readonly id: string;
  readonly kind: Lane['kind'];
  readonly aisle: string;
  readonly zones: readonly [string | null, string | null];
  readonly forward: LaneEnd;
  readonly backward?: LaneEnd;
}

function lane({ id, kind, aisle: at, zones, forward, backward }: LaneOptions): Lane {
  return {
    id,
    name: { zh: id, en: id },
    kind,
    from_area: zones[0] === null ? null : 'public',
    to_area: kind === 'inner' ? 'offices' : zones[1] === null ? null : 'public',
    from_zone: zones[0],
    to_zone: zones[1],
    aisle: at,
    at_m: 15,
    gateway: 'cabinet',
    barrier: `bar-${id}`,
    without_power: 'rises',
    loops: { approach: null, arming: `loop-${id}.a`, closing: `loop-${id}.b`, leaving: null },
    safety: [
      { kind: 'loop', input: `bar-${id}.safety`, wired_to_barrier: true, presence: 'permanent' },
      { kind: 'beam', input: `in-${id}.in[1]`, wired_to_barrier: true, presence: 'permanent' },
    ],
    forward,
    backward: backward ?? null,
    alarm_output: null,
    opened_by_hand: null,
  };
}

const lanes: Lane[] = [
  lane({
    id: 'in',
    kind: 'entry',
    aisle: 'gate-r1',
    zones: [null, 'red'],
    forward: { ...noEnd, button: 'in-in.in[0]', dispenser: 'dispenser', camera: 'camera', display: 'display' },
  }),
  lane({
    id: 'out',
    kind: 'exit',
    aisle: 'r1-door',
    zones: ['red', null],
    forward: { ...noEnd, collector: 'collector', help_button: 'in-out.in[2]' },
  }),
  lane({
    id: 'office',
    kind: 'inner',
    aisle: 'r2-o1',
    zones: ['red', 'office'],
    forward: { ...noEnd, reader: 'reader-f' },
    backward: { ...noEnd, reader: 'reader-b' },
  }),
];

function border(id: string, at: string, [from_zone, to_zone]: [string, string]): Border {
  return {
    id,
    from_zone,
    to_zone,
    aisle: at,
    at_m: 20,
    spacing_m: 1,
    gateway: 'cabinet',
    first: `loop-${id}.a`,
    second: `loop-${id}.b`,
    latched: false,
  };
}

const bays = [...rowOfBays('r1-r2', 'red', 12), ...rowOfBays('r3-r4', 'blue', 12), ...rowOfBays('o1-o2', 'office', 6)];

export const smallSiteKinds: ReadonlyMap<Id, DeviceKind> = new Map<Id, DeviceKind>([
  ['dispenser', 'card-dispenser'],
  ['collector', 'card-collector'],
  ['reader-f', 'card-reader'],
  ['reader-b', 'card-reader'],
  ['camera', 'camera'],
  ['display', 'sign'],
  ...lanes.flatMap(({ id, barrier }): [Id, DeviceKind][] => [
    [barrier, 'barrier'],
    [`loop-${id}`, 'loop-detector'],
    [`in-${id}`, 'input-module'],
  ]),
  ['loop-rb', 'loop-detector'],
  ['loop-br', 'loop-detector'],
  ...['r1-r2', 'r3-r4', 'o1-o2'].map((row): [Id, DeviceKind] => [`us-${row}`, 'bay-sensor']),
]);

function zone(id: string, area: string): Site['zones'][number] {
  const count = bays.filter((bay) => bay.zone === id).length;
  const kept = bays.filter((bay) => bay.zone === id && bay.permit_only).length;
  return { id, name: { zh: id, en: id }, level: 'b1', area, capacity: count, kept_for_permits: kept };
}

export function smallSite(): Site {
  return {
    id: 'small',
    name: { zh: '小', en: 'small' },
    time_zone: 'Asia/Shanghai',
    currency: 'CNY',
    rules: defaultSiteRules,
    areas: [
      { id: 'public', name: { zh: '公共', en: 'public' }, within: null },
      { id: 'offices', name: { zh: '办公', en: 'offices' }, within: 'public' },
    ],
    levels: [],
    zones: [zone('red', 'public'), zone('blue', 'public'), zone('office', 'offices')],
    nodes: Object.entries(nodes).map(([id, at]) => ({ id, level: 'b1', at })),
    aisles,
    lobbies: [],
    walks: [],
    bays,
    lanes,
    borders: [border('rb', 'r2-r3', ['red', 'blue']), border('br', 'r4-r1', ['blue', 'red'])],
    signs: [],
    gateways: [{ id: 'cabinet', name: { zh: '柜', en: 'cabinet' }, buses: [] }],
    devices: [...smallSiteKinds.keys()].map((id) => ({
      id,
      profile: id,
      gateway: 'cabinet',
      bus: 'line',
      unit: 1,
      address: null,
    })),
    waivers: [],
    fire_inputs: ['in-in.in[9]'],
    power: { mains_lost: null, battery_low: null },
  };
}
