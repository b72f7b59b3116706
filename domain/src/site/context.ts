import type { Id } from '../kernel/index.ts';
import type { Area, Bay, Border, Lane, Level, Sign, Site, Zone } from './model.ts';

/** A site with what is looked up in it all the time. It never changes while a process runs. */
export interface SiteContext {
  readonly site: Site;
  readonly bays: ReadonlyMap<Id, Bay>;
  readonly zones: ReadonlyMap<Id, Zone>;
  readonly areas: ReadonlyMap<Id, Area>;
  readonly levels: ReadonlyMap<Id, Level>;
  readonly lanes: ReadonlyMap<Id, Lane>;
  readonly borders: ReadonlyMap<Id, Border>;
  readonly signs: ReadonlyMap<Id, Sign>;
  readonly zonePlaces: ReadonlyMap<Id, ZonePlace>;
  /** Agents that have lanes: they hold the stop list. */
  readonly laneAgents: readonly Id[];
}

/** Where a zone's numbers come from. */
export interface ZonePlace {
  readonly bays: number;
  readonly sensors: number;
  /** Agents that see cars cross its edge, and devices whose fault makes its count doubtful. */
  readonly countAgents: readonly Id[];
  readonly countDevices: readonly Id[];
  /** Agents of its bay sensors. */
  readonly bayAgents: readonly Id[];
}

function byId<Thing extends { readonly id: Id }>(things: readonly Thing[]): Map<Id, Thing> {
  return new Map(things.map((thing) => [thing.id, thing]));
}

function deviceOf(reference: string): Id {
  return reference.slice(0, reference.indexOf('.'));
}

export function makeContext(site: Site): SiteContext {
  return {
    site,
    bays: byId(site.bays),
    zones: byId(site.zones),
    areas: byId(site.areas),
    levels: byId(site.levels),
    lanes: byId(site.lanes),
    borders: byId(site.borders),
    signs: byId(site.signs),
    zonePlaces: zonePlaces(site),
    laneAgents: [...new Set(site.lanes.map((lane) => lane.gateway))],
  };
}

function zonePlaces(site: Site): Map<Id, ZonePlace> {
  const gatewayOfDevice = new Map(site.devices.map((device) => [device.id, device.gateway]));
  const baysByZone = new Map<Id, Bay[]>();
  for (const bay of site.bays) {
    const bays = baysByZone.get(bay.zone);
    if (bays) bays.push(bay);
    else baysByZone.set(bay.zone, [bay]);
  }
  const places = new Map<Id, ZonePlace>();
  for (const zone of site.zones) {
    const edges = edgesOf(site, zone.id);
    const bays = baysByZone.get(zone.id) ?? [];
    const sensors = bays.flatMap((bay) => (bay.sensor === null ? [] : [deviceOf(bay.sensor)]));
    const bayAgents = sensors.flatMap((device) => gatewayOfDevice.get(device) ?? []);
    places.set(zone.id, { bays: bays.length, sensors: sensors.length, ...edges, bayAgents: [...new Set(bayAgents)] });
  }
  return places;
}

function edgesOf(site: Site, zone: Id): Pick<ZonePlace, 'countAgents' | 'countDevices'> {
  const agents = new Set<Id>();
  const devices = new Set<Id>();
  for (const border of site.borders) {
    if (border.from_zone === border.to_zone || (border.from_zone !== zone && border.to_zone !== zone)) continue;
    agents.add(border.gateway);
    for (const id of [border.id, deviceOf(border.first), deviceOf(border.second)]) devices.add(id);
  }
  for (const lane of site.lanes) {
    if (lane.from_zone === lane.to_zone || (lane.from_zone !== zone && lane.to_zone !== zone)) continue;
    agents.add(lane.gateway);
    for (const loop of [lane.loops.arming, lane.loops.closing]) devices.add(deviceOf(loop));
  }
  return { countAgents: [...agents], countDevices: [...devices] };
}
