import type { Site } from '@berth/domain/site';
import type { DeviceProfile } from '../profile/index.ts';
import type { Finding, Path, Trouble } from './check/finding.ts';
import { checkSite } from './check/index.ts';
import { isWaivable } from './check/texts.ts';
import { againstTexts } from './check/texts-layout.ts';
import { expandSite } from './expand/index.ts';
import type { LastSite } from './last-site.ts';
import { parseSiteFile } from './parse.ts';
import { type Language, reportTrouble } from './report.ts';
import type { SiteFile } from './schema.ts';
import { parseYaml } from './yaml.ts';

export interface ReadSite {
  /** Null when the file is too broken to be one. */
  readonly site: Site | null;
  /** Sorted by their place in the file. */
  readonly findings: readonly Finding[];
  /** Where each thing comes from in the file, by `noun:id`. */
  readonly origins: ReadonlyMap<string, Path>;
}

interface ReadOptions {
  readonly profiles: ReadonlyMap<string, DeviceProfile>;
  readonly language?: Language;
  /** The site last in use, where cars may be inside. */
  readonly before?: LastSite | null;
}

/** Everything that is right and wrong in the text of a site file. */
export function readSiteText(file: string, text: string, options: ReadOptions): ReadSite {
  const yaml = parseYaml(text);
  const source = { file, language: options.language ?? 'en', positionOf: yaml.positionOf };
  const findings = yaml.troubles.map((trouble) => reportTrouble(trouble, source, false));
  if (yaml.data === undefined) return { site: null, findings, origins: new Map() };
  const parsed = parseSiteFile(yaml.data);
  findings.push(...parsed.troubles.map((trouble) => reportTrouble(trouble, source, false)));
  if (!parsed.file) return { site: null, findings: sorted(findings), origins: new Map() };
  const judged = judge(parsed.file, { ...options, dropped: parsed.dropped });
  for (const { trouble, waived } of judged.troubles)
    findings.push(reportTrouble({ ...trouble, path: parsed.sourcePath(trouble.path) }, source, waived));
  return { site: judged.site, findings: sorted(findings), origins: judged.origins };
}

interface Judged {
  readonly site: Site;
  readonly origins: ReadonlyMap<string, Path>;
  readonly troubles: readonly { readonly trouble: Trouble; readonly waived: boolean }[];
}

/**
 * The troubles of a site with the links of its waivers, and, as waived, those that the links remove.
 * A waiver takes the finding of its code and id; one that takes nothing and links nothing is reported.
 */
function judge(file: SiteFile, options: ReadOptions & { dropped: Iterable<string> }): Judged {
  const { profiles, before = null } = options;
  const dropped = [...options.dropped];
  const expanded = expandSite(file, profiles, dropped);
  const troubles = [...expanded.troubles, ...checkSite(expanded, profiles, before)];
  const waivers = new Set(file.waive.map((waiver) => nameOf(waiver)));
  const found = new Set(troubles.map(nameOf));
  const judged = troubles.map((trouble) => ({
    trouble,
    waived: waivers.has(nameOf(trouble)) && isWaivable(trouble.code),
  }));
  if (file.waive.some((waiver) => waiver.link)) {
    const bare = expandSite({ ...file, waive: [] }, profiles, dropped);
    for (const trouble of [...bare.troubles, ...checkSite(bare, profiles, before)]) {
      if (found.has(nameOf(trouble)) || !isWaivable(trouble.code)) continue;
      found.add(nameOf(trouble));
      judged.push({ trouble, waived: true });
    }
  }
  file.waive.forEach((waiver, index) => {
    const { code } = waiver;
    const id = String(waiver.id);
    const isForLater = !before && code in againstTexts;
    if (isForLater || (found.has(nameOf(waiver)) && isWaivable(code))) return;
    judged.push({ trouble: { code: 'waiver-unused', id, path: ['waive', index], values: { code } }, waived: false });
  });
  return { site: expanded.site, origins: expanded.origins, troubles: judged };
}

function nameOf(each: { readonly code: string; readonly id: string | number }): string {
  return `${each.code} ${each.id}`;
}

function sorted(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((a, b) => a.line - b.line || a.column - b.column);
}
