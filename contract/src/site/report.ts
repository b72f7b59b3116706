import type { Finding, Path, Trouble } from './check/finding.ts';
import { type FindingCode, fillText, findingTexts } from './check/texts.ts';
import type { Position } from './yaml.ts';

export type Language = 'zh' | 'en';

interface Source {
  readonly file: string;
  readonly language: Language;
  readonly positionOf: (path: Path) => Position;
}

/** A trouble in words, at its place in a file. */
export function reportTrouble(
  trouble: Trouble & { readonly position?: Position },
  source: Source,
  waived: boolean,
): Finding {
  const text = findingTexts[trouble.code];
  const values = { id: trouble.id, ...trouble.values };
  const { line, column } = trouble.position ?? source.positionOf(trouble.path);
  return {
    file: source.file,
    code: trouble.code,
    id: trouble.id,
    severity: severityOf(trouble.code),
    line,
    column,
    path: writePath(trouble.path),
    message: fillText(text.message[source.language], values),
    remedy: fillText(text.remedy[source.language], values),
    waived,
  };
}

export function severityOf(code: FindingCode): 'error' | 'warning' {
  return findingTexts[code].severity;
}

/** `rows[3].first` */
export function writePath(path: Path): string {
  return path.map((key, at) => (typeof key === 'number' ? `[${key}]` : at === 0 ? key : `.${key}`)).join('');
}
