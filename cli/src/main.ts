import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { runCheck } from './check/check.ts';
import { runImport } from './import/import.ts';
import { StartError } from './start/data-dir.ts';
import type { BrokerLogin } from './start/plan.ts';
import { resolveSiteFile, startSuite } from './start/start.ts';
import { addTariffCommands } from './tariff/commands.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const devicesDir = join(root, 'config/devices');
const output = {
  out: (text: string) => process.stdout.write(text),
  err: (text: string) => process.stderr.write(text),
};

/** Exit codes that scripts hold on to. */
const exitCodes = { good: 0, findings: 1, usage: 2, unreadable: 3, bug: 70 } as const;

const program = new Command('berth')
  .description('Berth (泊位): open parking guidance and access control.')
  .version('0.1.0')
  .showHelpAfterError('(berth --help tells more)')
  .exitOverride()
  .addHelpText(
    'after',
    `
Examples:
  berth start                              the reference site with its simulator, page on port 8080
  berth start --site bund --fresh          the same from an empty car park's books
  berth start --site my.yaml --no-simulator   a real site: the same processes, no simulated hardware
  berth check config/sites/bund.yaml       everything wrong in a site file, with line and remedy
  berth import lanelet2 map.osm --out my.yaml
  berth fee --tariff my-tariff.yaml --in 2024-01-08T10:00 --out 2024-01-08T12:30
  berth tariff chart my-tariff.yaml --out curve.svg

Exit codes: 0 good, 1 findings or violations, 2 wrong usage, 3 unreadable file, 70 a bug of ours.`,
  );

program
  .command('start')
  .description('run all processes of a site under a supervisor, until Ctrl-C')
  .option('--site <name or file>', 'a name in config/sites, or a site file', 'bund')
  .option('--port <port>', 'port of the page; the next free one if it is taken', wholeNumber(1, 65535), 8080)
  .option('--host <host>', 'address the page listens on', '127.0.0.1')
  .option('--data <folder>', 'folder of world and store (default ./data/<site>)')
  .option('--fresh', 'forget everything stored in the folder first', false)
  .option('--seed <number>', 'seed of the simulated world', wholeNumber(0, 2 ** 31), 1)
  .option('--broker <url>', 'an MQTT broker of your own, as mqtt://name:secret@host:1883, in place of ours', brokerUrl)
  .option('--no-simulator', 'for real hardware: the same processes, no simulated world')
  .option('--stays <csv>', 'drive the world by real arrivals and departures (arrival_utc, departure_utc, space_id)')
  .option('--from <date>', 'with --stays: the day to begin with, as 2021-05-03')
  .option('--speed <factor>', 'with --stays: divides waits and lengths of stay, never driving', positiveNumber, 1)
  .action(async (given: StartArguments) => {
    await startSuite(root, startOptions(given));
    process.exit(exitCodes.good);
  });

program
  .command('check')
  .description(
    'everything wrong in site and tariff files, with place and remedy; code 1 when there is anything not waived',
  )
  .argument('<files...>', 'site files, and tariff files (those with tariff: at their top)')
  .option('--against <data>', 'a data folder: what the change would do to the cars that are inside')
  .option('--json', 'one JSON document on stdout', false)
  .addOption(new Option('--language <language>', 'language of the messages').choices(['en', 'zh']).default('en'))
  .action((files: string[], given: CheckArguments) => {
    const args = { files, devicesDir, against: given.against ?? null, json: given.json, language: given.language };
    process.exitCode = runCheck(args, output);
  });

addTariffCommands(program, output);

const importer = program.command('import').description('make a site file from a map');
importer
  .command('lanelet2')
  .description('from a Lanelet2 map in OSM XML: plan, aisles, bays, lanes; on stdout, or in a file')
  .argument('<file>', 'the map')
  .option('--out <file>', 'where the site file goes')
  .option('--force', 'write over a file that is there', false)
  .option('--mend', 'waive every dead end with a link that opens it, so that each bay can be left', false)
  .option('--entry <id...>', 'lanelets that become entries (default: those that lead in)', [])
  .option('--exit <id...>', 'lanelets that become exits (default: those that lead out)', [])
  .action((file: string, given: ImportArguments) => {
    const { force, mend, entry, exit } = given;
    process.exitCode = runImport({ file, out: given.out ?? null, force, mend, entries: entry, exits: exit }, output);
  });

interface ImportArguments {
  readonly out?: string;
  readonly force: boolean;
  readonly mend: boolean;
  readonly entry: string[];
  readonly exit: string[];
}

interface CheckArguments {
  readonly against?: string;
  readonly json: boolean;
  readonly language: 'en' | 'zh';
}

interface StartArguments {
  readonly site: string;
  readonly port: number;
  readonly host: string;
  readonly data?: string;
  readonly fresh: boolean;
  readonly seed: number;
  readonly simulator: boolean;
  readonly broker?: BrokerLogin;
  readonly stays?: string;
  readonly from?: string;
  readonly speed: number;
}

function startOptions(given: StartArguments) {
  const siteFile = resolveSiteFile(root, given.site);
  const name =
    siteFile
      .split('/')
      .pop()
      ?.replace(/\.ya?ml$/, '') ?? 'site';
  const stays = given.stays ? readStaysOptions(given.stays, given.from, given.speed) : null;
  return {
    siteFile,
    port: given.port,
    host: given.host,
    dataDir: resolve(given.data ?? join('data', name)),
    fresh: given.fresh,
    seed: given.seed,
    simulator: given.simulator,
    broker: given.broker ?? null,
    stays,
  };
}

/** The recorded stays are there and can be read, before anything is started. */
function readStaysOptions(file: string, from: string | undefined, speed: number) {
  if (!from) throw new StartError('--stays needs --from DATE, as 2021-05-03');
  if (!/^\d{4}-\d{2}-\d{2}/.test(from) || Number.isNaN(Date.parse(from))) {
    throw new StartError(`--from ${from} is no date; write it as 2021-05-03 or 2021-05-03T08:00:00Z`);
  }
  const path = resolve(file);
  let header: string;
  try {
    header = readFileSync(path, 'utf8').split('\n', 1)[0] ?? '';
  } catch (error) {
    throw new StartError(
      `--stays ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      'unreadable',
    );
  }
  if (!header.includes('arrival_utc') || !header.includes('departure_utc')) {
    throw new StartError(`${file}:1: the columns arrival_utc and departure_utc are wanted`, 'unreadable');
  }
  return { file: path, from, speed };
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`a whole number from ${least} to ${most} is wanted.`);
  };
}

function brokerUrl(text: string): BrokerLogin {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'mqtt:' || !url.hostname)
    throw new InvalidArgumentError('mqtt://name:secret@host:port is wanted.');
  const [username, secret] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  return { host: url.hostname, port: Number(url.port || 1883), username, secret };
}

function positiveNumber(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('a number above 0 is wanted.');
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = codeOf(error);
}

function codeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.good : exitCodes.usage;
  if (error instanceof StartError) {
    process.stderr.write(`berth: ${error.message}\n`);
    return exitCodes[error.kind];
  }
  process.stderr.write(`berth: a bug of ours: ${error instanceof Error ? error.stack : String(error)}\n`);
  return exitCodes.bug;
}
