import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { afterAll, describe, expect, it } from 'vitest';
import { runCheck } from '../check/check.ts';
import { addTariffCommands } from './commands.ts';

const root = new URL('../../../', import.meta.url);
const path = (name: string): string => fileURLToPath(new URL(name, root));
const uk = path('tests/tariffs/uk-short-stay.yaml');
const folder = mkdtempSync(join(tmpdir(), 'berth-tariff-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a command line as `berth` would, and tells what it said. */
function run(...args: string[]) {
  const said = { out: '', err: '' };
  const output = {
    out: (text: string): void => {
      said.out += text;
    },
    err: (text: string): void => {
      said.err += text;
    },
  };
  const before = process.exitCode;
  const program = new Command('berth').exitOverride();
  addTariffCommands(program, output);
  program.parse(args, { from: 'user' });
  const code = process.exitCode;
  process.exitCode = before;
  return { code, ...said };
}

const fee = (...args: string[]) => run('fee', '--tariff', uk, ...args);

describe('berth fee', () => {
  it('prints the shape that scripts hold on to', () => {
    const { code, out, err } = fee('--in', '2017-09-07T16:50', '--out', '2017-09-07T19:00', '--json');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toEqual({
      status: 'priced',
      fare_minor: 128,
      currency: 'GBP',
      lines: [
        {
          from: '2017-09-07T16:50:00+01:00',
          to: '2017-09-07T18:00:00+01:00',
          rule: 'short stay, paid, 1 min',
          quantity: 70,
          amount_minor: 128,
        },
        {
          from: '2017-09-07T18:00:00+01:00',
          to: '2017-09-07T19:00:00+01:00',
          rule: 'short stay, evenings and weekends, free',
          quantity: 1,
          amount_minor: 0,
        },
      ],
    });
  });

  it('says in words what it says in JSON', () => {
    expect(fee('--in', '2017-09-07T16:50', '--out', '2017-09-09T19:15').out).toContain('12.28  GBP');
    expect(fee('--in', '2017-09-07T16:50', '--out', '2017-09-06T19:15').out).toContain('exit-before-entry');
  });

  it('sends to the operator what no one may charge automatically', () => {
    const { code, out } = fee('--in', '2017-09-07T16:50', '--out', '2017-09-06T19:15', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      status: 'operator',
      reason: 'exit-before-entry',
      fare_minor: null,
      currency: 'GBP',
      lines: [],
    });
  });

  it('takes more public holidays, segments and classes', () => {
    const file = join(folder, 'holiday.yaml');
    writeFileSync(
      file,
      `tariff: h
currency: TWD
time_zone: Asia/Taipei
areas_off: [inner]
classes: { car: {}, bus: { factor: 2 } }
charges:
  - name: parking
    bands:
      - { name: holiday, when: { days: [holiday] }, blocks: [{ length: 1h, price: 60 }] }
      - { name: day, blocks: [{ length: 1h, price: 30 }] }
`,
    );
    const stay = ['--in', '2024-01-08T10:00', '--out', '2024-01-08T13:00', '--json'];
    const minor = (...more: string[]) => JSON.parse(run('fee', '--tariff', file, ...stay, ...more).out).fare_minor;
    expect(minor()).toBe(9000);
    expect(minor('--public-holiday', '2024-01-01', '--public-holiday', '2024-01-08')).toBe(18_000);
    expect(minor('--class', 'bus')).toBe(18_000);
    expect(minor('--segment', 'inner=2024-01-08T11:00/2024-01-08T12:00')).toBe(6000);
  });

  it('refuses a time that does not exist, and takes the earlier of two', () => {
    const gap = fee('--in', '2024-03-31T01:30', '--out', '2024-03-31T09:00');
    expect(gap.code).toBe(2);
    expect(gap.err).toContain('put forward');
    const fold = fee('--in', '2024-10-27T01:30', '--out', '2024-10-27T09:00', '--json');
    expect(JSON.parse(fold.out).lines[0].from).toBe('2024-10-27T01:30:00+01:00');
  });

  it('has the exit codes of the suite', () => {
    expect(fee('--in', 'noon', '--out', '2024-03-31T09:00').code).toBe(2);
    expect(fee('--in', '2024-03-30T09:00', '--out', '2024-03-31T09:00', '--public-holiday', 'x').code).toBe(2);
    expect(run('fee', '--tariff', join(folder, 'nothing'), '--in', 'a', '--out', 'b').code).toBe(3);
    const broken = join(folder, 'broken.yaml');
    writeFileSync(broken, 'tariff: broken\n');
    expect(run('fee', '--tariff', broken, '--in', 'a', '--out', 'b').code).toBe(1);
  });
});

describe('berth tariff', () => {
  it('chart draws the curve of 48 h', () => {
    const { code, out } = run(
      'tariff',
      'chart',
      path('tests/tariffs/cheapest-of-early-bird-night-owl.yaml'),
      '--class',
      'bus',
    );
    expect(code).toBe(0);
    expect(out).toMatch(/^<svg [\s\S]*<path class="fare" d="M70\.0,[\d.]+H[\s\S]*<\/svg>\n$/);
    const file = join(folder, 'curve.svg');
    expect(run('tariff', 'chart', uk, '--out', file)).toEqual({ code: 0, out: '', err: '' });
    expect(readFileSync(file, 'utf8')).toContain('uk-short-stay, GBP');
    expect(run('tariff', 'chart', uk, '--out', join(folder, 'no/where.svg')).code).toBe(3);
  });

  it('replay compares takings and the most changed stays', () => {
    const csv = join(folder, 'stays.csv');
    writeFileSync(
      csv,
      'space,arrival_utc,departure_utc\n1,2024-01-08T10:00:00Z,2024-01-08T12:00:00Z\n2,x,y\n3,2024-01-08T10:00:00Z,2024-01-11T10:00:00Z\n',
    );
    const [one, two] = [
      path('tests/tariffs/parkcalc-atdd-economy.yaml'),
      path('tests/tariffs/parkcalc-atdd-long-term-garage.yaml'),
    ];
    const { code, out } = run('tariff', 'replay', two, '--stays', csv, '--against', one, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      stays: 2,
      priced: 2,
      takings_minor: 400 + 3600,
      against: { takings_minor: 400 + 2700 },
      change_minor: 900,
      unreadable_lines: [3],
      most_changed: [{ line: 4, fare_minor: 3600, against_minor: 2700 }],
    });
    expect(run('tariff', 'replay', two, '--stays', csv).out).toContain('40.00 USD from 2 stays');
    expect(run('tariff', 'replay', two, '--stays', uk).code).toBe(3);
    expect(run('tariff', 'replay', two, '--stays', csv, '--against', uk).code).toBe(2);
  });
});

/** Exit code and what is not waived. */
function checked(file: string) {
  let said = '';
  const out = (text: string): void => {
    said += text;
  };
  const devicesDir = path('config/devices');
  const code = runCheck({ files: [file], devicesDir, against: null, json: true, language: 'zh' }, { out, err: out });
  const [{ findings }] = JSON.parse(said).files;
  return { code, findings: findings.filter((each: { waived: boolean }) => !each.waived) };
}

describe('berth check on tariffs', () => {
  const files = ['config/tariffs', 'tests/tariffs'].flatMap((name) =>
    readdirSync(path(name)).map((each) => path(`${name}/${each}`)),
  );

  it.each(files)('finds nothing that is not waived in %s', (file) => {
    expect(checked(file)).toEqual({ code: 0, findings: [] });
  });

  it('finds nothing in the tariff that the guide begins with', () => {
    const [, sample = ''] = /```yaml\n(tariff:[^`]*)```/.exec(readFileSync(path('docs/tariffs.md'), 'utf8')) ?? [];
    const file = join(folder, 'riverside.yaml');
    writeFileSync(file, sample);
    expect(sample).toContain('examples:');
    expect(checked(file)).toEqual({ code: 0, findings: [] });
  });

  it('says what is wrong, and ends with 1', () => {
    const file = join(folder, 'wrong.yaml');
    writeFileSync(file, readFileSync(uk, 'utf8').replace('fee: 12.28', 'fee: 12.29'));
    expect(checked(file)).toMatchObject({ code: 1, findings: [{ code: 'example-wrong' }] });
  });
});
