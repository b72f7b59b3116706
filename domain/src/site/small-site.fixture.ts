import { defaultSiteRules } from './defaults.ts';
import type { Border, Lane, Site } from './model.ts';

/**
 * A site for tests: zones a and b in the public area joined by a border, offices in zone c behind an
 * inner lane; two entries and two exits, each lane with an agent of its own.
 */
export function smallSite(change: Partial<Site> = {}): Site {
  const name = { zh: '测', en: 'test' };
  const zone = (id: string, area: string) => ({ id, name, level: 'b1', area, capacity: 4, kept_for_permits: 0 });
  return {
    id: 'small',
    name,
    time_zone: 'Asia/Shanghai',
    currency: 'CNY',
    rules: defaultSiteRules,
    areas: [
      { id: 'public', name, within: null },
      { id: 'office', name, within: 'public' },
    ],
    levels: [{ id: 'b1', name, elevation_m: -4, outline: [] }],
    zones: [zone('a', 'public'), zone('b', 'public'), zone('c', 'office')],
    nodes: [],
    aisles: [],
    lobbies: [],
    walks: [],
    bays: ['a', 'b', 'c'].flatMap((id) => [1, 2, 3, 4].map((number) => bay(id, number))),
    lanes: [
      lane('e1', { kind: 'entry', from: [null, null], to: ['public', 'a'] }),
      lane('e2', { kind: 'entry', from: [null, null], to: ['public', 'b'] }),
      lane('x1', { kind: 'exit', from: ['public', 'a'], to: [null, null] }),
      lane('x2', { kind: 'exit', from: ['public', 'b'], to: [null, null] }),
      lane('i1', { kind: 'inner', from: ['public', 'b'], to: ['office', 'c'] }),
    ],
    borders: [border],
    signs: [],
    gateways: ['e1', 'e2', 'x1', 'x2', 'i1', 'bays'].map((id) => ({ id: `gw-${id}`, name, buses: [] })),
    devices: [],
    waivers: [],
    fire_inputs: [],
    power: { mains_lost: null, battery_low: null },
    ...change,
  };
}

const border: Border = {
  id: 'a-b',
  from_zone: 'a',
  to_zone: 'b',
  aisle: 'aisle-1',
  at_m: 10,
  spacing_m: 1,
  gateway: 'gw-bays',
  first: 'loop-ab.a',
  second: 'loop-ab.b',
  latched: false,
};

function bay(zone: string, number: number) {
  const id = `${zone}-${number}`;
  return {
    id,
    label: id,
    level: 'b1',
    zone,
    kind: 'ordinary' as const,
    permit_only: false,
    aisle: 'aisle-1',
    at_m: number,
    outline: [],
    sensor: null,
    light: null,
  };
}

type Place = readonly [area: string | null, zone: string | null];

function lane(id: string, way: { kind: Lane['kind']; from: Place; to: Place }): Lane {
  return {
    id,
    name: { zh: id, en: id },
    kind: way.kind,
    from_area: way.from[0],
    to_area: way.to[0],
    from_zone: way.from[1],
    to_zone: way.to[1],
    aisle: 'aisle-1',
    at_m: 0,
    gateway: `gw-${id}`,
    barrier: `barrier-${id}`,
    without_power: 'rises',
    loops: { approach: null, arming: `loop-${id}.a`, closing: `loop-${id}.b`, leaving: null },
    safety: [],
    forward: null,
    backward: null,
    alarm_output: null,
    opened_by_hand: null,
  };
}
