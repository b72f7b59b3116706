import type { Command } from 'commander';
import type { Output } from '../check/check.ts';
import { runChart } from './chart.ts';
import { runFee } from './fee.ts';
import { runReplay } from './replay.ts';

interface FeeGiven {
  readonly tariff: string;
  readonly in: string;
  readonly out: string;
  readonly class?: string;
  readonly publicHoliday: string[];
  readonly segment: string[];
  readonly json: boolean;
}

interface ChartGiven {
  readonly in: string;
  readonly class?: string;
  readonly out?: string;
}

interface ReplayGiven {
  readonly stays: string;
  readonly against?: string;
  readonly json: boolean;
}

const every = (value: string, before: string[]): string[] => [...before, value];

/** Adds `fee`, `tariff chart` and `tariff replay`. */
export function addTariffCommands(program: Command, output: Output): void {
  program
    .command('fee')
    .description('the fare of a stay with its lines; times without offset are local to the tariff')
    .requiredOption('--tariff <file>', 'a tariff file')
    .requiredOption('--in <time>', 'entry, as 2024-01-08T10:00')
    .requiredOption('--out <time>', 'exit')
    .option('--class <class>', 'vehicle class')
    .option('--public-holiday <date>', 'one more public holiday (may be given again)', every, [])
    .option('--segment <area=from/to>', 'time in an area (may be given again)', every, [])
    .option('--json', 'one JSON document on stdout', false)
    .action((given: FeeGiven) => {
      const { publicHoliday: publicHolidays, segment: segments, json } = given;
      const args = { tariff: given.tariff, in: given.in, out: given.out, publicHolidays, segments, json };
      process.exitCode = runFee({ ...args, class: given.class ?? null }, output);
    });
  const tariff = program.command('tariff').description('look at a tariff, and try it on recorded stays');
  tariff
    .command('chart')
    .description('the fare over 48 h, as SVG on stdout or in a file')
    .argument('<file>', 'a tariff file')
    .option('--in <time>', 'entry', '2024-01-08T08:00')
    .option('--class <class>', 'vehicle class')
    .option('--out <svg>', 'where the picture goes')
    .action((file: string, given: ChartGiven) => {
      const args = { tariff: file, in: given.in, class: given.class ?? null, out: given.out ?? null };
      process.exitCode = runChart(args, output);
    });
  tariff
    .command('replay')
    .description('what recorded stays would bring; with --against, beside another tariff')
    .argument('<file>', 'a tariff file')
    .requiredOption('--stays <csv>', 'columns arrival_utc and departure_utc; others are ignored')
    .option('--against <file>', 'another tariff to compare takings and stays with')
    .option('--json', 'one JSON document on stdout', false)
    .action((file: string, given: ReplayGiven) => {
      const args = { tariff: file, stays: given.stays, against: given.against ?? null, json: given.json };
      process.exitCode = runReplay(args, output);
    });
}
