import type { Device, Gateway, SiteBus } from '@berth/domain/site';
import type { Path } from '../check/finding.ts';
import type { SiteFile } from '../schema.ts';
import { claim, type Draft, noteMissing } from './draft.ts';
import type { LaneKit } from './kits.ts';

type BusFile = SiteFile['gateways'][string]['buses'][string];
type DeviceFile = SiteFile['devices'][string];

/** Gateways with the buses of their own and those of their lanes' kits. */
export function expandGateways(draft: Draft, lanes: readonly LaneKit[]): Gateway[] {
  const buses = new Map<string, SiteBus[]>();
  const add = (gateway: string, id: string, { file, path }: { file: BusFile; path: Path }): void => {
    if (!claim(draft, 'bus', { id, path })) return;
    const bus = makeBus(id, file);
    draft.buses.set(id, { gateway, bus });
    buses.get(gateway)?.push(bus);
  };
  for (const [gateway, file] of Object.entries(draft.file.gateways)) {
    const path: Path = ['gateways', gateway];
    claim(draft, 'gateway', { id: gateway, path });
    buses.set(gateway, []);
    for (const [id, bus] of Object.entries(file.buses)) add(gateway, id, { file: bus, path: [...path, 'buses', id] });
  }
  for (const kit of lanes) {
    for (const [id, bus] of Object.entries(kit.buses)) {
      if (kit.gateway !== undefined && buses.has(kit.gateway)) add(kit.gateway, id, { file: bus, path: kit.path });
      else draft.dropped.add(`bus:${id}`);
    }
    const lost = kit.gateway === undefined ? Object.keys(kit.buses).length > 0 : !buses.has(kit.gateway);
    if (lost)
      noteMissing(draft, {
        id: kit.id,
        path: [...kit.path, 'gateway'],
        noun: 'gateway',
        name: kit.gateway ?? '(none)',
      });
  }
  return Object.entries(draft.file.gateways).map(([id, { name }]) => ({ id, name, buses: buses.get(id) ?? [] }));
}

function makeBus(id: string, file: BusFile): SiteBus {
  return file.kind === 'modbus-tcp' ? { ...file, id, line_baud: file.line_baud ?? null } : { ...file, id };
}

/** Takes a device into the site; null, and a finding, when its bus is not there or its name is taken. */
export function addDevice(draft: Draft, id: string, place: { file: DeviceFile; path: Path }): Device | null {
  const { file, path } = place;
  const on = draft.buses.get(file.bus);
  if (!on) {
    noteMissing(draft, { id, path: [...path, 'bus'], noun: 'bus', name: file.bus });
    draft.dropped.add(`device:${id}`);
    return null;
  }
  if (!claim(draft, 'device', { id, path })) return null;
  const device: Device = {
    id,
    profile: file.profile,
    gateway: on.gateway,
    bus: file.bus,
    unit: file.unit,
    address: file.address ?? null,
  };
  draft.devices.set(id, device);
  return device;
}

export function expandDevices(draft: Draft, lanes: readonly LaneKit[]): void {
  for (const [id, file] of Object.entries(draft.file.devices)) addDevice(draft, id, { file, path: ['devices', id] });
  for (const kit of lanes)
    for (const [id, file] of Object.entries(kit.devices)) addDevice(draft, id, { file, path: kit.path });
}
