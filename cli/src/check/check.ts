import {
  checkTariffFile,
  type Finding,
  type Language,
  type LastSite,
  readLastSite,
  readSite,
} from '@berth/contract/node';

export interface CheckArguments {
  readonly files: readonly string[];
  readonly devicesDir: string;
  /** A data folder: what would the changed file do to the cars that are inside? */
  readonly against: string | null;
  readonly json: boolean;
  readonly language: Language;
}

export interface Output {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

interface CheckedFile {
  readonly file: string;
  readonly findings: readonly Finding[];
}

/** Exit code of `berth check`: 0 good, 1 findings, 3 a file or folder that cannot be read. */
export function runCheck(args: CheckArguments, output: Output): 0 | 1 | 3 {
  let before: LastSite | null = null;
  if (args.against !== null) {
    const read = lastSiteIn(args.against);
    if (typeof read === 'string') {
      output.err(`berth check: ${read}\n`);
      return 3;
    }
    before = read;
  }
  const files = checkFiles(args, before);
  const findings = files.flatMap((each) => each.findings);
  if (args.json) output.out(`${JSON.stringify({ files: files.map(asJson) }, null, 2)}\n`);
  else output.out(inWords(files, args.language));
  if (findings.some((each) => each.code === 'file-unreadable')) return 3;
  return findings.every((each) => each.waived) ? 0 : 1;
}

function lastSiteIn(dataDir: string): LastSite | string {
  try {
    return readLastSite(dataDir) ?? `${dataDir} holds no site.json: no site was ever started on it`;
  } catch (error) {
    return `${dataDir}/site.json cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Findings of device profiles stand under their own file, once, however many sites use them. */
function checkFiles(args: CheckArguments, before: LastSite | null): CheckedFile[] {
  const byFile = new Map<string, Finding[]>(args.files.map((file) => [file, []]));
  const profilesSeen = new Set<string>();
  for (const file of new Set(args.files)) {
    const ofTariff = checkTariffFile(file, args.language);
    const { findings } = ofTariff ?? readSite(file, args.devicesDir, { language: args.language, before });
    for (const finding of findings) {
      const known = `${finding.file}:${finding.line}:${finding.column}:${finding.message}`;
      if (finding.file !== file && profilesSeen.has(known)) continue;
      if (finding.file !== file) profilesSeen.add(known);
      byFile.set(finding.file, [...(byFile.get(finding.file) ?? []), finding]);
    }
  }
  return [...byFile].map(([file, findings]) => ({ file, findings }));
}

function asJson({ file, findings }: CheckedFile) {
  return {
    file,
    findings: findings.map(({ code, id, severity, line, column, path, message, remedy, waived }) => ({
      code,
      id,
      severity,
      line,
      column,
      path,
      message,
      remedy,
      waived,
    })),
  };
}

const words = {
  en: { error: 'error', warning: 'warning', waived: 'waived', good: 'nothing wrong', remedy: 'remedy' },
  zh: { error: '错误', warning: '警告', waived: '已豁免', good: '没有问题', remedy: '处理' },
} as const;

function inWords(files: readonly CheckedFile[], language: Language): string {
  const say = words[language];
  const lines: string[] = [];
  for (const { file, findings } of files) {
    if (findings.length === 0) lines.push(`${file}: ${say.good}`);
    for (const each of findings) {
      const kind = each.waived ? say.waived : say[each.severity];
      lines.push(`${each.file}:${each.line}:${each.column}: ${kind} [${each.code} ${each.id}] ${each.message}`);
      lines.push(`    ${each.path === '' ? '' : `${each.path}; `}${say.remedy}: ${each.remedy}`);
    }
  }
  const findings = files.flatMap((each) => each.findings);
  const count = (keep: (each: Finding) => boolean): number => findings.filter(keep).length;
  const errors = count((each) => each.severity === 'error' && !each.waived);
  const warnings = count((each) => each.severity === 'warning' && !each.waived);
  const waived = count((each) => each.waived);
  if (findings.length > 0) lines.push(`${say.error} ${errors}, ${say.warning} ${warnings}, ${say.waived} ${waived}`);
  return `${lines.join('\n')}\n`;
}
