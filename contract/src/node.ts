import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Id } from '@berth/domain/kernel';
import type { Site } from '@berth/domain/site';
import type { DeviceProfile } from './profile/index.ts';
import { type Finding, stopping } from './site/check/finding.ts';
import type { LastSite } from './site/last-site.ts';
import { readProfile } from './site/profiles.ts';
import { type ReadSite, readSiteText } from './site/read.ts';
import { type Language, reportTrouble } from './site/report.ts';

export { type Finding, stopping } from './site/check/finding.ts';
export { type FindingCode, findingTexts } from './site/check/texts.ts';
export { type LastSite, readLastSite, rememberSite } from './site/last-site.ts';
export { type ReadSite, readSiteText } from './site/read.ts';
export type { Language } from './site/report.ts';
export { type SiteFile, siteFileSchema } from './site/schema.ts';
export { withHolidays } from './tariff/check.ts';
export { checkTariffFile } from './tariff/file.ts';
export { parseMoment, writeMoment } from './tariff/moment.ts';
export { majorText } from './tariff/money.ts';
export { type ReadableTariff, readTariffText } from './tariff/read.ts';

export interface LoadedProfiles {
  readonly profiles: ReadonlyMap<Id, DeviceProfile>;
  readonly findings: readonly Finding[];
}

/** Every device profile of a folder, by its name. Throws when the folder cannot be read. */
export function loadProfiles(devicesDir: string, language: Language = 'en'): LoadedProfiles {
  const profiles = new Map<Id, DeviceProfile>();
  const findings: Finding[] = [];
  for (const name of readdirSync(devicesDir).sort()) {
    if (!name.endsWith('.yaml')) continue;
    const file = join(devicesDir, name);
    const read = readProfile(file, readFileSync(file, 'utf8'), language);
    findings.push(...read.findings);
    if (read.profile) profiles.set(read.profile.profile, read.profile);
  }
  return { profiles, findings };
}

export interface LoadedSite {
  readonly site: Site;
  readonly profiles: ReadonlyMap<Id, DeviceProfile>;
  readonly findings: readonly Finding[];
}

/** A site file that no process can run on; `findings` say why. */
export class SiteFileError extends Error {
  readonly findings: readonly Finding[];

  constructor(file: string, findings: readonly Finding[]) {
    const lines = findings.map((each) => `${each.file}:${each.line}:${each.column}: ${each.message}; ${each.remedy}`);
    super(`${file} cannot be used:\n${lines.slice(0, 20).join('\n')}`);
    this.findings = findings;
  }
}

/**
 * The site that every process works from, with the profiles of its devices.
 * @throws SiteFileError when the file cannot be read or has errors that are not waived.
 */
export function loadSite(siteFile: string, devicesDir: string): LoadedSite {
  const read = readSite(siteFile, devicesDir);
  const errors = stopping(read.findings);
  if (!read.site || errors.length > 0) throw new SiteFileError(siteFile, errors);
  return { site: read.site, profiles: read.profiles, findings: read.findings };
}

export interface SiteWithProfiles extends Omit<ReadSite, 'findings'> {
  readonly profiles: ReadonlyMap<Id, DeviceProfile>;
  readonly findings: readonly Finding[];
}

export interface ReadSiteOptions {
  readonly language?: Language;
  /** The site last in use, where cars may be inside. */
  readonly before?: LastSite | null;
}

/** Like `loadSite`, but says everything that is wrong instead of throwing; `site` is null when there is none. */
export function readSite(siteFile: string, devicesDir: string, options: ReadSiteOptions = {}): SiteWithProfiles {
  const { language = 'en', before = null } = options;
  const { profiles, findings } = loadProfiles(devicesDir, language);
  const text = readText(siteFile, language);
  if (typeof text !== 'string') return { site: null, profiles, findings: [text, ...findings], origins: new Map() };
  const read = readSiteText(siteFile, text, { profiles, language, before });
  return { ...read, profiles, findings: [...read.findings, ...findings] };
}

function readText(file: string, language: Language): string | Finding {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    const source = { file, language, positionOf: () => ({ line: 1, column: 1 }) };
    return reportTrouble({ code: 'file-unreadable', id: 'file', path: [], values: { problem } }, source, false);
  }
}
