import {
  civilDate,
  compileTariff,
  deepestFall,
  lintTariff,
  priceStay,
  type TariffFault,
  type UnreachableWhy,
  type WeekTime,
  weekdayOf,
  weekdays,
} from '@berth/domain/tariff';
import type { Finding, Path, Trouble } from '../site/check/finding.ts';
import type { Language } from '../site/report.ts';
import { parseMoment, writeMoment } from './moment.ts';
import { majorText, minorOf } from './money.ts';
import { type ReadableTariff, readTariffText } from './read.ts';
import type { ExampleEntry } from './schema.ts';
import { dateNumber } from './words.ts';

/** Everything wrong in a tariff file: its writing, gaps and the like, falls of the fare, its own examples. */
export function checkTariffText(file: string, text: string, language: Language = 'en'): Finding[] {
  const { readable, findings, report } = readTariffText(file, text, language);
  if (!readable) return [...findings];
  const troubles = [
    ...lintTariff(readable.tariff).map((fault) => faultTrouble(readable, fault)),
    ...runExamples(readable),
  ];
  const fall = fallTrouble(readable);
  const allowed = readable.file.longer_may_cost_less !== undefined;
  return [...findings, ...troubles.map((each) => report(each, false)), ...(fall ? [report(fall, allowed)] : [])].sort(
    (a, b) => a.line - b.line || a.column - b.column,
  );
}

const whys: Readonly<Record<UnreachableWhy, { why: string; why_zh: string }>> = {
  'other-bands-win': { why: 'other bands hold whenever it would', why_zh: '其他时段总是优先' },
  'a-block-before-goes-on-for-ever': {
    why: 'the block before it goes on for ever',
    why_zh: '前面的计费单元没有次数限制',
  },
  'the-list-begins-anew-before': { why: 'the list begins anew before it', why_zh: '在它之前计费已重新开始' },
};

function faultTrouble(readable: ReadableTariff, fault: TariffFault): Trouble {
  const { file, tariff } = readable;
  if (fault.kind === 'unreachable-product') {
    const id = tariff.products[fault.product]?.name ?? '';
    const why = { why: 'the product before it always fits', why_zh: '前面的产品总是适用' };
    return { code: 'tariff-unreachable', id, path: ['products', fault.product], values: why };
  }
  const { place } = fault;
  const charge = tariff.products[place.product]?.charges[place.charge];
  const bands = charge?.kind === 'blocks' ? charge.bands : [];
  const inProduct: Path = file.products ? ['products', place.product] : [];
  const path: Path = [...inProduct, 'charges', place.charge];
  const id = charge?.name ?? '';
  if (fault.kind === 'gap') return { code: 'tariff-gap', id, path, values: { when: writeTime(fault.time) } };
  const inBand: Path = place.band === undefined ? path : [...path, 'bands', place.band];
  if (fault.kind === 'overlap') {
    const names = { one: bands[place.band ?? -1]?.name ?? '', other: bands[fault.other]?.name ?? '' };
    return { code: 'tariff-overlap', id, path: inBand, values: { ...names, when: writeTime(fault.time) } };
  }
  const name = place.band === undefined ? id : (bands[place.band]?.name ?? id);
  const about = place.block === undefined ? name : `${name}, block ${place.block + 1}`;
  return { code: 'tariff-unreachable', id: about, path: inBand, values: whys[fault.why] };
}

function writeTime(time: WeekTime): string {
  const { year, month, day } = civilDate(time.day);
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  const clock = (ms: number): string => `${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}`;
  const date = `${weekdays[weekdayOf(time.day)]} ${year}-${two(month)}-${two(day)}`;
  const kind = time.kind === 'plain' ? '' : ` (${time.kind})`;
  return `${date}${kind} ${clock(time.from_ms)}-${clock(time.to_ms)}${time.area === '' ? '' : ` in area ${time.area}`}`;
}

function fallTrouble({ tariff, offsets, decimals }: ReadableTariff): Trouble | null {
  const fall = deepestFall(tariff, offsets);
  if (!fall) return null;
  const values = {
    entry: writeMoment(fall.entry, offsets) + (fall.class === null ? '' : ` (${fall.class})`),
    shorter: writeMoment(fall.shorter.exit, offsets),
    longer: writeMoment(fall.longer.exit, offsets),
    shorter_fee: majorText(fall.shorter.fare_minor, decimals),
    longer_fee: majorText(fall.longer.fare_minor, decimals),
  };
  return { code: 'longer-costs-less', id: tariff.id, path: ['tariff'], values };
}

function runExamples(readable: ReadableTariff): Trouble[] {
  return (readable.file.examples ?? []).flatMap((example, index) => {
    const wrong = runExample(readable, example);
    return wrong ? [{ ...wrong, id: readable.tariff.id, path: ['examples', index] }] : [];
  });
}

function runExample(readable: ReadableTariff, example: ExampleEntry): Pick<Trouble, 'code' | 'values'> | null {
  const { decimals, offsets } = readable;
  const bad = (problem: string) => ({ code: 'bad-value', values: { problem } }) as const;
  const times = new Map<string, number>();
  for (const text of [example.in, example.out, ...(example.segments ?? []).flatMap(({ from, to }) => [from, to])]) {
    const moment = parseMoment(text, offsets);
    if (!moment.ok) return bad(moment.problem);
    times.set(text, moment.at);
  }
  if ((example.fee === undefined) === (example.operator === undefined))
    return bad('an example has either fee or operator');
  const at = (text: string): number => times.get(text) ?? 0;
  const fare = priceStay(withHolidays(readable, example.public_holidays ?? []).compiled, {
    entry: at(example.in),
    exit: at(example.out),
    ...(example.class === undefined ? {} : { class: example.class }),
    segments: (example.segments ?? []).map(({ area, from, to }) => ({ area, from: at(from), to: at(to) })),
  });
  const found = fare.status === 'priced' ? majorText(fare.fare_minor, decimals) : `operator: ${fare.reason}`;
  const minor = example.fee === undefined ? null : minorOf(example.fee, decimals);
  if (example.fee !== undefined && minor === null)
    return bad(`${example.fee} is no amount with at most ${decimals} decimals`);
  const wanted = minor === null ? `operator: ${example.operator}` : majorText(minor, decimals);
  return found === wanted ? null : { code: 'example-wrong', values: { wanted, found } };
}

/** The same tariff with more public holidays, as 2024-02-10. */
export function withHolidays(readable: ReadableTariff, dates: readonly string[]): ReadableTariff {
  if (dates.length === 0) return readable;
  const tariff = { ...readable.tariff, holidays: [...readable.tariff.holidays, ...dates.map(dateNumber)] };
  return { ...readable, tariff, compiled: compileTariff(tariff, readable.offsets) };
}
