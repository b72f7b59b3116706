import type { Aisle, Bay, Lane, Level, Lobby, PlanPoint, Sign, Site } from '@berth/domain/site';

/** What is drawn of one level, sorted out once. */
export interface LevelDrawing {
  readonly level: Level;
  readonly bays: readonly { readonly bay: Bay; readonly place: number; readonly centre: PlanPoint }[];
  readonly aisles: readonly Aisle[];
  readonly lanes: readonly { readonly lane: Lane; readonly at: PlanPoint; readonly heading: number }[];
  readonly signs: readonly Sign[];
  readonly lobbies: readonly Lobby[];
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** The point this far along an aisle, and the direction there (radians, anticlockwise from east). */
export function pointAlong(aisle: Aisle, at_m: number): { at: PlanPoint; heading: number } {
  let left = at_m;
  let heading = 0;
  let last: PlanPoint = aisle.line[0] ?? [0, 0];
  for (const next of aisle.line.slice(1)) {
    const [dx, dy] = [next[0] - last[0], next[1] - last[1]];
    const length = Math.hypot(dx, dy);
    heading = Math.atan2(dy, dx);
    if (length >= left && length > 0)
      return { at: [last[0] + (dx * left) / length, last[1] + (dy * left) / length], heading };
    left -= length;
    last = next;
  }
  return { at: last, heading };
}

export function drawingOf(site: Site, level: Level): LevelDrawing {
  const levelOfNode = new Map(site.nodes.map((node) => [node.id, node.level]));
  const aisles = site.aisles.filter(
    (aisle) => levelOfNode.get(aisle.from) === level.id || levelOfNode.get(aisle.to) === level.id,
  );
  const onLevel = new Map(aisles.map((aisle) => [aisle.id, aisle]));
  const bays = site.bays.flatMap((bay, place) =>
    bay.level === level.id ? [{ bay, place, centre: centreOf(bay.outline) }] : [],
  );
  const lanes = site.lanes.flatMap((lane) => {
    const aisle = onLevel.get(lane.aisle);
    return aisle && levelOfNode.get(aisle.to) === level.id ? [{ lane, ...pointAlong(aisle, lane.at_m) }] : [];
  });
  const points = [
    ...level.outline,
    ...bays.flatMap(({ bay }) => bay.outline),
    ...aisles.flatMap((aisle) => aisle.line),
  ];
  const easts = points.map((point) => point[0]);
  const norths = points.map((point) => point[1]);
  const bound = (values: number[], pick: (a: number, b: number) => number) =>
    values.length > 0 ? values.reduce((a, b) => pick(a, b)) : 0;
  return {
    level,
    bays,
    aisles,
    lanes,
    signs: site.signs.filter((sign) => sign.level === level.id),
    lobbies: site.lobbies.filter((lobby) => lobby.level === level.id),
    west: bound(easts, Math.min),
    east: bound(easts, Math.max),
    south: bound(norths, Math.min),
    north: bound(norths, Math.max),
  };
}

function centreOf(outline: readonly PlanPoint[]): PlanPoint {
  const count = Math.max(1, outline.length);
  return [
    outline.reduce((sum, point) => sum + point[0], 0) / count,
    outline.reduce((sum, point) => sum + point[1], 0) / count,
  ];
}

/** Whether the point lies in the outline (crossing number). */
export function isInside(outline: readonly PlanPoint[], [east, north]: PlanPoint): boolean {
  let inside = false;
  for (let index = 0, before = outline.length - 1; index < outline.length; before = index, index += 1) {
    const a = outline[index];
    const b = outline[before];
    if (!a || !b || a[1] > north === b[1] > north) continue;
    if (east < ((b[0] - a[0]) * (north - a[1])) / (b[1] - a[1]) + a[0]) inside = !inside;
  }
  return inside;
}
