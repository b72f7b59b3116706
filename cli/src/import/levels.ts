import type { Garage, Lanelet } from './lanelet.ts';

export interface MapLevel {
  /** `level-00` and up, from the lowest. */
  readonly id: string;
  /** As the map names it. */
  readonly tag: string;
  readonly elevation_m: number;
}

export interface Levels {
  readonly levels: readonly MapLevel[];
  readonly ofNode: (node: string) => MapLevel;
  readonly ofTag: (tag: string | null, elevation_m: number) => MapLevel;
}

/** The floors of a map, lowest first: those its lanelets name, each at the middle height of its lanelets. */
export function levelsOf({ lanelets, nodes }: Garage): Levels {
  const heights = new Map<string, number[]>();
  for (const { level, line } of lanelets) {
    if (level === null) continue;
    heights.set(level, [...(heights.get(level) ?? []), ...line.map((spot) => spot[2])]);
  }
  if (heights.size === 0) heights.set('0', [0]);
  const levels = [...heights]
    .map(([tag, all]) => ({ tag, elevation_m: Math.round(10 * mean(all)) / 10 }))
    .sort((a, b) => a.elevation_m - b.elevation_m || Number(a.tag) - Number(b.tag))
    .map((level, index) => ({ ...level, id: `level-${String(index).padStart(2, '0')}` }));
  const nearest = (elevation_m: number): MapLevel => {
    const [best] = [...levels].sort((a, b) => off(a, elevation_m) - off(b, elevation_m));
    if (!best) throw new Error('a map without levels');
    return best;
  };
  const ofTag = (tag: string | null, elevation_m: number): MapLevel =>
    levels.find((level) => level.tag === tag) ?? nearest(elevation_m);
  const tags = tagsOfNodes(lanelets);
  return { levels, ofTag, ofNode: (node) => ofTag(tags.get(node) ?? null, nodes.get(node)?.[2] ?? 0) };
}

function tagsOfNodes(lanelets: readonly Lanelet[]): Map<string, string> {
  const tags = new Map<string, string>();
  for (const { level, from, to } of lanelets)
    if (level !== null) {
      tags.set(from, level);
      tags.set(to, level);
    }
  return tags;
}

function off(level: { elevation_m: number }, elevation_m: number): number {
  return Math.abs(level.elevation_m - elevation_m);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0) / values.length;
}
