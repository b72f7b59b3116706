import { readFileSync } from 'node:fs';
import { type ReadableTariff, readTariffText, stopping } from '@berth/contract/node';
import type { Output } from '../check/check.ts';

/** Exit codes of what works on a tariff: 1 the tariff is wrong, 2 wrong usage, 3 a file cannot be read. */
export type TariffExit = 0 | 1 | 2 | 3;

/** A tariff that can price, or the exit code after saying why not. */
export function loadTariff(file: string, output: Output): ReadableTariff | TariffExit {
  const text = readInput(file, output);
  if (text === null) return 3;
  const { readable, findings } = readTariffText(file, text);
  if (readable && stopping(findings).length === 0) return readable;
  for (const each of findings)
    output.err(`${each.file}:${each.line}:${each.column}: ${each.message}; ${each.remedy}\n`);
  return 1;
}

/** Null after saying why the file cannot be read. */
export function readInput(file: string, output: Output): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    output.err(`berth: ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}\n`);
    return null;
  }
}
