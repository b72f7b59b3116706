import type { PlanPoint } from '@berth/domain/site';
import { centreLine, metresBetween, middleOf, nearestOn, projectionAt, type Spot } from './metres.ts';
import { MapError, type OsmMap, type OsmRelation, type OsmWay } from './osm.ts';

/** A lanelet: one-way, from the place where its borders begin to the place where they end. */
export interface Lanelet {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly level: string | null;
  readonly line: readonly Spot[];
}

export interface ParkingSpace {
  readonly id: string;
  readonly level: string | null;
  readonly isDisabled: boolean;
  readonly outline: readonly PlanPoint[];
  readonly lanelet: string;
  readonly at_m: number;
}

export interface Garage {
  /** Ends of lanelets: lanelets that share both end points of their borders follow each other. */
  readonly nodes: ReadonlyMap<string, Spot>;
  readonly lanelets: readonly Lanelet[];
  readonly bays: readonly ParkingSpace[];
  /** Floors drawn on the map, by level. */
  readonly floors: ReadonlyMap<string, readonly (readonly PlanPoint[])[]>;
  /** What the map holds and could not be used, in words. */
  readonly left_out: readonly string[];
}

const farthestBayM = 15;

/** The roads and parking spaces of a Lanelet2 map, in metres about its south-west corner. */
export function readGarage(map: OsmMap): Garage {
  const left_out: string[] = [];
  const spotOf = spotsOf(map);
  const nodes = new Map<string, Spot>();
  const lanelets = map.relations.flatMap((relation) => {
    if (relation.tags.get('type') !== 'lanelet') return [];
    const lanelet = readLanelet(relation, { map, spotOf, nodes });
    if (!lanelet) left_out.push(`lanelet ${relation.id}: it has not a left and a right border`);
    return lanelet ? [lanelet] : [];
  });
  if (lanelets.length === 0) throw new MapError('the map has no lanelets');
  const bays = parkingWays(map).flatMap((way) => {
    const bay = readBay(way, lanelets, spotOf);
    if (typeof bay === 'string') left_out.push(bay);
    return typeof bay === 'string' ? [] : [bay];
  });
  return { nodes, lanelets, bays, floors: floorsOf(map, spotOf), left_out };
}

type SpotOf = (node: string) => Spot | null;

function spotsOf(map: OsmMap): SpotOf {
  let [lat, lon] = [Infinity, Infinity];
  for (const node of map.nodes.values()) [lat, lon] = [Math.min(lat, node.lat), Math.min(lon, node.lon)];
  const project = projectionAt({ lat, lon });
  return (id) => {
    const node = map.nodes.get(id);
    if (!node) return null;
    const [east, north] = project(node.lat, node.lon);
    const up = Number(node.tags.get('ele') ?? 0);
    return [millimetres(east), millimetres(north), millimetres(Number.isFinite(up) ? up : 0)];
  };
}

export function millimetres(metres: number): number {
  return Math.round(metres * 1000) / 1000;
}

interface Reading {
  readonly map: OsmMap;
  readonly spotOf: SpotOf;
  /** Filled as ends of lanelets are met. */
  readonly nodes: Map<string, Spot>;
}

function readLanelet(relation: OsmRelation, { map, spotOf, nodes }: Reading): Lanelet | null {
  const border = (role: string): OsmWay | undefined =>
    map.ways.get(relation.members.find((member) => member.role === role)?.ref ?? '');
  const [left, right] = [border('left'), border('right')];
  const [leftSpots, rightSpots] = [spotsAlong(left, spotOf), spotsAlong(right, spotOf)];
  if (!left || !right || leftSpots.length === 0 || rightSpots.length === 0) return null;
  const end = (which: 0 | -1): string => {
    const [l, r] = [leftSpots.at(which), rightSpots.at(which)];
    const id = `n${left.nodes.at(which)}-${right.nodes.at(which)}`;
    if (l && r) nodes.set(id, middleOf(l, r));
    return id;
  };
  const id = nameOf(relation);
  const level = relation.tags.get('subtype') === 'connector' ? null : (relation.tags.get('level') ?? null);
  return { id, from: end(0), to: end(-1), level, line: centreLine(leftSpots, rightSpots) };
}

function spotsAlong(way: OsmWay | undefined, spotOf: SpotOf): Spot[] {
  return (way?.nodes ?? []).flatMap((node) => {
    const spot = spotOf(node);
    return spot ? [spot] : [];
  });
}

/** The number of the drawing the map was made from where it is kept, for it is what people know. */
function nameOf(thing: OsmRelation | OsmWay): string {
  const name = (thing.tags.get('cad_id') ?? thing.id).toLowerCase().replace(/[^a-z0-9-]/g, '-');
  return /^[a-z0-9]/.test(name) ? name.slice(0, 60) : thing.id;
}

function parkingWays(map: OsmMap): OsmWay[] {
  return [...map.ways.values()].filter((way) => way.tags.get('subtype') === 'parking');
}

function readBay(way: OsmWay, lanelets: readonly Lanelet[], spotOf: SpotOf): ParkingSpace | string {
  const spots = spotsAlong(way, spotOf);
  const outline = spots.map(([east, north]): PlanPoint => [east, north]);
  if (outline.length > 1 && metresBetween(outline[0] ?? [0, 0], outline.at(-1) ?? [0, 0]) < 0.001) outline.pop();
  const id = nameOf(way);
  if (outline.length < 3) return `parking space ${id}: it has no outline`;
  const level = way.tags.get('level') ?? null;
  const up = spots.reduce((sum, spot) => sum + spot[2], 0) / spots.length;
  const centre = centreOf(outline);
  const named = new Set((way.tags.get('near_roads') ?? '').match(/[a-z0-9-]+/gi));
  const sameLevel = lanelets.filter((each) => isBeside(each, level, up));
  const near = sameLevel.filter((each) => named.has(each.id));
  const [best] = (near.length > 0 ? near : sameLevel)
    .map((lanelet) => ({
      lanelet,
      ...nearestOn(
        lanelet.line.map(([x, y]): PlanPoint => [x, y]),
        centre,
      ),
    }))
    .sort((a, b) => a.off_m - b.off_m);
  if (!best || best.off_m > farthestBayM) return `parking space ${id}: no lanelet is near it`;
  const isDisabled = /disabled/i.test(way.tags.get('parking_type') ?? '');
  return { id, level, isDisabled, outline, lanelet: best.lanelet.id, at_m: millimetres(best.at_m) };
}

function isBeside(lanelet: Lanelet, level: string | null, up: number): boolean {
  if (lanelet.level !== null && level !== null) return lanelet.level === level;
  return lanelet.level !== null && lanelet.line.some((spot) => Math.abs(spot[2] - up) < 0.7);
}

function floorsOf(map: OsmMap, spotOf: SpotOf): Map<string, PlanPoint[][]> {
  const floors = new Map<string, PlanPoint[][]>();
  for (const way of map.ways.values()) {
    const level = way.tags.get('level');
    if (way.tags.get('subtype') !== 'Floors' || level === undefined) continue;
    const outline = spotsAlong(way, spotOf).map(([east, north]): PlanPoint => [east, north]);
    if (outline.length > 3) floors.set(level, [...(floors.get(level) ?? []), outline.slice(0, -1)]);
  }
  return floors;
}

export function centreOf(outline: readonly PlanPoint[]): PlanPoint {
  const sum = outline.reduce((total, [x, y]): PlanPoint => [total[0] + x, total[1] + y], [0, 0]);
  return [sum[0] / outline.length, sum[1] / outline.length];
}
