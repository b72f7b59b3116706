import type { FaultCode, Id } from '../kernel/index.ts';
import type { LaneShown, NamedOccupancy, Occupancy, OccupancyReport, ZoneShown } from '../occupancy/index.ts';
import { laneShown, sumOccupancy, zoneOccupancy, zoneShown } from '../occupancy/index.ts';
import type { SiteContext, ZonePlace } from './context.ts';
import type { Liveness } from './input.ts';
import type { Zone } from './model.ts';
import type { SiteState } from './state.ts';
import { emptyZone, faultKey } from './state.ts';

/** While one of these holds on a loop of its edge, cars may pass a zone's edge uncounted. */
const blinding: ReadonlySet<FaultCode> = new Set([
  'device-silent',
  'device-garbage',
  'device-exception',
  'device-wrong-unit',
  'device-crc',
  'loop-fault',
  'loop-stuck',
]);

/** Occupancy of every zone, level and area, and of the site, with age and trust. */
export function reportOccupancy(context: SiteContext, state: SiteState, liveness: Liveness): OccupancyReport {
  const troubles = troubledDevices(state);
  const zones = context.site.zones.map((zone) => ({
    id: zone.id,
    ...judgeZone({ context, state, liveness, troubles }, zone),
  }));
  const byZone = new Map<Id, Occupancy>(zones.map((zone) => [zone.id, zone]));
  const sumOf = (id: Id, belongs: (zone: Zone) => boolean): NamedOccupancy => ({
    id,
    ...sumOccupancy(context.site.zones.filter(belongs).flatMap((zone) => byZone.get(zone.id) ?? [])),
  });
  return {
    revision: state.revision,
    zones,
    levels: context.site.levels.map(({ id }) => sumOf(id, (zone) => zone.level === id)),
    areas: context.site.areas.map(({ id }) => sumOf(id, (zone) => zone.area === id)),
    site: sumOccupancy(zones.map(({ id: _, ...zone }) => zone)),
  };
}

interface Troubles {
  readonly blind: ReadonlySet<Id>;
  readonly doubtful: ReadonlySet<Id>;
}

interface Evidence {
  readonly context: SiteContext;
  readonly state: SiteState;
  readonly liveness: Liveness;
  readonly troubles: Troubles;
}

function troubledDevices(state: SiteState): Troubles {
  const blind = new Set<Id>();
  const doubtful = new Set<Id>();
  for (const { subject, code } of state.faults.values()) {
    if (blinding.has(code)) blind.add(subject);
    if (code === 'loop-pair-disorder') doubtful.add(subject);
  }
  return { blind, doubtful };
}

const nowhere: ZonePlace = { bays: 0, sensors: 0, countAgents: [], countDevices: [], bayAgents: [] };

function judgeZone({ context, state, liveness, troubles }: Evidence, zone: Zone): Occupancy {
  const place = context.zonePlaces.get(zone.id) ?? nowhere;
  const counted = state.zones.get(zone.id) ?? emptyZone();
  const outOfRange = state.faults.has(faultKey(null, zone.id, 'count-out-of-range'));
  return zoneOccupancy({
    capacity: zone.capacity,
    kept_for_permits: zone.kept_for_permits,
    loops: {
      kept: counted.known ? counted.kept : null,
      age_ms: oldest(place.countAgents, liveness),
      blind: place.countDevices.some((device) => troubles.blind.has(device)),
      doubtful: outOfRange || place.countDevices.some((device) => troubles.doubtful.has(device)),
    },
    bays: {
      bays: place.bays,
      sensors: place.sensors,
      free: counted.free,
      occupied: counted.occupied,
      permit_occupied: counted.permit_occupied,
      age_ms: oldest(place.bayAgents, liveness),
    },
    stale_after_ms: context.site.rules.stale_after_ms,
  });
}

/** Null when one was never heard, or nobody counts there. */
function oldest(agents: readonly Id[], liveness: Liveness): number | null {
  if (agents.length === 0) return null;
  let age = 0;
  for (const agent of agents) {
    const heard = liveness.get(agent);
    if (heard === undefined) return null;
    age = Math.max(age, heard);
  }
  return age;
}

/** What every zone's row on a sign says now. */
export function showZones(context: SiteContext, state: SiteState, report: OccupancyReport): Map<Id, ZoneShown> {
  const closed = state.fire.size > 0 || isShut(context, state);
  return new Map(
    report.zones.map((zone) => [zone.id, zoneShown(zone, { full: state.full.has(`zone/${zone.id}`), closed })]),
  );
}

/** Every lane that leads in from the street is closed. */
function isShut(context: SiteContext, state: SiteState): boolean {
  const entries = context.site.lanes.filter((lane) => lane.from_area === null && lane.to_area !== null);
  const modes = entries.map((lane) => state.lanes.get(lane.id)?.mode);
  return modes.length > 0 && modes.every((mode) => mode === 'closed' || mode === 'closed-to-all');
}

/** What the display of a lane says now to those who come along it. */
export function showLane(context: SiteContext, state: SiteState, lane: Id): LaneShown {
  const entering = context.lanes.get(lane)?.to_area !== null;
  return laneShown(state.lanes.get(lane)?.mode ?? null, state.fire.size > 0, entering);
}
