import { type DeviceProfile, deviceProfileSchema } from '../profile/index.ts';
import type { Finding } from './check/finding.ts';
import { type Language, reportTrouble } from './report.ts';
import { parseYaml } from './yaml.ts';

export interface ReadProfile {
  readonly profile: DeviceProfile | null;
  readonly findings: readonly Finding[];
}

/** One file of `config/devices`, held against the format of profiles. */
export function readProfile(file: string, text: string, language: Language): ReadProfile {
  const yaml = parseYaml(text);
  const source = { file, language, positionOf: yaml.positionOf };
  const findings = yaml.troubles.map((trouble) => reportTrouble(trouble, source, false));
  const parsed = deviceProfileSchema.safeParse(yaml.data);
  if (parsed.success) return { profile: parsed.data, findings };
  if (yaml.data !== undefined)
    for (const issue of parsed.error.issues) {
      const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
      findings.push(
        reportTrouble({ code: 'bad-value', id: file, path, values: { problem: issue.message } }, source, false),
      );
    }
  return { profile: null, findings };
}
