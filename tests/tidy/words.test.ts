import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';
import { isTest, parseSources, read, repositoryFiles, type Source } from './sources.ts';

const bannedInDomain =
  /\b(Date\.now|new Date|Math\.random|Intl\b|process\.|setTimeout|setInterval|performance\.|console\.|toLocale)/;
const bannedComment = /@ts-ignore|@ts-nocheck|@ts-expect-error|biome-ignore/;
const bannedFolders = /(^|\/)(utils?|helpers?|common|misc)(\/|\.)/;

describe('words', () => {
  it('no clock, chance, locale or process in the domain', () => {
    const found = parseSources()
      .filter(({ path }) => path.startsWith('domain/') && !isTest(path))
      .flatMap(({ path, text }) => linesWith(path, text, bannedInDomain));
    expect(found).toEqual([]);
  });

  it('no way around the type checker', () => {
    const found = parseSources().flatMap((source) => waysAround(source).map((what) => `${source.path}: ${what}`));
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
    const text = ['let a: any;', '// @ts-ignore', 'export { a };', '// any word'].join('\n');
    expect(waysAround({ path: 'a.ts', text, parsed: parseSync('a.ts', text) })).toHaveLength(2);
  });
});

/** Types that say nothing, and comments that silence a check. */
function waysAround({ parsed }: Source): string[] {
  const comments = parsed.comments.filter(({ value }) => bannedComment.test(value)).map(({ value }) => value.trim());
  const anys = JSON.stringify(parsed.program).match(/"type":"TSAnyKeyword"/g) ?? [];
  return [...comments, ...anys.map(() => 'any')];
}

function linesWith(path: string, text: string, pattern: RegExp): string[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      pattern.test(line) && !/^\s*(\*|\/\/)/.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [],
    );
}
