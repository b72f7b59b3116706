import type { Path } from '../check/finding.ts';
import { type LaneFile, type WholeLane, wholeLaneSchema } from '../schema/lanes.ts';
import type { SiteFile } from '../schema.ts';
import type { Draft } from './draft.ts';
import { note, noteMissing } from './draft.ts';

type Json = unknown;
type KitFile = SiteFile['kits'][string];

export interface LaneKit {
  readonly id: string;
  readonly path: Path;
  readonly lane: WholeLane;
  readonly gateway: string | undefined;
  readonly buses: KitFile['buses'];
  readonly devices: KitFile['devices'];
  readonly signs: KitFile['signs'];
}

/** Every lane of the file with its kit filled in; a lane that is still not whole is reported, its place held. */
export function fillKits(draft: Draft): LaneKit[] {
  return Object.entries(draft.file.lanes).map(([id, file]) => {
    const made = fillKit(draft, id, file);
    if (made) return made;
    draft.dropped.add(`lane:${id}`);
    return { id, path: ['lanes', id], lane: standIn(file), gateway: file.gateway, buses: {}, devices: {}, signs: {} };
  });
}

function fillKit(draft: Draft, id: string, file: LaneFile): LaneKit | null {
  const path: Path = ['lanes', id];
  const { kit: kitName, with: words, ...own } = file;
  const kit = kitName === undefined ? undefined : draft.file.kits[kitName];
  if (kitName !== undefined && !kit) {
    noteMissing(draft, { id, path: [...path, 'kit'], noun: 'kit', name: kitName });
    return null;
  }
  const missing = new Set<string>();
  const filled = fill(kit ?? {}, { ...words, lane: id }, missing) as Partial<KitFile>;
  for (const word of missing) note(draft, 'kit-word-missing', { id, path, values: { word, kit: kitName ?? '' } });
  if (missing.size > 0) return null;
  const lane = wholeLaneSchema.safeParse(merge(filled.lane ?? {}, own));
  // What the file's own check took out of the lane is reported already.
  const issues = draft.dropped.has(`lane:${id}`) ? [] : (lane.error?.issues ?? []);
  for (const issue of issues) {
    const within = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
    note(draft, 'bad-value', { id, path: [...path, ...within], values: { problem: issue.message } });
  }
  if (!lane.success) draft.dropped.add(`lane:${id}`);
  const { buses = {}, devices = {}, signs = {} } = filled;
  return { id, path, lane: lane.data ?? standIn(file), gateway: own.gateway, buses, devices, signs };
}

/** Holds the place of a lane that is not whole, so that the roads through it are not reported as well. */
function standIn(file: LaneFile): WholeLane {
  const { name, aisle, at_m, from, to, from_area, to_area, gateway } = file;
  const kind = from === undefined ? 'entry' : to === undefined ? 'exit' : 'inner';
  const place = { name, aisle, at_m, from, to, from_area, to_area, gateway };
  return { ...place, kind, barrier: '', without_power: 'rises', loops: { arming: '', closing: '' }, safety: [] };
}

/** The value with each `{word}` in its texts and keys filled in. */
function fill(value: Json, words: Readonly<Record<string, string>>, missing: Set<string>): Json {
  const text = (written: string): string =>
    written.replace(/\{([a-z_]+)\}/g, (whole, word: string) => {
      if (words[word] === undefined) missing.add(word);
      return words[word] ?? whole;
    });
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return value.map((each) => fill(each, words, missing));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [text(key), fill(each, words, missing)]));
}

/** What the lane says for itself wins over its kit, field by field; lists are not mixed. */
function merge(base: Json, over: Json): Json {
  if (!isRecord(base) || !isRecord(over)) return over === undefined ? base : over;
  const merged: Record<string, Json> = { ...base };
  for (const [key, value] of Object.entries(over)) merged[key] = merge(base[key], value);
  return merged;
}

function isRecord(value: Json): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
