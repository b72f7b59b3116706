import { readFileSync } from 'node:fs';
import type { Finding } from '../site/check/finding.ts';
import type { Language } from '../site/report.ts';
import { checkTariffText } from './check.ts';

/** The findings of a tariff file; null for a file that is none, or cannot be read. */
export function checkTariffFile(file: string, language: Language): { readonly findings: readonly Finding[] } | null {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return null;
  }
  return /^["']?tariff["']?\s*:/m.test(text) ? { findings: checkTariffText(file, text, language) } : null;
}
