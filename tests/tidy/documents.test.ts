import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSources, read, repositoryFiles, root } from './sources.ts';

const ruleNumber = /\b[A-Z]{2}\d+\b/;

describe('documents', () => {
  it('every link to a file of ours leads somewhere', () => {
    const found = repositoryFiles('.md').flatMap((path) =>
      [...read(path).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].flatMap(([, target]) => {
        if (!target || /^[a-z]+:/.test(target)) return [];
        return existsSync(join(root, dirname(path), target)) ? [] : [`${path}: ${target}`];
      }),
    );
    expect(found).toEqual([]);
  });

  it('every rule of SPEC.md is worn by a test, and every test wears a rule that is there', () => {
    const rules = new Set(
      [...read('domain/SPEC.md').matchAll(/^(?:[-*|]\s*|#+\s*)?\**\[?([A-Z]{2}\d+)\]?\**/gm)].map(([, id]) => id),
    );
    const worn = new Set(
      parseSources()
        .filter(({ path }) => path.endsWith('.test.ts'))
        .flatMap(({ text }) =>
          [...text.matchAll(/\[((?:[A-Z]{2}\d+)(?:[,\s]+[A-Z]{2}\d+)*)\]/g)].flatMap(([, ids]) =>
            (ids ?? '').split(/[,\s]+/),
          ),
        ),
    );
    expect([...rules].filter((id) => id && !worn.has(id))).toEqual([]);
    expect([...worn].filter((id) => ruleNumber.test(id) && !rules.has(id))).toEqual([]);
    expect(rules.size).toBeGreaterThan(20);
  });
});
