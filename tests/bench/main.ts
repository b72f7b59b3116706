import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { cards } from './cards.ts';
import { fares } from './fares.ts';
import { frozen } from './frozen.ts';
import { lights } from './lights.ts';
import { describeMachine } from './machine.ts';
import { type Bench, type BenchResult, cellsOf, headings, textTable } from './measure.ts';
import { memory } from './memory.ts';
import { observations } from './observations.ts';
import { polls } from './polls.ts';
import { type Recorded, record } from './record.ts';
import { startTime } from './start-time.ts';

const benches: readonly Bench[] = [observations, lights, polls, startTime, memory, frozen, cards, fares];

const help = `npm run bench -- [--only P1,polls] [--runs 5] [--short] [--json FILE] [--record]

${benches.map(({ id, name, title }) => `  ${id} ${name.padEnd(13)} ${title}`).join('\n')}

Progress goes to stderr, the figures to stdout. Ends with 1 when a bench could not be run, with 2 when it was
asked for wrongly; a budget that is missed is marked, and is no failure: machines differ.
`;

interface Asked {
  readonly benches: readonly Bench[];
  readonly runs: number;
  readonly short: boolean;
  readonly json: string | null;
  readonly record: boolean;
}

function readArguments(args: readonly string[]): Asked | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        only: { type: 'string' },
        runs: { type: 'string' },
        short: { type: 'boolean', default: false },
        json: { type: 'string' },
        record: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return help;
    const names = values.only?.split(',') ?? benches.map(({ id }) => id);
    const chosen = names.map((name) => benches.find((bench) => bench.name === name || bench.id === name.toUpperCase()));
    const known = chosen.filter((bench) => bench !== undefined);
    const runs = Number(values.runs ?? (values.short ? 1 : 5));
    if (known.length < chosen.length) return `there is no such bench among ${names.join(', ')}\n\n${help}`;
    if (!Number.isInteger(runs) || runs < 1) return `--runs takes a whole number from 1\n\n${help}`;
    return { benches: known, runs, short: values.short, json: values.json ?? null, record: values.record };
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n\n${help}`;
  }
}

async function runOne(bench: Bench, { runs, short }: Asked): Promise<BenchResult | null> {
  const since = performance.now();
  const progress = (text: string) => process.stderr.write(`  ${text}\n`);
  process.stderr.write(`${bench.id} ${bench.title}\n`);
  try {
    const result = await bench.run({ runs, short, progress });
    process.stdout.write(`\n${bench.id} ${bench.title}\n${textTable([headings, ...result.measures.map(cellsOf)])}\n`);
    for (const note of result.notes) process.stdout.write(`${note}\n`);
    progress(`${Math.round((performance.now() - since) / 1000)} s`);
    return result;
  } catch (error) {
    process.stderr.write(`${bench.id} could not be run: ${error instanceof Error ? error.stack : String(error)}\n`);
    return null;
  }
}

/** What a reader types to see the same. */
function commandOf({ benches: chosen, runs, short }: Asked): string {
  const only = chosen.length === benches.length ? [] : ['--only', chosen.map(({ id }) => id).join(',')];
  return ['npm run bench --', ...only, '--runs', runs, ...(short ? ['--short'] : [])].join(' ');
}

async function runAll(asked: Asked): Promise<number> {
  const machine = describeMachine();
  const recorded: Recorded[] = [];
  for (const bench of asked.benches) {
    const result = await runOne(bench, asked);
    if (result) recorded.push({ bench, result, runs: asked.runs });
  }
  const command = commandOf(asked);
  if (asked.json !== null) {
    const results = recorded.map(({ bench: { id, name, title }, result }) => ({ id, name, title, ...result }));
    writeFileSync(asked.json, `${JSON.stringify({ machine, command, runs: asked.runs, results }, null, 2)}\n`);
  }
  if (asked.record) record(recorded, machine, command);
  return recorded.length === asked.benches.length ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
const asked = readArguments(process.argv.slice(2));
if (typeof asked === 'string') {
  process.stderr.write(asked);
  process.exitCode = asked === help ? 0 : 2;
} else process.exitCode = await runAll(asked);
