import type { Id } from '@berth/domain/kernel';
import type { Bay, Lane, LaneEnd, Site } from '@berth/domain/site';
import { laneExtent, pairLoop_m } from './geometry.ts';

/** The site's graph with numbers for ids, made once. Aisles, nodes and lanes are named by index. */
export interface Network {
  readonly site: Site;
  readonly aisles: readonly NetAisle[];
  readonly aisleIndex: ReadonlyMap<Id, number>;
  readonly lanes: readonly NetLane[];
  readonly bays: ReadonlyMap<Id, NetBay>;
  /** Nodes where ways meet: cars pass them one at a time. */
  readonly meeting: readonly boolean[];
  /** Ways through lanes from the street, and to the street. */
  readonly entries: readonly Stand[];
  readonly exits: readonly Stand[];
}

export interface NetAisle {
  readonly index: number;
  readonly id: Id;
  readonly from: number;
  readonly to: number;
  readonly length_m: number;
  readonly zone: Id | null;
  readonly next: number[];
  readonly previous: number[];
  /** The same piece of drive in the other direction. */
  readonly twin: number | null;
  readonly stands: Stand[];
  readonly borders: NetBorder[];
  /** What routes reckon for it: metres, and more where a barrier stands. */
  cost: number;
}

/** A lane as a driver meets it, coming in one direction. */
export interface Stand {
  readonly lane: number;
  readonly direction: 'forward' | 'backward';
  readonly aisle: number;
  readonly at_m: number;
  readonly end: LaneEnd | null;
  readonly from_zone: Id | null;
  readonly to_zone: Id | null;
  /** Cars come from both sides on one track, so one car at a time is between its ends. */
  readonly single_track: boolean;
}

export interface NetLane {
  readonly index: number;
  readonly lane: Lane;
  readonly stands: readonly Stand[];
}

export interface NetBorder {
  readonly from_m: number;
  readonly to_m: number;
  readonly from_zone: Id | null;
  readonly to_zone: Id | null;
}

export interface NetBay {
  readonly bay: Bay;
  readonly aisle: number;
  /** Where on the aisle cars turn in and come out: never on a loop. */
  readonly door_m: number;
  /** The bay beside it on the same aisle, for who parks across the line. */
  readonly beside: Id | null;
  /** Kept for permits, or in an area within another one: for those who work here. */
  readonly for_office: boolean;
}

/** A barrier is worth a detour of this many metres. */
const laneCost_m = 300;

export function buildNetwork(site: Site): Network {
  const nodes = new Map(site.nodes.map((node, index) => [node.id, index]));
  const aisles = buildAisles(site, nodes);
  const aisleIndex = new Map(aisles.map((aisle) => [aisle.id, aisle.index]));
  const lanes = site.lanes.map((lane, index) => buildLane({ lane, index, aisles, aisleIndex }));
  for (const border of site.borders) {
    const aisle = aisles[aisleIndex.get(border.aisle) ?? -1];
    const half = border.spacing_m / 2 + pairLoop_m / 2;
    const { from_zone, to_zone, at_m } = border;
    aisle?.borders.push({ from_m: at_m - half, to_m: at_m + half, from_zone, to_zone });
  }
  for (const aisle of aisles) aisle.cost = aisle.length_m + aisle.stands.length * laneCost_m;
  const stands = lanes.flatMap((lane) => lane.stands);
  return {
    site,
    aisles,
    aisleIndex,
    lanes,
    bays: buildBays(site, aisles, aisleIndex),
    meeting: site.nodes.map((_node, index) => aisles.filter((aisle) => aisle.to === index).length > 1),
    entries: stands.filter((stand) => stand.from_zone === null && stand.to_zone !== null),
    exits: stands.filter((stand) => stand.to_zone === null && stand.from_zone !== null),
  };
}

function buildAisles(site: Site, nodes: ReadonlyMap<Id, number>): NetAisle[] {
  const byEnds = new Map(site.aisles.map((aisle, index) => [`${aisle.from} ${aisle.to}`, index]));
  const aisles = site.aisles.map(
    (aisle, index): NetAisle => ({
      index,
      id: aisle.id,
      from: nodes.get(aisle.from) ?? -1,
      to: nodes.get(aisle.to) ?? -1,
      length_m: aisle.length_m,
      zone: aisle.zone,
      next: [],
      previous: [],
      twin: byEnds.get(`${aisle.to} ${aisle.from}`) ?? null,
      stands: [],
      borders: [],
      cost: aisle.length_m,
    }),
  );
  const leaving = new Map<number, NetAisle[]>();
  for (const aisle of aisles) {
    const list = leaving.get(aisle.from) ?? [];
    list.push(aisle);
    leaving.set(aisle.from, list);
  }
  for (const aisle of aisles) {
    for (const after of leaving.get(aisle.to) ?? []) {
      aisle.next.push(after.index);
      after.previous.push(aisle.index);
    }
  }
  return aisles;
}

interface LaneMaking {
  readonly lane: Lane;
  readonly index: number;
  readonly aisles: readonly NetAisle[];
  readonly aisleIndex: ReadonlyMap<Id, number>;
}

function buildLane({ lane, index, aisles, aisleIndex }: LaneMaking): NetLane {
  const aisle = aisles[aisleIndex.get(lane.aisle) ?? -1];
  if (!aisle) return { index, lane, stands: [] };
  const twin = lane.backward === null || aisle.twin === null ? undefined : aisles[aisle.twin];
  const single_track = twin !== undefined || lane.kind === 'one-car-ramp';
  const stands: Stand[] = [];
  if (lane.forward !== null || twin === undefined) {
    const { from_zone, to_zone, at_m, forward: end } = lane;
    stands.push({ lane: index, direction: 'forward', aisle: aisle.index, at_m, end, from_zone, to_zone, single_track });
  }
  if (twin) {
    const at_m = twin.length_m * (1 - lane.at_m / aisle.length_m);
    const { from_zone: to_zone, to_zone: from_zone, backward: end } = lane;
    stands.push({ lane: index, direction: 'backward', aisle: twin.index, at_m, end, from_zone, to_zone, single_track });
  }
  for (const stand of stands) aisles[stand.aisle]?.stands.push(stand);
  return { index, lane, stands };
}

function buildBays(site: Site, aisles: readonly NetAisle[], aisleIndex: ReadonlyMap<Id, number>): Map<Id, NetBay> {
  const bays = new Map<Id, NetBay>();
  const byAisle = new Map<Id, Bay[]>();
  const inner = new Set(site.areas.filter((area) => area.within !== null).map((area) => area.id));
  const innerZones = new Set(site.zones.filter((zone) => inner.has(zone.area)).map((zone) => zone.id));
  for (const bay of site.bays) byAisle.set(bay.aisle, [...(byAisle.get(bay.aisle) ?? []), bay]);
  for (const row of byAisle.values()) {
    row.sort((one, other) => one.at_m - other.at_m || (one.id < other.id ? -1 : 1));
    for (const bay of row) {
      const aisle = aisles[aisleIndex.get(bay.aisle) ?? -1];
      if (!aisle) continue;
      const beside = nearestBeside(bay, row);
      const for_office = bay.permit_only || innerZones.has(bay.zone);
      bays.set(bay.id, { bay, aisle: aisle.index, door_m: doorOf(bay, aisle), beside, for_office });
    }
  }
  return bays;
}

function nearestBeside(bay: Bay, row: readonly Bay[]): Id | null {
  const corner = bay.outline[0];
  if (!corner) return null;
  let nearest: Id | null = null;
  let least = 4;
  for (const other of row) {
    const point = other.outline[0];
    if (other === bay || !point) continue;
    const apart = Math.hypot(point[0] - corner[0], point[1] - corner[1]);
    if (apart < least) {
      least = apart;
      nearest = other.id;
    }
  }
  return nearest;
}

/** Beside a border or a lane a car turns in on the side of the zone that its bay is in. */
function doorOf(bay: Bay, aisle: NetAisle): number {
  let door = Math.min(Math.max(bay.at_m, 0.5), Math.max(0.5, aisle.length_m - 0.5));
  const gaps = aisle.borders.map((border) => ({ from: border.from_m, to: border.to_m, zone: border.to_zone }));
  for (const stand of aisle.stands) {
    const extent = laneExtent(stand.at_m);
    gaps.push({ from: extent.from_m, to: extent.to_m, zone: stand.to_zone });
  }
  for (const gap of gaps) {
    if (door > gap.from - 0.3 && door < gap.to + 0.3) door = gap.zone === bay.zone ? gap.to + 0.3 : gap.from - 0.3;
  }
  return door;
}
