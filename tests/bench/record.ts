import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from './machine.ts';
import { type Bench, type BenchResult, cellsOf, headings } from './measure.ts';
import { root } from './processes.ts';

const file = join(root, 'docs/measurements.md');

const beginning = `# Measurements

Written by \`npm run bench -- --record\`; budgets are those of the design. A figure is the median of its runs. The
machine runs everything at once: the devices, the agents, broker, engine and the bench itself share its cores.
`;

export interface Recorded {
  readonly bench: Bench;
  readonly result: BenchResult;
  readonly runs: number;
}

/** Puts these benches' figures in place of what the document has of them. */
export function record(recorded: readonly Recorded[], machine: Machine, command: string): void {
  const sections = new Map<string, string>();
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  for (const [, title = '', body = ''] of text.matchAll(/^## (P\d+[^\n]*)\n([\s\S]*?)(?=^## |(?![\s\S]))/gm))
    sections.set(title.split(' ')[0] ?? '', `## ${title}\n${body.trimEnd()}\n`);
  for (const one of recorded) sections.set(one.bench.id, sectionOf(one, machine, command));
  const ordered = [...sections].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
  writeFileSync(file, [beginning, ...ordered.map(([, section]) => section)].join('\n'));
}

function sectionOf({ bench, result, runs }: Recorded, machine: Machine, command: string): string {
  const rows = [headings, headings.map(() => '---'), ...result.measures.map(cellsOf)];
  const { processor, cores, memory_gb, system, node, commit, load_before } = machine;
  return `## ${bench.id} ${bench.title}

${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}

${result.notes.join(' ')}

${runs === 1 ? '1 run' : `${runs} runs`} on ${processor}, ${cores} cores, ${memory_gb} GB, ${system}, Node ${node}, commit ${commit}, load
before it ${load_before}: \`${command}\`
`;
}
