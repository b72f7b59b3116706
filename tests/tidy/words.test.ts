import { describe, expect, it } from 'vitest';
import { isTest, parseSources, read, repositoryFiles } from './sources.ts';

const bannedInDomain =
  /\b(Date\.now|new Date|Math\.random|Intl\b|process\.|setTimeout|setInterval|performance\.|console\.|toLocale)/;
const bannedAnywhere = /: any\b|\bas any\b|<any>|@ts-ignore|@ts-nocheck|@ts-expect-error|biome-ignore/;
const bannedFolders = /(^|\/)(utils?|helpers?|common|misc)(\/|\.)/;

describe('words', () => {
  it('no clock, chance, locale or process in the domain', () => {
    const found = parseSources()
      .filter(({ path }) => path.startsWith('domain/') && !isTest(path))
      .flatMap(({ path, text }) => linesWith(path, text, bannedInDomain));
    expect(found).toEqual([]);
  });

  it('no way around the type checker', () => {
    const found = parseSources()
      .filter(({ path }) => path !== 'tests/tidy/words.test.ts')
      .flatMap(({ path, text }) => linesWith(path, text, bannedAnywhere));
    expect(found).toEqual([]);
  });

  it('no drawer for odds and ends', () => {
    expect(repositoryFiles('.ts', '.tsx').filter((path) => bannedFolders.test(path))).toEqual([]);
  });

  it('no address of a registry in the lock file', () => {
    expect(read('package-lock.json')).not.toMatch(/"resolved": "https?:/);
  });

  it('is able to fail', () => {
    expect(linesWith('a.ts', 'const at = Date.now();', bannedInDomain)).toHaveLength(1);
    expect(linesWith('a.ts', 'let a: any;', bannedAnywhere)).toHaveLength(1);
  });
});

function linesWith(path: string, text: string, pattern: RegExp): string[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      pattern.test(line) && !/^\s*(\*|\/\/)/.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [],
    );
}
