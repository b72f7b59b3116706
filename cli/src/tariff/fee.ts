import { majorText, parseMoment, type ReadableTariff, withHolidays, writeMoment } from '@berth/contract/node';
import { type Fare, type FareLine, priceStay } from '@berth/domain/tariff';
import type { Output } from '../check/check.ts';
import { loadTariff, type TariffExit } from './load.ts';

export interface FeeArguments {
  readonly tariff: string;
  readonly in: string;
  readonly out: string;
  readonly class: string | null;
  readonly publicHolidays: readonly string[];
  /** As area=from/to. */
  readonly segments: readonly string[];
  readonly json: boolean;
}

/** `berth fee`: the fare of one stay with its lines. */
export function runFee(args: FeeArguments, output: Output): TariffExit {
  const loaded = loadTariff(args.tariff, output);
  if (typeof loaded === 'number') return loaded;
  const usage = (problem: string): TariffExit => {
    output.err(`berth fee: ${problem}\n`);
    return 2;
  };
  const holiday = args.publicHolidays.find((each) => !/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/.test(each));
  if (holiday !== undefined) return usage(`--public-holiday ${holiday} is no date such as 2024-02-10`);
  const tariff = withHolidays(loaded, args.publicHolidays);
  const moments = [args.in, args.out].map((text) => parseMoment(text, tariff.offsets));
  const [entry, exit] = moments;
  if (!entry?.ok) return usage(`--in: ${entry?.problem}`);
  if (!exit?.ok) return usage(`--out: ${exit?.problem}`);
  const segments = args.segments.map((text) => parseSegment(text, tariff));
  const wrong = segments.find((each) => typeof each === 'string');
  if (typeof wrong === 'string') return usage(wrong);
  const fare = priceStay(tariff.compiled, {
    entry: entry.at,
    exit: exit.at,
    segments: segments.filter((each) => typeof each !== 'string'),
    ...(args.class === null ? {} : { class: args.class }),
  });
  output.out(args.json ? `${JSON.stringify(asJson(fare, tariff), null, 2)}\n` : inWords(fare, tariff));
  return 0;
}

type Segment = { readonly area: string; readonly from: number; readonly to: number };

function parseSegment(text: string, { offsets }: ReadableTariff): Segment | string {
  const [, area = '', first = '', last = ''] = /^([^=]+)=([^/]+)\/(.+)$/.exec(text) ?? [];
  const [from, to] = [parseMoment(first, offsets), parseMoment(last, offsets)];
  if (area === '') return `--segment ${text} is not of the form area=from/to`;
  if (!from.ok) return `--segment ${text}: ${from.problem}`;
  return to.ok ? { area, from: from.at, to: to.at } : `--segment ${text}: ${to.problem}`;
}

function asJson(fare: Fare, { tariff, offsets }: ReadableTariff) {
  const { currency } = tariff;
  if (fare.status === 'operator')
    return { status: fare.status, reason: fare.reason, fare_minor: null, currency, lines: [] };
  const lines = fare.lines.map((line) => ({
    ...line,
    from: writeMoment(line.from, offsets),
    to: writeMoment(line.to, offsets),
  }));
  return { status: fare.status, fare_minor: fare.fare_minor, currency, lines };
}

function inWords(fare: Fare, { tariff, offsets, decimals }: ReadableTariff): string {
  if (fare.status === 'operator') return `goes to the operator: ${fare.reason}\n`;
  const moment = (at: number): string => writeMoment(at, offsets).slice(0, 16).replace('T', ' ');
  const row = ({ from, to, quantity, amount_minor, rule }: FareLine): string =>
    `${moment(from)}  ${moment(to)}  ${String(quantity).padStart(5)}  ${majorText(amount_minor, decimals).padStart(10)}  ${rule}`;
  const total = `${' '.repeat(41)}  ${majorText(fare.fare_minor, decimals).padStart(10)}  ${tariff.currency}`;
  return `${[...fare.lines.map(row), total].join('\n')}\n`;
}
