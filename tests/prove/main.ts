import { parseArgs } from 'node:util';
import { borders } from './borders.ts';
import { crashes } from './crashes.ts';
import { fares } from './fares.ts';
import { journal } from './journal.ts';
import { lanes } from './lanes.ts';
import { messages } from './messages.ts';
import { modbus } from './modbus.ts';
import type { Proof } from './proof.ts';

const proofs: readonly Proof[] = [lanes, journal, crashes, modbus, messages, borders, fares];

const help = `npm run prove -- [--short] [--only lanes,journal] [--seed 1]

${proofs.map(({ name, title }) => `  ${name.padEnd(9)} ${title}`).join('\n')}

Ends with 1 when something is broken, with 2 when it was asked for wrongly.
`;

interface Asked {
  readonly proofs: readonly Proof[];
  readonly short: boolean;
  readonly seed: number;
}

function readArguments(args: readonly string[]): Asked | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        only: { type: 'string' },
        seed: { type: 'string', default: '1' },
        short: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.help) return help;
    const names = values.only?.split(',') ?? proofs.map(({ name }) => name);
    const known = names.flatMap((name) => proofs.find((proof) => proof.name === name) ?? []);
    const seed = Number(values.seed);
    if (known.length < names.length) return `there is no such proof among ${names.join(', ')}\n\n${help}`;
    if (!Number.isInteger(seed)) return `--seed takes a whole number\n\n${help}`;
    return { proofs: known, short: values.short, seed };
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n\n${help}`;
  }
}

async function proveOne(proof: Proof, { short, seed }: Asked): Promise<boolean> {
  const since = performance.now();
  const progress = (text: string) => process.stderr.write(`  ${text}\n`);
  process.stderr.write(`${proof.name}: ${proof.title}\n`);
  const { did, violations } = await proof.run({ short, seed, progress });
  const seconds = Math.round((performance.now() - since) / 1000);
  const verdict = violations.length === 0 ? 'holds' : 'BROKEN';
  process.stdout.write(`${proof.name.padEnd(9)} ${verdict}  ${did}, ${seconds} s\n`);
  for (const violation of violations) process.stdout.write(`  ${violation}\n`);
  return violations.length === 0;
}

async function proveAll(asked: Asked): Promise<number> {
  let broken = 0;
  for (const proof of asked.proofs) if (!(await proveOne(proof, asked))) broken += 1;
  return broken === 0 ? 0 : 1;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));
const asked = readArguments(process.argv.slice(2));
if (typeof asked === 'string') {
  process.stderr.write(asked);
  process.exitCode = asked === help ? 0 : 2;
} else process.exitCode = await proveAll(asked);
