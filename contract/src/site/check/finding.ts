import type { FindingCode } from './texts.ts';

/** Where in a YAML file: keys and indices from the root. */
export type Path = readonly (string | number)[];

export type Values = Readonly<Record<string, string | number>>;

/** Something wrong in a site, before it is known where in a file it stands. */
export interface Trouble {
  readonly code: FindingCode;
  /** What it is about; a waiver names it by this. */
  readonly id: string;
  readonly path: Path;
  readonly values: Values;
}

/** Something wrong in a file, as `berth check --json` prints it. Line and column count from 1. */
export interface Finding {
  readonly file: string;
  readonly code: FindingCode;
  readonly id: string;
  readonly severity: 'error' | 'warning';
  readonly line: number;
  readonly column: number;
  readonly path: string;
  readonly message: string;
  readonly remedy: string;
  readonly waived: boolean;
}

/** Errors that no waiver takes: with one of these a site does not start. */
export function stopping(findings: readonly Finding[]): readonly Finding[] {
  return findings.filter((each) => each.severity === 'error' && !each.waived);
}
