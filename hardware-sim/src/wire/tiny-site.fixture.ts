import type { Id } from '@berth/domain/kernel';
import type { Device, Site, SiteBus } from '@berth/domain/site';

export const gateway = 'gw-1';
const buses: SiteBus[] = [
  { kind: 'modbus-tcp', id: 'bus-a', host: 'a', port: 502, line_baud: null },
  { kind: 'modbus-rtu', id: 'bus-r', path: '/dev/ttyS0', baud: 115_200, parity: 'none' },
  { kind: 'http', id: 'cams', base_url: 'http://c' },
  { kind: 'sign-tcp', id: 'signs', host: 's', port: 10_000 },
  { kind: 'mqtt', id: 'air' },
];

function device(id: Id, profile: Id, rest: { bus: Id; unit?: number; address?: string }): Device {
  return { id, profile, gateway, bus: rest.bus, unit: rest.unit ?? 0, address: rest.address ?? null };
}

const devices: Device[] = [
  device('loop-e1', 'loop-detector-dual', { bus: 'bus-a', unit: 1 }),
  device('bar-e1', 'barrier-coils', { bus: 'bus-a', unit: 2 }),
  device('us-1', 'bay-sensor-concentrator-32', { bus: 'bus-r', unit: 1 }),
  device('cam-e1', 'camera-snapshot', { bus: 'cams', address: 'e1' }),
  device('show-e1', 'sign-led-voice', { bus: 'signs', unit: 3 }),
  device('free-1', 'bay-sensor-wireless', { bus: 'air', address: 'aa01' }),
  device('stray', 'camera-snapshot', { bus: 'bus-a', unit: 9 }),
  device('ghost', 'no-such-profile', { bus: 'bus-a', unit: 10 }),
];

function bay(id: Id, sensor: string): Site['bays'][number] {
  const place = { level: 'b1', zone: 'z1', aisle: 'a1', at_m: 0, outline: [] };
  return { id, label: id, kind: 'ordinary', permit_only: false, sensor, light: null, ...place };
}

/** A site with one device, or a few, on every kind of bus; two that cannot be fitted. For tests. */
export const tinySite: Site = {
  id: 'tiny',
  name: { zh: '小', en: 'tiny' },
  time_zone: 'Asia/Shanghai',
  currency: 'CNY',
  rules: {} as Site['rules'],
  areas: [],
  levels: [],
  zones: [],
  nodes: [],
  aisles: [],
  lobbies: [],
  walks: [],
  bays: [bay('b-1', 'us-1.distance[0]'), bay('b-2', 'us-1.distance[1]'), bay('b-3', 'free-1.occupied')],
  lanes: [],
  borders: [],
  signs: [
    {
      id: 'lane-show',
      name: { zh: '屏', en: 'show' },
      purpose: 'lane',
      level: 'b1',
      at: [0, 0],
      gateway,
      device: 'show-e1',
      zones: [],
      lane: null,
    },
  ],
  gateways: [{ id: gateway, name: { zh: '柜', en: 'cabinet' }, buses }],
  devices,
  waivers: [],
  fire_inputs: [],
  power: { mains_lost: null, battery_low: null },
};
