import { type CompiledTariff, compileTariff, type Tariff, type ZoneOffsets } from '@berth/domain/tariff';
import type { z } from 'zod';
import type { Finding, Path, Trouble } from '../site/check/finding.ts';
import { knownKeys } from '../site/known-keys.ts';
import { nearest } from '../site/nearest.ts';
import { type Language, reportTrouble } from '../site/report.ts';
import { parseYaml } from '../site/yaml.ts';
import { convertTariff } from './convert.ts';
import { currencyDecimals } from './money.ts';
import { type TariffFile, tariffFileSchema } from './schema.ts';
import { zoneOffsets } from './zone.ts';

export interface ReadableTariff {
  readonly file: TariffFile;
  readonly tariff: Tariff;
  readonly compiled: CompiledTariff;
  readonly offsets: ZoneOffsets;
  /** Of the currency's minor unit. */
  readonly decimals: number;
}

export interface ReadTariff {
  /** Null when the file is too broken to price by. */
  readonly readable: ReadableTariff | null;
  readonly findings: readonly Finding[];
  /** Puts a later trouble at its place in the file. */
  readonly report: (trouble: Trouble, waived: boolean) => Finding;
}

/** A tariff from the text of its file, and what is wrong with the writing; `checkTariffText` also judges what it says. */
export function readTariffText(file: string, text: string, language: Language = 'en'): ReadTariff {
  const yaml = parseYaml(text);
  const source = { file, language, positionOf: yaml.positionOf };
  const report = (trouble: Trouble, waived: boolean): Finding => reportTrouble(trouble, source, waived);
  const findings = yaml.troubles.map((trouble) => reportTrouble(trouble, source, false));
  if (yaml.data === undefined) return { readable: null, findings, report };
  const parsed = tariffFileSchema.safeParse(yaml.data);
  if (!parsed.success) {
    const troubles = parsed.error.issues.flatMap((issue) => troublesOf(issue));
    return { readable: null, findings: [...findings, ...troubles.map((each) => report(each, false))], report };
  }
  const made = makeTariff(parsed.data);
  findings.push(...made.troubles.map((each) => report(each, false)));
  return { readable: findings.length === 0 ? made.readable : null, findings, report };
}

/** Prices are counted in fractions of a minor unit that no more than this makes whole. */
const finestPart = 10_000_000;

function makeTariff(file: TariffFile): { readable: ReadableTariff | null; troubles: readonly Trouble[] } {
  const troubles: Trouble[] = [];
  const note = (path: Path, problem: string): void => {
    troubles.push({ code: 'bad-value', id: file.tariff, path, values: { problem } });
  };
  const decimals = currencyDecimals(file.currency);
  const offsets = zoneOffsets(file.time_zone);
  if (decimals === null) note(['currency'], `"${file.currency}" is no currency of ISO 4217`);
  if (offsets === null) note(['time_zone'], `"${file.time_zone}" is no time zone of the IANA list`);
  if (decimals === null || offsets === null) return { readable: null, troubles };
  const tariff = convertTariff(file, { decimals, classes: Object.keys(file.classes ?? {}), note });
  if (troubles.length > 0) return { readable: null, troubles };
  const compiled = compileTariff(tariff, offsets);
  if (compiled.parts > finestPart) note(['tariff'], 'its factors and `per` together make too fine fractions of a cent');
  return { readable: { file, tariff, compiled, offsets, decimals }, troubles };
}

function troublesOf(issue: z.core.$ZodIssue, around: Path = []): Trouble[] {
  const path = [...around, ...issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key))];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => {
      const known = knownKeys(tariffFileSchema, path);
      const close = nearest(key, known);
      const guess = close === null ? `take it out; known here: ${known.join(', ')}` : `did you mean "${close}"?`;
      return { code: 'unknown-key', id: key, path: [...path, key], values: { key, guess } };
    });
  if (issue.code === 'invalid_union') {
    // Of the shapes that fit here, the one that was meant is the one that is right on the outside.
    const meant = issue.errors.find((each) => !each.some((inner) => inner.path.length === 0 && isWrongType(inner)));
    if (meant) return meant.flatMap((inner) => troublesOf(inner, path));
  }
  const inner = issue.code === 'invalid_union' ? issue.errors.flat().map((each) => each.message) : [];
  const problem = inner.length > 0 ? inner.join('; or ') : issue.message;
  return [{ code: 'bad-value', id: String(path.at(0) ?? 'file'), path, values: { problem } }];
}

function isWrongType(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'invalid_type' || issue.code === 'invalid_value';
}
