import type { PlanPoint } from '@berth/domain/site';
import { centreOf, type Garage, type Lanelet, millimetres, type ParkingSpace } from './lanelet.ts';
import { type Levels, levelsOf, type MapLevel } from './levels.ts';
import type { Spot } from './metres.ts';
import type { Mend, Portals } from './roads.ts';
import { wiringSections } from './wiring.ts';
import { inline, section, type Writable } from './yaml-text.ts';

/** How far the roads in and out go on straight before the map begins: a pillar, an arm, and a car that waits. */
const approachM = 20;
const streetM = 20;

export interface SiteParts {
  readonly id: string;
  readonly source: string;
  readonly garage: Garage;
  readonly portals: Portals;
  readonly mends: readonly Mend[];
}

export interface Crossing {
  readonly id: string;
  readonly aisle: string;
  readonly at_m: number;
  readonly from: MapLevel;
  readonly to: MapLevel;
}

export interface LabelledBay {
  readonly label: string;
  readonly level: MapLevel;
  readonly bay: ParkingSpace;
}

/** The text of a site file with the plan of a map, and wires made up so that it can be started. */
export function writeSiteFile(parts: SiteParts): string {
  const levels = levelsOf(parts.garage);
  const bays = labelBays(parts.garage, levels);
  const crossings = parts.garage.lanelets.flatMap((lanelet) => crossingOf(lanelet, levels));
  return [
    `# Made from ${parts.source} by berth import lanelet2. The plan is that of the map; zones (one for each`,
    '# level), lanes, borders and all wires are made up, to be put right by who knows the place.',
    'berth: 1',
    `site: ${parts.id}`,
    `name: ${inline(both(parts.id))}`,
    'time_zone: Etc/UTC',
    'currency: XXX',
    'areas:\n  public: { name: { zh: 公共区, en: Public } }',
    section('levels', Object.fromEntries(levels.levels.map((level) => [level.id, levelOf(level, parts.garage, bays)]))),
    section('zones', Object.fromEntries(levels.levels.map((level) => [level.id, zoneOf(level)]))),
    nodesSection(parts, levels),
    aislesSection(parts, levels),
    section('bays', Object.fromEntries(bays.map((each) => [idOfBay(each.bay), bayOf(each)]))),
    wiringSections({ levels: levels.levels, bays, crossings, lanes: lanesOf(parts, levels) }),
    waiveSection(parts.mends),
  ]
    .filter((each) => each !== '')
    .join('\n');
}

function both(name: string): Writable {
  return { zh: name, en: name };
}

function idOfBay(bay: ParkingSpace): string {
  return `bay-${bay.id}`;
}

/** Labels count on each level in the order of the map: L03-017. */
function labelBays({ bays }: Garage, levels: Levels): LabelledBay[] {
  const counts = new Map<string, number>();
  return bays.map((bay) => {
    const level = levels.ofTag(bay.level, 0);
    const number = (counts.get(level.id) ?? 0) + 1;
    counts.set(level.id, number);
    return { label: `L${level.id.slice('level-'.length)}-${String(number).padStart(3, '0')}`, level, bay };
  });
}

function bayOf({ label, level, bay }: LabelledBay): Writable {
  const kind: Writable = bay.isDisabled ? { kind: 'disabled' } : {};
  const place = { label, level: level.id, aisle: bay.lanelet, at_m: bay.at_m };
  return { ...place, ...kind, outline: bay.outline.map(([x, y]) => [x, y]) };
}

function zoneOf(level: MapLevel): Writable {
  return { name: both(`L${level.id.slice('level-'.length)}`), level: level.id, area: 'public' };
}

/** The largest floor of the map that holds all bays of the level, or else a box around everything there. */
function levelOf(level: MapLevel, garage: Garage, bays: readonly LabelledBay[]): Writable {
  const here = bays.filter((each) => each.level.id === level.id).map((each) => each.bay.outline);
  const roads = garage.lanelets
    .filter((lanelet) => lanelet.level === level.tag)
    .map((lanelet) => lanelet.line.map((spot): PlanPoint => [spot[0], spot[1]]));
  const floor = (garage.floors.get(level.tag) ?? [])
    .filter((outline) => here.every((bay) => isInside(centreOf(bay), outline)))
    .sort((a, b) => areaOf(b) - areaOf(a))[0];
  const outline = floor ?? boxAround([...here, ...roads].flat());
  const name = both(`L${level.id.slice('level-'.length)}`);
  return { name, elevation_m: level.elevation_m, outline: outline.map(([x, y]) => [millimetres(x), millimetres(y)]) };
}

function boxAround(points: readonly PlanPoint[]): PlanPoint[] {
  const [xs, ys] = [points.map((point) => point[0]), points.map((point) => point[1])];
  const [west, east, south, north] = [
    Math.min(...xs) - 1,
    Math.max(...xs) + 1,
    Math.min(...ys) - 1,
    Math.max(...ys) + 1,
  ];
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ];
}

function areaOf(outline: readonly PlanPoint[]): number {
  let twice = 0;
  outline.forEach(([x, y], index) => {
    const [nx, ny] = outline[(index + 1) % outline.length] ?? [x, y];
    twice += x * ny - nx * y;
  });
  return Math.abs(twice) / 2;
}

function isInside([x, y]: PlanPoint, outline: readonly PlanPoint[]): boolean {
  let inside = false;
  outline.forEach(([ax, ay], index) => {
    const [bx, by] = outline[(index + 1) % outline.length] ?? [ax, ay];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  });
  return inside;
}

/** A lanelet that leads to another floor: counted in its middle. */
function crossingOf(lanelet: Lanelet, levels: Levels): Crossing[] {
  const [from, to] = [levels.ofNode(lanelet.from), levels.ofNode(lanelet.to)];
  if (from.id === to.id) return [];
  return [{ id: `border-${lanelet.id}`, aisle: lanelet.id, at_m: millimetres(lengthOf(lanelet.line) / 2), from, to }];
}

function lengthOf(line: readonly Spot[]): number {
  return line.reduce((sum, spot, index) => {
    const former = line[index - 1];
    return sum + (former ? Math.hypot(spot[0] - former[0], spot[1] - former[1]) : 0);
  }, 0);
}

/** The roads in and out go on outside the map: their outer ends, from the map outward. */
function outwards(lanelet: Lanelet, way: 'in' | 'out'): readonly [near: PlanPoint, far: PlanPoint] {
  const line = way === 'in' ? lanelet.line : [...lanelet.line].reverse();
  const [end, next] = [line[0], line[1]];
  if (!end || !next)
    return [
      [0, 0],
      [0, 0],
    ];
  const length = Math.hypot(end[0] - next[0], end[1] - next[1]) || 1;
  const [dx, dy] = [(end[0] - next[0]) / length, (end[1] - next[1]) / length];
  const place = (m: number): PlanPoint => [millimetres(end[0] + dx * m), millimetres(end[1] + dy * m)];
  return [place(approachM), place(approachM + streetM)];
}

interface Portal {
  readonly lanelet: Lanelet;
  readonly way: 'in' | 'out';
  /** Where the map's own part of the road begins or ends. */
  readonly joint: PlanPoint;
  readonly near: PlanPoint;
  readonly far: PlanPoint;
}

function portalsOf({ entries, exits }: Portals): Portal[] {
  const portal = (lanelet: Lanelet, way: 'in' | 'out'): Portal => {
    const [near, far] = outwards(lanelet, way);
    const spot = way === 'in' ? lanelet.line[0] : lanelet.line.at(-1);
    return { lanelet, way, joint: [spot?.[0] ?? 0, spot?.[1] ?? 0], near, far };
  };
  return [...entries.map((each) => portal(each, 'in')), ...exits.map((each) => portal(each, 'out'))];
}

function nodesSection({ garage, portals }: SiteParts, levels: Levels): string {
  const used = new Set(garage.lanelets.flatMap((lanelet) => [lanelet.from, lanelet.to]));
  const byLevel = new Map<string, Record<string, Writable>>(levels.levels.map((level) => [level.id, {}]));
  const put = (level: MapLevel, id: string, [x, y]: PlanPoint): void => {
    const places = byLevel.get(level.id);
    if (places) places[id] = [x, y];
  };
  const outer = portalsOf(portals);
  const gone = new Set(outer.map(({ lanelet, way }) => (way === 'in' ? lanelet.from : lanelet.to)));
  for (const [id, spot] of garage.nodes)
    if (used.has(id) && !gone.has(id)) put(levels.ofNode(id), id, [millimetres(spot[0]), millimetres(spot[1])]);
  for (const { lanelet, way, near, far } of outer) {
    const level = levels.ofNode(way === 'in' ? lanelet.to : lanelet.from);
    put(level, `gate-${lanelet.id}`, near);
    put(level, `street-${lanelet.id}`, far);
  }
  const lines = [...byLevel].map(([level, places]) => {
    const rows = Object.entries(places).map(([id, at]) => `    ${id}: ${inline(at)}`);
    return `  ${level}:\n${rows.join('\n')}`;
  });
  return `nodes:\n${lines.join('\n')}\n`;
}

function aislesSection({ garage, portals }: SiteParts, levels: Levels): string {
  const outer = portalsOf(portals);
  const aisles: Record<string, Writable> = {};
  for (const { lanelet, way } of outer) {
    const [gate, street] = [`gate-${lanelet.id}`, `street-${lanelet.id}`];
    const ends = way === 'in' ? { from: street, to: gate } : { from: gate, to: street };
    aisles[`road-${lanelet.id}`] = { ...ends, kind: 'street' };
  }
  for (const lanelet of garage.lanelets) {
    const [from, to] = [levels.ofNode(lanelet.from), levels.ofNode(lanelet.to)];
    const inside = lanelet.line.slice(1, -1).map((spot) => [millimetres(spot[0]), millimetres(spot[1])]);
    const portal = outer.find((each) => each.lanelet === lanelet);
    const joint = portal ? [[...portal.joint]] : [];
    const via = portal?.way === 'in' ? [...joint, ...inside] : [...inside, ...joint];
    const ends = {
      from: portal?.way === 'in' ? `gate-${lanelet.id}` : lanelet.from,
      to: portal?.way === 'out' ? `gate-${lanelet.id}` : lanelet.to,
    };
    const kind: Writable = from.id === to.id ? {} : { kind: 'ramp' };
    aisles[lanelet.id] = { ...ends, ...kind, zone: to.id, ...(via.length > 0 ? { via } : {}) };
  }
  return section('aisles', aisles);
}

export interface ImportedLane {
  readonly id: string;
  readonly way: 'in' | 'out';
  readonly aisle: string;
  readonly at_m: number;
  readonly zone: string;
}

/** Arms stand in the middle of the straight that was put before and behind the map. */
function lanesOf({ portals }: SiteParts, levels: Levels): ImportedLane[] {
  return portalsOf(portals).map(({ lanelet, way }) => {
    const length = lengthOf(lanelet.line);
    const at_m = way === 'in' ? approachM * 0.6 : length + approachM * 0.4;
    const zone = levels.ofNode(way === 'in' ? lanelet.to : lanelet.from).id;
    const id = `${way === 'in' ? 'entry' : 'exit'}-${lanelet.id}`;
    return { id, way, aisle: lanelet.id, at_m: millimetres(at_m), zone };
  });
}

function waiveSection(mends: readonly Mend[]): string {
  const reason = 'the map has no way on from here; the link is to be confirmed on the site';
  return section(
    'waive',
    mends.map((mend) => ({ code: 'dead-end', id: mend.deadEnd.id, reason, link: [mend.from, mend.to] })),
  );
}
