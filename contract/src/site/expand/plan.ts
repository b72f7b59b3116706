import type { Aisle, Area, Level, Lobby, PlanNode, PlanPoint, Waiver, Walk } from '@berth/domain/site';
import type { Path } from '../check/finding.ts';
import { distance, lineLength, rounded } from '../geometry.ts';
import { claim, type Draft, note, noteMissing } from './draft.ts';

export function expandAreas(draft: Draft): Area[] {
  return Object.entries(draft.file.areas).map(([id, area]) => {
    claim(draft, 'area', { id, path: ['areas', id] });
    return { id, ...area };
  });
}

export function expandLevels(draft: Draft): Level[] {
  return Object.entries(draft.file.levels).map(([id, level]) => {
    claim(draft, 'level', { id, path: ['levels', id] });
    return { id, ...level };
  });
}

export function expandNodes(draft: Draft): PlanNode[] {
  const nodes: PlanNode[] = [];
  for (const [level, places] of Object.entries(draft.file.nodes)) {
    const known = draft.origins.has(`level:${level}`);
    if (!known) noteMissing(draft, { id: level, path: ['nodes', level], noun: 'level', name: level });
    for (const [id, at] of Object.entries(places)) {
      const path: Path = ['nodes', level, id];
      if (!known) draft.dropped.add(`node:${id}`);
      else if (claim(draft, 'node', { id, path })) nodes.push({ id, level, at });
    }
  }
  return nodes;
}

export function expandAisles(draft: Draft, nodes: readonly PlanNode[]): Aisle[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const aisles: Aisle[] = [];
  const add = (aisle: Omit<Aisle, 'line' | 'length_m'> & { via: readonly PlanPoint[] }, path: Path): void => {
    const { via, ...rest } = aisle;
    const [from, to] = [byId.get(aisle.from), byId.get(aisle.to)];
    for (const name of [aisle.from, aisle.to])
      if (!byId.has(name)) noteMissing(draft, { id: aisle.id, path, noun: 'node', name });
    if (!from || !to) draft.dropped.add(`aisle:${aisle.id}`);
    else if (claim(draft, 'aisle', { id: aisle.id, path })) {
      const line = [from.at, ...via, to.at];
      aisles.push({ ...rest, line, length_m: Math.max(0.1, rounded(lineLength(line))) });
    }
  };
  draft.file.drives.forEach((drive, index) => {
    drive.nodes.slice(1).forEach((to, place) => {
      const from = drive.nodes[place] ?? to;
      const { kind, zone = null } = drive;
      add({ id: `${from}--${to}`, from, to, kind, zone, via: [] }, ['drives', index]);
    });
  });
  for (const [id, file] of Object.entries(draft.file.aisles))
    add({ id, from: file.from, to: file.to, kind: file.kind, zone: file.zone ?? null, via: file.via }, ['aisles', id]);
  expandWaivers(draft).forEach(({ link }, index) => {
    if (!link) return;
    const from = byId.has(link[0]) ? link[0] : (aisles.find((aisle) => aisle.id === link[0])?.to ?? link[0]);
    const to = byId.has(link[1]) ? link[1] : (aisles.find((aisle) => aisle.id === link[1])?.from ?? link[1]);
    const zone = aisles.find((aisle) => aisle.to === from)?.zone ?? null;
    add({ id: linkAisle(link), from, to, kind: 'drive', zone, via: [] }, ['waive', index, 'link']);
  });
  return aisles;
}

/** The id of the aisle that a waiver adds. */
export function linkAisle([from, to]: readonly [from: string, to: string]): string {
  return `link-${from}--${to}`;
}

export function expandWaivers(draft: Draft): Waiver[] {
  return draft.file.waive.map(({ code, id, reason, link }) => ({
    code,
    id: String(id),
    reason,
    link: link ? [String(link[0]), String(link[1])] : null,
  }));
}

export function expandLobbies(draft: Draft): Lobby[] {
  return Object.entries(draft.file.lobbies).map(([id, lobby]) => {
    claim(draft, 'lobby', { id, path: ['lobbies', id] });
    return { id, ...lobby };
  });
}

export function expandWalks(draft: Draft, places: readonly (PlanNode | Lobby)[]): Walk[] {
  const byId = new Map(places.map((place) => [place.id, place]));
  const elevation = (level: string): number => draft.file.levels[level]?.elevation_m ?? 0;
  const walks = new Map<string, Walk>();
  draft.file.walks.forEach((file, index) => {
    for (const other of file.to) {
      const id = `${file.from}--${other}`;
      const path: Path = ['walks', index];
      const [from, to] = [byId.get(file.from), byId.get(other)];
      for (const name of [file.from, other]) if (!byId.has(name)) noteMissing(draft, { id, path, noun: 'node', name });
      if (!from || !to) continue;
      if (walks.has(id)) {
        note(draft, 'duplicate-id', { id, path, values: { noun: 'walk', other: 'walks' } });
        continue;
      }
      const climb = elevation(from.level) - elevation(to.level);
      const length_m = file.length_m ?? rounded(Math.hypot(distance(from.at, to.at), climb));
      walks.set(id, { id, from: from.id, to: to.id, kind: file.kind, length_m });
    }
  });
  return [...walks.values()];
}
