import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';
import { isTest, parseSources, type Source } from './sources.ts';

const largestFileLines = 300;
const largestFunctionLines = 70;
const mostParameters = 3;

interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly params?: readonly Parameter[];
}

interface Parameter {
  readonly type: string;
  readonly argument?: { readonly type: string; readonly elements?: readonly unknown[] };
}

interface FoundFunction {
  readonly node: SyntaxNode;
  readonly ours: boolean;
}

function functionsOf(source: Source): FoundFunction[] {
  const found: FoundFunction[] = [];
  const visit = (value: unknown, parent: string): void => {
    if (Array.isArray(value)) {
      for (const each of value) visit(each, parent);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const node = value as SyntaxNode;
    if (/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type ?? '')) {
      // A callback has the parameters its caller gives it.
      found.push({ node, ours: node.type === 'FunctionDeclaration' || parent === 'VariableDeclarator' });
    }
    for (const child of Object.values(value)) visit(child, node.type ?? parent);
  };
  visit(source.parsed.program, '');
  return found;
}

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

describe('sizes', () => {
  const sources = parseSources();

  it(`no file over ${largestFileLines} lines`, () => {
    const found = sources.filter(({ text }) => text.split('\n').length - 1 > largestFileLines);
    expect(found.map(({ path, text }) => `${path}: ${text.split('\n').length - 1}`)).toEqual([]);
  });

  it(`no function over ${largestFunctionLines} lines`, () => {
    const found = sources
      .filter(({ path }) => !isTest(path))
      .flatMap((source) =>
        functionsOf(source).flatMap(({ node }) => {
          const first = lineAt(source.text, node.start);
          const lines = lineAt(source.text, node.end) - first + 1;
          return lines > largestFunctionLines ? [`${source.path}:${first}: ${lines}`] : [];
        }),
      );
    expect(found).toEqual([]);
  });

  it(`no function of more than ${mostParameters} positional arguments`, () => {
    const found = sources
      .filter(({ path }) => !isTest(path))
      .flatMap((source) =>
        functionsOf(source).flatMap(({ node, ours }) => {
          const count = parameterCount(node);
          return ours && count > mostParameters ? [`${source.path}:${lineAt(source.text, node.start)}: ${count}`] : [];
        }),
      );
    expect(found).toEqual([]);
  });

  it('is able to fail', () => {
    const counted = ['(a, b, c, d)', '(a, ...[b, c, d]: [B, C, D])', '(a, ...rest)'].map((parameters) => {
      const text = `function f${parameters} {}`;
      const [found] = functionsOf({ path: 'a.ts', text, parsed: parseSync('a.ts', text) });
      return found && parameterCount(found.node);
    });
    expect(counted).toEqual([4, 4, 2]);
  });
});

/** A rest that is taken apart counts for each of its parts. */
function parameterCount({ params }: SyntaxNode): number {
  const counts = (params ?? []).map(({ type, argument }) =>
    type === 'RestElement' && argument?.type === 'ArrayPattern' ? (argument.elements?.length ?? 1) : 1,
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
