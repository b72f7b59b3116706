import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ParseResult, parseSync } from 'oxc-parser';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Paths git tracks, and new ones it does not ignore, from the root. */
export function repositoryFiles(...endings: string[]): string[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' });
  return listed.split('\0').filter((path) => endings.some((ending) => path.endsWith(ending)) && exists(path));
}

function exists(path: string): boolean {
  try {
    readFileSync(join(root, path));
    return true;
  } catch {
    return false;
  }
}

export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

export interface Source {
  readonly path: string;
  readonly text: string;
  readonly parsed: ParseResult;
}

export function parseSources(): Source[] {
  return repositoryFiles('.ts', '.tsx').map((path) => {
    const text = read(path);
    return { path, text, parsed: parseSync(path, text) };
  });
}

/** Every module a source names: static, dynamic and re-exported; and whether only types are taken. */
export function importsOf({ parsed, text }: Source): { name: string; typeOnly: boolean }[] {
  const { staticImports, staticExports, dynamicImports } = parsed.module;
  const named = staticImports.map((found) => ({
    name: found.moduleRequest.value,
    typeOnly: found.entries.length > 0 && found.entries.every((entry) => entry.isType),
  }));
  const passed = staticExports.flatMap((found) =>
    found.entries.flatMap((entry) =>
      entry.moduleRequest ? [{ name: entry.moduleRequest.value, typeOnly: entry.isType }] : [],
    ),
  );
  const dynamic = dynamicImports.map(({ moduleRequest }) => ({
    name: text.slice(moduleRequest.start, moduleRequest.end).replace(/^['"`]|['"`]$/g, ''),
    typeOnly: false,
  }));
  return [...named, ...passed, ...dynamic];
}

export const isTest = (path: string): boolean => /\.(test|fixture)\.tsx?$/.test(path) || path.startsWith('tests/');
