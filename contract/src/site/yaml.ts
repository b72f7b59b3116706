import { isMap, isPair, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml';
import type { Path, Trouble } from './check/finding.ts';

export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface YamlFile {
  readonly data: unknown;
  /** Where the thing at a path is written, or the nearest thing around it. Counts from 1. */
  readonly positionOf: (path: Path) => Position;
  /** Faults of the writing itself, with their own positions. */
  readonly troubles: readonly (Trouble & { readonly position: Position })[];
}

export function parseYaml(text: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false });
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const troubles = document.errors.map((error): YamlFile['troubles'][number] => {
    const about = { path: [], position: position(error.pos[0]) };
    if (error.code !== 'DUPLICATE_KEY')
      return { ...about, code: 'yaml-syntax', id: 'file', values: { problem: error.message } };
    const key = /^[^\s:]+/.exec(text.slice(error.pos[0]))?.[0] ?? '';
    return { ...about, code: 'duplicate-id', id: key.replace(/['"]/g, ''), values: { noun: 'key', other: 'above' } };
  });
  const broken = troubles.some((trouble) => trouble.code === 'yaml-syntax');
  return {
    data: broken ? undefined : document.toJS({ maxAliasCount: 10_000 }),
    positionOf: (path) => position(offsetOf(document.contents, path)),
    troubles,
  };
}

function offsetOf(root: Node | null, path: Path): number {
  let offset = root?.range?.[0] ?? 0;
  let at: unknown = root;
  for (const key of path) {
    const next = step(at, key);
    if (!next) return offset;
    offset = next.offset ?? offset;
    at = next.value;
  }
  return offset;
}

function step(at: unknown, key: string | number): { value: unknown; offset: number | undefined } | null {
  if (isMap(at)) {
    const pair = at.items.find((item: Pair) => isScalar(item.key) && String(item.key.value) === String(key));
    if (!pair) return null;
    return { value: pair.value, offset: isScalar(pair.key) ? pair.key.range?.[0] : undefined };
  }
  if (isSeq(at)) {
    const value = at.items[Number(key)];
    if (value === undefined || isPair(value)) return null;
    return { value, offset: rangeStart(value) };
  }
  return null;
}

function rangeStart(value: unknown): number | undefined {
  return isMap(value) || isSeq(value) || isScalar(value) ? value.range?.[0] : undefined;
}
