import type { Device, SiteBus } from '@berth/domain/site';
import type { DeviceProfile } from '../../profile/index.ts';
import type { Path, Trouble, Values } from '../check/finding.ts';
import type { FindingCode } from '../check/texts.ts';
import type { SiteFile } from '../schema.ts';

export type Noun =
  | 'area'
  | 'level'
  | 'zone'
  | 'node'
  | 'aisle'
  | 'bay'
  | 'label'
  | 'lobby'
  | 'gateway'
  | 'bus'
  | 'device'
  | 'lane'
  | 'border'
  | 'sign'
  | 'profile'
  | 'kit';

/** A site while it is being written out. */
export interface Draft {
  readonly file: SiteFile;
  readonly profiles: ReadonlyMap<string, DeviceProfile>;
  /** Where each thing comes from, by `noun:id`. */
  readonly origins: Map<string, Path>;
  /** Things that the file names but that could not be made: nothing more is said about them. */
  readonly dropped: Set<string>;
  readonly troubles: Trouble[];
  readonly buses: Map<string, { gateway: string; bus: SiteBus }>;
  readonly devices: Map<string, Device>;
}

export function startDraft(file: SiteFile, profiles: ReadonlyMap<string, DeviceProfile>): Draft {
  return {
    file,
    profiles,
    origins: new Map(),
    dropped: new Set(),
    troubles: [],
    buses: new Map(),
    devices: new Map(),
  };
}

export function note(draft: Draft, code: FindingCode, about: { id: string; path: Path; values?: Values }): void {
  draft.troubles.push({ code, id: about.id, path: about.path, values: about.values ?? {} });
}

/** Remembers where a thing comes from. False, and a finding, when there is one of that name already. */
export function claim(draft: Draft, noun: Noun, about: { id: string; path: Path }): boolean {
  const key = `${noun}:${about.id}`;
  const former = draft.origins.get(key);
  if (former) {
    note(draft, 'duplicate-id', { ...about, values: { noun, other: former.join('.') } });
    return false;
  }
  draft.origins.set(key, about.path);
  return true;
}

/** Says that something names a thing that is not there, unless that thing was dropped for its own fault. */
export function noteMissing(draft: Draft, about: { id: string; path: Path; noun: Noun; name: string }): void {
  if (draft.dropped.has(`${about.noun}:${about.name}`)) return;
  note(draft, 'dangling-reference', {
    id: about.id,
    path: about.path,
    values: { noun: about.noun, name: about.name },
  });
}
