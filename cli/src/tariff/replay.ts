import { majorText, parseMoment, type ReadableTariff } from '@berth/contract/node';
import { priceStay } from '@berth/domain/tariff';
import type { Output } from '../check/check.ts';
import { loadTariff, readInput, type TariffExit } from './load.ts';

export interface ReplayArguments {
  readonly tariff: string;
  readonly stays: string;
  /** The tariff to compare with. */
  readonly against: string | null;
  readonly json: boolean;
}

interface RecordedStay {
  readonly line: number;
  readonly arrival: string;
  readonly departure: string;
  readonly entry: number;
  readonly exit: number;
}

interface Takings {
  readonly tariff: string;
  readonly priced: number;
  readonly operator: Readonly<Record<string, number>>;
  readonly takings_minor: number;
}

interface Changed {
  readonly line: number;
  readonly arrival_utc: string;
  readonly departure_utc: string;
  readonly fare_minor: number;
  readonly against_minor: number;
  readonly change_minor: number;
}

interface Replay extends Takings {
  readonly currency: string;
  readonly stays: number;
  readonly unreadable_lines: readonly number[];
  readonly against: Takings | null;
  readonly change_minor: number | null;
  readonly most_changed: readonly Changed[];
}

const mostShown = 10;

/** `berth tariff replay`: what recorded stays would bring under a tariff, beside another one. */
export function runReplay(args: ReplayArguments, output: Output): TariffExit {
  const tariff = loadTariff(args.tariff, output);
  if (typeof tariff === 'number') return tariff;
  const other = args.against === null ? null : loadTariff(args.against, output);
  if (typeof other === 'number') return other;
  if (other && other.tariff.currency !== tariff.tariff.currency) {
    output.err(`berth tariff replay: ${tariff.tariff.currency} and ${other.tariff.currency} cannot be compared\n`);
    return 2;
  }
  const csv = readInput(args.stays, output);
  if (csv === null) return 3;
  const read = readStays(csv);
  if (typeof read === 'string') {
    output.err(`berth tariff replay: ${args.stays}: ${read}\n`);
    return 3;
  }
  const replay = compare(read, tariff, other);
  output.out(args.json ? `${JSON.stringify(replay, null, 2)}\n` : inWords(replay, tariff.decimals));
  return 0;
}

interface ReadStays {
  readonly stays: readonly RecordedStay[];
  readonly unreadable: readonly number[];
}

function readStays(csv: string): ReadStays | string {
  const [header = '', ...rows] = csv.replace(/^\uFEFF/, '').split(/\r?\n/);
  const names = header.split(',').map((name) => name.trim());
  const [first, last] = [names.indexOf('arrival_utc'), names.indexOf('departure_utc')];
  if (first < 0 || last < 0) return 'its first line must name the columns arrival_utc and departure_utc';
  const stays: RecordedStay[] = [];
  const unreadable: number[] = [];
  rows.forEach((row, index) => {
    if (row.trim() === '') return;
    const cells = row.split(',');
    const [arrival = '', departure = ''] = [cells[first]?.trim(), cells[last]?.trim()];
    const [entry, exit] = [utcMoment(arrival), utcMoment(departure)];
    if (entry === null || exit === null) unreadable.push(index + 2);
    else stays.push({ line: index + 2, arrival, departure, entry, exit });
  });
  return { stays, unreadable };
}

/** Without an offset it is UTC, as the column says. */
function utcMoment(text: string): number | null {
  const moment = parseMoment(text, [{ at: 0, offset_ms: 0 }]);
  return moment.ok ? moment.at : null;
}

function compare({ stays, unreadable }: ReadStays, tariff: ReadableTariff, other: ReadableTariff | null): Replay {
  const fares = stays.map((stay) => priceStay(tariff.compiled, stay));
  const others = other ? stays.map((stay) => priceStay(other.compiled, stay)) : [];
  const changed = stays.flatMap((stay, index): Changed[] => {
    const [one, two] = [fares[index], others[index]];
    if (one?.status !== 'priced' || two?.status !== 'priced' || one.fare_minor === two.fare_minor) return [];
    return [
      {
        line: stay.line,
        arrival_utc: stay.arrival,
        departure_utc: stay.departure,
        fare_minor: one.fare_minor,
        against_minor: two.fare_minor,
        change_minor: one.fare_minor - two.fare_minor,
      },
    ];
  });
  changed.sort((a, b) => Math.abs(b.change_minor) - Math.abs(a.change_minor) || a.line - b.line);
  const mine = takingsOf(tariff, fares);
  const against = other ? takingsOf(other, others) : null;
  return {
    ...mine,
    currency: tariff.tariff.currency,
    stays: stays.length,
    unreadable_lines: unreadable,
    against,
    change_minor: against ? mine.takings_minor - against.takings_minor : null,
    most_changed: changed.slice(0, mostShown),
  };
}

function takingsOf({ tariff }: ReadableTariff, fares: readonly ReturnType<typeof priceStay>[]): Takings {
  const operator: Record<string, number> = {};
  let [priced, takings_minor] = [0, 0];
  for (const fare of fares) {
    if (fare.status === 'priced') {
      priced += 1;
      takings_minor += fare.fare_minor;
    } else operator[fare.reason] = (operator[fare.reason] ?? 0) + 1;
  }
  return { tariff: tariff.id, priced, operator, takings_minor };
}

function inWords(replay: Replay, decimals: number): string {
  const money = (minor: number): string => `${majorText(minor, decimals)} ${replay.currency}`;
  const say = (takings: Takings): string => {
    const reasons = Object.entries(takings.operator).map(([reason, count]) => `, ${count} to the operator (${reason})`);
    return `${takings.tariff}: ${money(takings.takings_minor)} from ${takings.priced} stays${reasons.join('')}`;
  };
  const lines = [say(replay)];
  if (replay.against) lines.push(say(replay.against), `change: ${money(replay.change_minor ?? 0)}`);
  if (replay.unreadable_lines.length > 0) lines.push(`lines without two times: ${replay.unreadable_lines.join(', ')}`);
  for (const each of replay.most_changed)
    lines.push(
      `  line ${each.line}  ${each.arrival_utc} to ${each.departure_utc}  ${majorText(each.against_minor, decimals)} -> ${majorText(each.fare_minor, decimals)}`,
    );
  return `${lines.join('\n')}\n`;
}
