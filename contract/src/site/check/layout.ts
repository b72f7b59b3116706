import type { Aisle, Bay, PlanPoint } from '@berth/domain/site';
import { linkAisle } from '../expand/plan.ts';
import { boxOf, isInside, lineLength, overlapDepth, rectangleBeside } from '../geometry.ts';
import { type CheckContext, trouble } from './context.ts';
import type { Trouble } from './finding.ts';

/** Plans are drawn to some centimetres; painted lines are 10 cm wide. */
const toleranceM = 0.1;
/** Half the width of the way a car takes along an aisle. */
const wayHalfM = 1.2;
const cellM = 8;

interface Shape {
  readonly outline: readonly PlanPoint[];
  readonly bay?: Bay;
  readonly aisle?: Aisle;
}

/** Bays that lie over each other, over an aisle, or outside their level. */
export function checkLayout(context: CheckContext): Trouble[] {
  const { site } = context;
  return site.levels.flatMap((level) => {
    const bays = site.bays.filter((bay) => bay.level === level.id);
    const shapes: Shape[] = [...bays.map((bay) => ({ outline: bay.outline, bay })), ...waysOn(context, level.id)];
    return [
      ...pairs(shapes).flatMap(([a, b]) => meet(context, a, b)),
      ...bays
        .filter((bay) => !isInside(centre(bay.outline), level.outline))
        .map((bay) =>
          trouble('outside-level', { id: bay.id, path: context.pathOf('bay', bay.id) }, { level: level.id }),
        ),
    ];
  });
}

function meet(context: CheckContext, a: Shape, b: Shape): Trouble[] {
  if (!a.bay) return [];
  const depth = overlapDepth(a.outline, b.outline);
  if (depth <= toleranceM) return [];
  const about = { id: a.bay.id, path: context.pathOf('bay', a.bay.id) };
  const depth_m = Math.round(depth * 100) / 100;
  if (b.bay) return [trouble('bays-overlap', about, { other: b.bay.id, depth_m })];
  return b.aisle ? [trouble('bay-on-aisle', about, { aisle: b.aisle.id })] : [];
}

/** The ways of aisles on a level; a ramp lies half on the level where it begins and half where it ends. */
function waysOn({ site, aisles }: CheckContext, level: string): Shape[] {
  const levels = new Map(site.nodes.map((node) => [node.id, node.level]));
  // The straight line of a waiver's link is nobody's way: where cars really turn, only the site knows.
  const links = new Set(site.waivers.map((waiver) => waiver.link && linkAisle(waiver.link)));
  return [...aisles.values()].flatMap((aisle) => {
    if (links.has(aisle.id)) return [];
    const [from, to] = [levels.get(aisle.from), levels.get(aisle.to)];
    if (from !== level && to !== level) return [];
    const half = lineLength(aisle.line) / 2;
    return pieces(aisle)
      .filter((piece) => (from === to ? true : piece.middle_m < half ? from === level : to === level))
      .map(({ outline }) => ({ outline, aisle }));
  });
}

function pieces(aisle: Aisle): { outline: PlanPoint[]; middle_m: number }[] {
  let start = 0;
  return aisle.line.slice(1).flatMap((end, index) => {
    const begin = aisle.line[index] ?? end;
    const length = lineLength([begin, end]);
    const count = Math.max(1, Math.ceil(length / cellM));
    const width_m = length / count;
    const from = start;
    start += length;
    return Array.from({ length: count }, (_, place) => {
      const middle = (place + 0.5) * width_m;
      const box = { width_m, near_m: -wayHalfM, far_m: wayHalfM };
      return { outline: rectangleBeside([begin, end], middle, box), middle_m: from + middle };
    });
  });
}

/** Every bay with each shape near it, once. */
function pairs(shapes: readonly Shape[]): [Shape, Shape][] {
  const cells = new Map<string, number[]>();
  const near = new Map<string, [Shape, Shape]>();
  shapes.forEach((shape, index) => {
    const { west, east, south, north } = boxOf(shape.outline);
    for (let x = Math.floor(west / cellM); x <= Math.floor(east / cellM); x += 1)
      for (let y = Math.floor(south / cellM); y <= Math.floor(north / cellM); y += 1) {
        const cell = cells.get(`${x} ${y}`) ?? [];
        for (const other of cell) {
          const first = shapes[other];
          if (first?.bay) near.set(`${other} ${index}`, [first, shape]);
        }
        cells.set(`${x} ${y}`, [...cell, index]);
      }
  });
  return [...near.values()];
}

function centre(outline: readonly PlanPoint[]): PlanPoint {
  const { west, east, south, north } = boxOf(outline);
  return [(west + east) / 2, (south + north) / 2];
}
