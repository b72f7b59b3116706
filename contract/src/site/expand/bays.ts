import type { Aisle, Bay, BayKind, PlanNode } from '@berth/domain/site';
import type { Path } from '../check/finding.ts';
import { rectangleBeside } from '../geometry.ts';
import type { SiteFile } from '../schema.ts';
import { claim, type Draft, note, noteMissing } from './draft.ts';

type RowFile = SiteFile['rows'][number];
type BaySize = SiteFile['bay_size'];

/** Bays of the rows, then those written one by one; sensors are tied to them later. */
export function expandBays(draft: Draft, nodes: readonly PlanNode[], aisles: readonly Aisle[]): Bay[] {
  const byPair = new Map(aisles.map((aisle) => [`${aisle.from} ${aisle.to}`, aisle]));
  const byId = new Map(aisles.map((aisle) => [aisle.id, aisle]));
  const levelOf = new Map(nodes.map((node) => [node.id, node.level]));
  const bays: Bay[] = [];
  const take = (bay: Omit<Bay, 'zone'> & { zone: string | null }, path: Path): void => {
    const { zone } = bay;
    const labelIsNew = claim(draft, 'label', { id: bay.label, path });
    if (labelIsNew && zone === null)
      note(draft, 'bay-without-zone', { id: bay.id, path, values: { aisle: bay.aisle } });
    if (!labelIsNew || zone === null || !claim(draft, 'bay', { id: bay.id, path })) draft.dropped.add(`bay:${bay.id}`);
    else bays.push({ ...bay, zone });
  };
  draft.file.rows.forEach((row, index) => {
    for (const bay of rowBays(draft, { row, path: ['rows', index], byPair, levelOf })) take(bay, ['rows', index]);
  });
  for (const [id, file] of Object.entries(draft.file.bays)) {
    const path: Path = ['bays', id];
    const aisle = byId.get(file.aisle);
    if (!aisle) {
      noteMissing(draft, { id, path: [...path, 'aisle'], noun: 'aisle', name: file.aisle });
      draft.dropped.add(`bay:${id}`);
      continue;
    }
    const level = file.level ?? levelOf.get(aisle.from) ?? '';
    take({ ...file, id, level, zone: file.zone ?? aisle.zone, sensor: null, light: null }, path);
  }
  return bays;
}

interface RowPlace {
  readonly row: RowFile;
  readonly path: Path;
  readonly byPair: ReadonlyMap<string, Aisle>;
  readonly levelOf: ReadonlyMap<string, string>;
}

function rowBays(draft: Draft, place: RowPlace): (Omit<Bay, 'zone'> & { zone: string | null })[] {
  const { row, path, levelOf } = place;
  const aisles = rowAisles(draft, place);
  if (!aisles) return [];
  const size: BaySize = { ...draft.file.bay_size, ...row.size };
  const sign = row.side === 'left' ? 1 : -1;
  const kinds = kindsOf(row);
  const permits = placesOf(row.permit);
  return Array.from({ length: row.count }, (_, index) => {
    const label = nextLabel(row.first, index);
    const pillars = size.pillar_every > 0 ? Math.floor(index / size.pillar_every) * size.pillar_m : 0;
    const along = row.start_m + index * size.width_m + pillars + size.width_m / 2;
    const { aisle, at_m } = aisleAt(aisles, along);
    const id = label.toLowerCase();
    if (at_m + size.width_m / 2 > aisle.length_m + 0.001 && aisle === aisles.at(-1))
      note(draft, 'bay-off-aisle', { id, path, values: { aisle: aisle.id } });
    const near_m = sign * size.setback_m;
    const far_m = sign * (size.setback_m + size.depth_m);
    return {
      id,
      label,
      level: levelOf.get(aisle.from) ?? '',
      zone: row.zone ?? aisle.zone,
      kind: kinds.get(index + 1) ?? row.kind,
      permit_only: permits.has(index + 1),
      aisle: aisle.id,
      at_m: Math.round(at_m * 1000) / 1000,
      outline: rectangleBeside(aisle.line, at_m, { width_m: size.width_m, near_m, far_m }),
      sensor: null,
      light: null,
    };
  });
}

function rowAisles(draft: Draft, { row, path, byPair }: RowPlace): Aisle[] | null {
  const aisles: Aisle[] = [];
  for (let index = 1; index < row.along.length; index += 1) {
    const [from, to] = [row.along[index - 1], row.along[index]];
    const aisle = byPair.get(`${from} ${to}`);
    if (aisle) aisles.push(aisle);
    else noteMissing(draft, { id: row.first, path: [...path, 'along'], noun: 'aisle', name: `${from}--${to}` });
  }
  const whole = aisles.length === row.along.length - 1;
  if (!whole)
    for (let index = 0; index < row.count; index += 1) {
      const label = nextLabel(row.first, index);
      draft.dropped.add(`bay:${label.toLowerCase()}`).add(`label:${label}`);
    }
  return whole ? aisles : null;
}

function aisleAt(aisles: readonly Aisle[], along_m: number): { aisle: Aisle; at_m: number } {
  let left = along_m;
  let found: { aisle: Aisle; at_m: number } | null = null;
  for (const aisle of aisles) {
    found = { aisle, at_m: left };
    if (left < aisle.length_m) return found;
    left -= aisle.length_m;
  }
  if (!found) throw new Error('a row without aisles');
  return found;
}

function kindsOf(row: RowFile): Map<number, BayKind> {
  const kinds = new Map<number, BayKind>();
  for (const kind of ['disabled', 'ev', 'family', 'vip'] as const)
    for (const place of placesOf(row[kind])) kinds.set(place, kind);
  return kinds;
}

function placesOf(written: readonly (number | string)[]): Set<number> {
  const places = new Set<number>();
  for (const each of written) {
    const [first = 0, last = first] = String(each).split('-').map(Number);
    for (let place = first; place <= last; place += 1) places.add(place);
  }
  return places;
}

/** B1-009 and 1 give B1-010: the number at the end counts up and keeps its width. */
function nextLabel(first: string, steps: number): string {
  const digits = /\d+$/.exec(first)?.[0] ?? '';
  const number = String(Number(digits) + steps).padStart(digits.length, '0');
  return first.slice(0, first.length - digits.length) + number;
}

/** The labels that `B1-001..B1-032` or a list of such stands for. */
export function labelsOf(written: string | readonly string[]): string[] {
  const parts = typeof written === 'string' ? [written] : written;
  return parts.flatMap((part) => {
    const [first = '', last = first] = part.split('..').map((each) => each.trim());
    const steps = Number(/\d+$/.exec(last)?.[0] ?? 0) - Number(/\d+$/.exec(first)?.[0] ?? 0);
    if (steps < 0 || steps > 5000 || nextLabel(first, steps) !== last) return [part];
    return Array.from({ length: steps + 1 }, (_, step) => nextLabel(first, step));
  });
}
