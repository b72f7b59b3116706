import type { Area, Lane } from '@berth/domain/site';
import { type CheckContext, trouble } from './context.ts';
import type { Trouble } from './finding.ts';

/** Areas nest, and only a lane leads from one into the next (FIELD, Lanes). */
export function checkAreas(context: CheckContext): Trouble[] {
  const { site, pathOf } = context;
  const areas = new Map(site.areas.map((area) => [area.id, area]));
  const areaOf = new Map(site.zones.map((zone) => [zone.id, zone.area]));
  return [
    ...site.areas
      .filter((area) => isWithinItself(area, areas))
      .map(({ id }) => trouble('area-nesting', { id, path: pathOf('area', id) })),
    ...site.borders.flatMap((border) => {
      const zones = [border.from_zone, border.to_zone];
      if (zones.some((zone) => zone !== null && !areaOf.has(zone))) return [];
      const from = areaOf.get(border.from_zone ?? '') ?? null;
      const to = areaOf.get(border.to_zone ?? '') ?? null;
      if (from === to) return [];
      const about = { id: border.id, path: pathOf('border', border.id) };
      return [trouble('area-without-lane', about, { from: from ?? 'outside', to: to ?? 'outside' })];
    }),
    ...site.lanes.flatMap((lane) => {
      const problem = laneProblem(lane, areas, areaOf);
      if (!problem) return [];
      const about = { id: lane.id, path: pathOf('lane', lane.id) };
      const values = { from: lane.from_area ?? 'outside', to: lane.to_area ?? 'outside' };
      return [trouble('lane-areas', about, { ...values, problem: problem.en, problem_zh: problem.zh })];
    }),
  ];
}

function isWithinItself(area: Area, areas: ReadonlyMap<string, Area>): boolean {
  const seen = new Set<string>();
  let at: Area | undefined = area;
  while (at && !seen.has(at.id)) {
    seen.add(at.id);
    at = at.within === null ? undefined : areas.get(at.within);
  }
  return at?.id === area.id;
}

function laneProblem(
  lane: Lane,
  areas: ReadonlyMap<string, Area>,
  areaOf: ReadonlyMap<string, string>,
): { zh: string; en: string } | null {
  const { from_area: from, to_area: to, kind } = lane;
  const unlike = (zone: string | null, area: string | null) => zone !== null && areaOf.get(zone) !== area;
  if (unlike(lane.from_zone, from) || unlike(lane.to_zone, to))
    return { zh: '与其区域所属的分区不符', en: 'its zones are of other areas' };
  if (kind === 'one-car-ramp' && from === to) return null;
  if (from === to) return { zh: '两边是同一个分区', en: 'both sides are one area' };
  const isWithin = (inner: string | null, outer: string | null): boolean =>
    inner !== null && (areas.get(inner)?.within ?? null) === outer;
  if (!isWithin(from, to) && !isWithin(to, from))
    return { zh: '两个分区不相邻（一个应直接在另一个之内）', en: 'neither is directly within the other' };
  const kindFits =
    kind === 'entry'
      ? from === null
      : kind === 'exit'
        ? to === null
        : kind !== 'inner' || (from !== null && to !== null);
  return kindFits ? null : { zh: '与车道类型不符', en: `that is no ${kind} lane` };
}
