import type { z } from 'zod';
import type { Path, Trouble } from './check/finding.ts';
import { knownKeys } from './known-keys.ts';
import { nearest } from './nearest.ts';
import { type SiteFile, siteFileSchema } from './schema.ts';

export interface ParsedSiteFile {
  /** Null when too little is right to go on. */
  readonly file: SiteFile | null;
  readonly troubles: readonly Trouble[];
  /** `noun:id` of what had to be left out: references to it are not faults of their own. */
  readonly dropped: ReadonlySet<string>;
  /** A path in `file` as a path in the data it came from: lists are shorter where something was left out. */
  readonly sourcePath: (path: Path) => Path;
}

type Issue = z.core.$ZodIssue;
type Json = Record<string | number, unknown>;

const nouns: Readonly<Record<string, string>> = {
  areas: 'area',
  levels: 'level',
  zones: 'zone',
  aisles: 'aisle',
  bays: 'bay',
  lobbies: 'lobby',
  gateways: 'gateway',
  devices: 'device',
  kits: 'kit',
  lanes: 'lane',
  borders: 'border',
  signs: 'sign',
};

/** Stand for what every file must have, so that the rest of one that has it not can be checked. */
const standIns: Json = {
  berth: 1,
  site: 'site',
  name: { zh: '-', en: '-' },
  time_zone: 'UTC',
  currency: 'XXX',
  areas: {},
  levels: {},
  zones: {},
  nodes: {},
  gateways: {},
  lanes: {},
};

/**
 * Holds data against the format of site files. What does not fit is reported and taken out, so that
 * the rest can still be checked: one wrong key must not hide ten wrong wires.
 */
export function parseSiteFile(data: unknown): ParsedSiteFile {
  const troubles: Trouble[] = [];
  const dropped = new Set<string>();
  const rest = structuredClone(data);
  const places = numberLists(rest);
  const sourcePath = (path: Path): Path => {
    const [section, index, ...more] = path;
    const place = typeof index === 'number' ? places.get(String(section))?.[index] : undefined;
    return place === undefined ? path : [section ?? '', place, ...more];
  };
  for (let round = 0; round < 8; round += 1) {
    const parsed = siteFileSchema.safeParse(rest);
    if (parsed.success) return { file: parsed.data, troubles, dropped, sourcePath };
    for (const issue of parsed.error.issues)
      if (round === 0 || !isGap(issue, rest))
        troubles.push(...troublesOf(issue).map((each) => ({ ...each, path: sourcePath(each.path) })));
    if (!parsed.error.issues.every((issue) => takeOut(rest, issue, dropped))) break;
    closeHoles(rest, places);
  }
  return { file: null, troubles, dropped, sourcePath };
}

/** For each list at the top of the file, the place each item had at first. */
function numberLists(data: unknown): Map<string, number[]> {
  const lists = new Map<string, number[]>();
  if (isRecord(data))
    for (const [section, list] of Object.entries(data)) if (Array.isArray(list)) lists.set(section, [...list.keys()]);
  return lists;
}

function closeHoles(data: unknown, places: Map<string, number[]>): void {
  if (!isRecord(data)) return;
  for (const [section, list] of Object.entries(data)) {
    if (!Array.isArray(list)) continue;
    const kept = [...list.keys()].filter((index) => list[index] !== undefined);
    places.set(
      section,
      kept.map((index) => places.get(section)?.[index] ?? index),
    );
    data[section] = kept.map((index) => list[index]);
  }
}

/** A hole that taking something out has just made. */
function isGap(issue: Issue, data: unknown): boolean {
  return issue.code === 'invalid_type' && valueAt(data, plain(issue.path)) === undefined;
}

function troublesOf(issue: Issue): Trouble[] {
  const path = plain(issue.path);
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const guess = nearest(key, knownKeys(siteFileSchema, path));
      return {
        code: 'unknown-key',
        id: key,
        path: [...path, key],
        values: {
          key,
          guess:
            guess === null
              ? `take it out; known here: ${knownKeys(siteFileSchema, path).join(', ')}`
              : `did you mean "${guess}"?`,
        },
      };
    });
  const id = String(path.slice(0, 2).findLast((key) => typeof key === 'string') ?? 'file');
  return [{ code: 'bad-value', id, path, values: { problem: issue.message } }];
}

/** Takes the smallest thing out of the data that the issue is about. False when that is everything. */
function takeOut(data: unknown, issue: Issue, dropped: Set<string>): boolean {
  const path = plain(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const holder = valueAt(data, path);
    if (isRecord(holder)) for (const key of issue.keys) delete holder[key];
    return true;
  }
  const missing = valueAt(data, path) === undefined;
  const [section] = path;
  if (missing && path.length === 1 && isRecord(data) && typeof section === 'string' && section in standIns) {
    data[section] = structuredClone(standIns[section]);
    return true;
  }
  const target = missing ? path.slice(0, -1) : path;
  const key = target.at(-1);
  if (key === undefined) return false;
  remember(target, dropped);
  const holder = valueAt(data, target.slice(0, -1));
  if (Array.isArray(holder)) holder[Number(key)] = undefined;
  else if (isRecord(holder)) delete holder[key];
  return true;
}

function remember(path: Path, dropped: Set<string>): void {
  const [section, id, inner, last] = path;
  if (section === 'nodes' && typeof inner === 'string') dropped.add(`node:${inner}`);
  else if (section === 'gateways' && inner === 'buses') dropped.add(`bus:${last}`);
  else if (section === 'lanes') dropped.add(`lane:${id}`);
  else if (path.length === 2 && nouns[String(section)] && id !== undefined)
    dropped.add(`${nouns[String(section)]}:${id}`);
}

function plain(path: readonly PropertyKey[]): (string | number)[] {
  return path.map((key) => (typeof key === 'symbol' ? String(key) : key));
}

function valueAt(data: unknown, path: Path): unknown {
  let at = data;
  for (const key of path) {
    at = isRecord(at) ? at[key] : undefined;
  }
  return at;
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}
