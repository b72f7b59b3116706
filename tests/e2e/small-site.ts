import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from './suite.ts';

interface Kit {
  signs?: unknown;
  devices: Record<string, unknown>;
  lane: { forward?: Record<string, unknown> };
}

export interface SiteText {
  sensors?: unknown;
  signs?: unknown;
  kits: Record<string, Kit>;
  [part: string]: unknown;
}

const name = (en: string) => ({ zh: en, en });

/**
 * One level, one way: in by a lane, along two zones of 16 bays with a border between them, out by a
 * lane. One cabinet. The lanes are those of the reference site.
 */
export function smallSite(): SiteText {
  const { kits } = parse(readFileSync(join(root, 'config/sites/bund.yaml'), 'utf8')) as SiteText;
  const { entry, exit } = kits;
  if (!entry || !exit) throw new Error('the reference site has no kits for entry and exit');
  return {
    berth: 1,
    site: 'small',
    name: name('Small'),
    time_zone: 'Asia/Shanghai',
    currency: 'CNY',
    areas: { public: { name: name('Public') } },
    levels: {
      ground: {
        name: name('Ground'),
        elevation_m: 0,
        outline: [
          [0, 0],
          [75, 0],
          [75, 20],
          [0, 20],
        ],
      },
    },
    zones: {
      west: { name: name('West'), level: 'ground', area: 'public' },
      east: { name: name('East'), level: 'ground', area: 'public' },
    },
    nodes: {
      ground: {
        street: [-40, 10],
        door: [-24, 10],
        start: [0, 10],
        half: [37, 10],
        end: [75, 10],
        gate: [99, 10],
        away: [115, 10],
      },
    },
    drives: [
      { kind: 'street', nodes: ['street', 'door'] },
      { zone: 'west', nodes: ['door', 'start', 'half'] },
      { zone: 'east', nodes: ['half', 'end', 'gate'] },
      { kind: 'street', nodes: ['gate', 'away'] },
    ],
    bay_size: { width_m: 2.5, depth_m: 5.3, setback_m: 3, pillar_every: 3, pillar_m: 0.5 },
    rows: [
      { along: ['start', 'half'], side: 'right', start_m: 3, count: 8, first: 'A-01' },
      { along: ['start', 'half'], side: 'left', start_m: 3, count: 8, first: 'A-09' },
      { along: ['half', 'end'], side: 'right', start_m: 8, count: 8, first: 'A-17' },
      { along: ['half', 'end'], side: 'left', start_m: 8, count: 8, first: 'A-25' },
    ],
    gateways: {
      gate: {
        name: name('Cabinet'),
        buses: {
          'gate-io': { kind: 'modbus-tcp', host: '10.0.0.10' },
          'gate-bays': { kind: 'modbus-tcp', host: '10.0.0.11', line_baud: 9600 },
          'gate-signs': { kind: 'modbus-tcp', host: '10.0.0.12', line_baud: 19200 },
          'gate-cameras': { kind: 'http', base_url: 'http://10.0.0.50' },
        },
      },
    },
    devices: { contacts: { profile: 'input-module-16', bus: 'gate-io', unit: 1 } },
    fire_inputs: ['contacts.in[0]'],
    sensors: [
      { prefix: 'us', profile: 'bay-sensor-concentrator-32', bus: 'gate-bays', first_unit: 1, bays: 'A-01..A-32' },
    ],
    kits: { entry, exit },
    lanes: {
      in: {
        name: name('In'),
        kit: 'entry',
        with: { io: '10.0.0.31', pillar: '10.0.0.41' },
        gateway: 'gate',
        aisle: 'door--start',
        at_m: 14,
        to: 'west',
      },
      out: {
        name: name('Out'),
        kit: 'exit',
        with: { io: '10.0.0.33', pillar: '10.0.0.43' },
        gateway: 'gate',
        aisle: 'end--gate',
        at_m: 14,
        from: 'east',
      },
    },
    borders: {
      middle: {
        aisle: 'half--end',
        at_m: 3,
        from: 'west',
        to: 'east',
        detector: { profile: 'loop-detector-dual', bus: 'gate-io', unit: 2 },
      },
    },
    signs: {
      board: {
        name: name('Board'),
        purpose: 'site-entrance',
        level: 'ground',
        at: [-30, 16],
        profile: 'sign-modbus',
        bus: 'gate-signs',
        unit: 1,
        zones: { west: 'ahead', east: 'ahead' },
      },
    },
  };
}
