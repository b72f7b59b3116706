import { describe, expect, it } from 'vitest';
import { checkTariffText } from './check.ts';
import { parseMoment, writeMoment } from './moment.ts';
import { currencyDecimals, majorText, minorOf } from './money.ts';
import { dayNames, durationMs, durationPattern } from './words.ts';
import { zoneOffsets } from './zone.ts';

const head = 'tariff: small\ncurrency: EUR\ntime_zone: Europe/Berlin\n';
const good = `${head}charges:\n  - name: parking\n    blocks: [{ length: 1h, price: 2 }]\n`;
const found = (text: string) =>
  checkTariffText('small.yaml', text).map(({ code, line, waived }) => ({ code, line, waived }));

describe('checks of a tariff file', () => {
  it('finds nothing in a good one', () => {
    expect(found(good)).toEqual([]);
    expect(found(`${good}examples:\n  - { in: "2024-01-08T10:00", out: "2024-01-08T11:01", fee: 4 }\n`)).toEqual([]);
  });

  it.each([
    ['unknown-key', `${good}currancy: EUR\n`, 7],
    ['unknown-key', `${good}    bands: [{ name: a, when: { tims: ["08:00-18:00"] } }]\n`, 7],
    ['bad-value', good.replace('EUR', 'ABC'), 2],
    ['bad-value', good.replace('Europe/Berlin', 'Europe/Nowhere'), 3],
    ['bad-value', good.replace('price: 2', 'price: 2.005'), 6],
    ['bad-value', good.replace('length: 1h', 'length: 0min'), 6],
    ['bad-value', good.replace('price: 2', 'price: { car: 2 }'), 6],
    ['bad-value', `${head}charges: []\n`, 4],
    ['bad-value', head, 1],
    ['bad-value', `${good}    bands: [{ name: a, free: true, blocks: [{ length: 1h, price: 1 }] }]\n`, 7],
    ['yaml-syntax', `${good}  - [`, 7],
    ['tariff-gap', `${good}    bands: [{ name: day, when: { times: ["08:00-18:00"] } }]\n`, 5],
    [
      'tariff-overlap',
      `${good}    bands: [{ name: a, when: { days: [mon-fri] } }, { name: b, when: { days: [fri-sun] } }]\n`,
      7,
    ],
    ['tariff-unreachable', `${good}    bands: [{ name: a, when: { days: [mon-sun] } }, { name: b }]\n`, 7],
    [
      'longer-costs-less',
      good.replace('blocks: [{ length: 1h, price: 2 }]', 'tiers: [{ up_to: 1h, total: 5 }, { up_to: 2h, total: 4 }]'),
      1,
    ],
    ['example-wrong', `${good}examples:\n  - { in: "2024-01-08T10:00", out: "2024-01-08T11:01", fee: 3 }\n`, 8],
    ['bad-value', `${good}examples:\n  - { in: "2024-03-31T02:30", out: "2024-03-31T11:01", fee: 3 }\n`, 8],
  ])('%s', (code, text, line) => {
    const findings = checkTariffText('small.yaml', text);
    expect(findings.map((each) => [each.code, each.line])).toContainEqual([code, line]);
    for (const each of findings) expect(`${each.message} ${each.remedy}`).not.toMatch(/\{[a-z_]+\}/);
  });

  it('waives a fall that the file allows', () => {
    const falling = good.replace(
      'blocks: [{ length: 1h, price: 2 }]',
      'tiers: [{ up_to: 1h, total: 5 }, { up_to: 2h, total: 4 }]',
    );
    expect(found(`${falling}longer_may_cost_less: an offer\n`)).toEqual([
      { code: 'longer-costs-less', line: 1, waived: true },
    ]);
  });
});

describe('the small notations', () => {
  it('money has the decimals of ISO 4217', () => {
    expect(['JPY', 'TWD', 'EUR', 'KWD', 'XYZ'].map(currencyDecimals)).toEqual([0, 2, 2, 3, null]);
    expect([minorOf(1.1, 2), minorOf('12.280', 2), minorOf(100, 0), minorOf(1.5, 0), minorOf(0.07, 2)]).toEqual([
      110,
      1228,
      100,
      null,
      7,
    ]);
    expect([majorText(1228, 2), majorText(-5, 2), majorText(330, 0)]).toEqual(['12.28', '-0.05', '330']);
  });

  it('durations and days', () => {
    expect(['90s', '1h30min', '1h 30min', '7d'].map(durationMs)).toEqual([90_000, 5_400_000, 5_400_000, 604_800_000]);
    expect(['', '1.5h', 'h', '30'].filter((text) => durationPattern.test(text))).toEqual([]);
    expect(dayNames('sat-mon')).toEqual(['sat', 'sun', 'mon']);
    expect(dayNames('workday')).toEqual(['workday']);
  });
});

describe('moments', () => {
  const offsets = zoneOffsets('Europe/Berlin') ?? [];
  const at = (text: string): string | number => {
    const moment = parseMoment(text, offsets);
    return moment.ok ? new Date(moment.at).toISOString() : 'refused';
  };

  it('are local without an offset: a gap is refused, a fold is the earlier', () => {
    expect(at('2024-01-08T10:00')).toBe('2024-01-08T09:00:00.000Z');
    expect(at('2024-03-31T02:30')).toBe('refused');
    expect(at('2024-03-31T03:00')).toBe('2024-03-31T01:00:00.000Z');
    expect(at('2024-10-27T02:30')).toBe('2024-10-27T00:30:00.000Z');
    expect(at('2024-10-27T02:30+01:00')).toBe('2024-10-27T01:30:00.000Z');
    expect(['2024-02-30T10:00', '2024-13-01T10:00', '2024-01-01', 'x', '2024-01-01T25:00'].map(at)).toEqual(
      Array(5).fill('refused'),
    );
  });

  it('are written with the offset of the zone', () => {
    expect(writeMoment(Date.UTC(2024, 6, 1, 10), offsets)).toBe('2024-07-01T12:00:00+02:00');
    expect(writeMoment(Date.UTC(2024, 0, 1, 3), zoneOffsets('America/St_Johns') ?? [])).toBe(
      '2023-12-31T23:30:00-03:30',
    );
  });

  it('the table of a zone agrees with the runtime at every hour of a year', () => {
    for (const zone of ['Europe/Berlin', 'Australia/Lord_Howe', 'Africa/Casablanca', 'America/Sao_Paulo']) {
      const table = zoneOffsets(zone) ?? [];
      const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
      for (let hour = 0; hour < 366 * 24; hour += 1) {
        const instant = Date.UTC(2018, 0, 1, hour);
        expect(writeMoment(instant, table).slice(0, 19).replace('T', ' ')).toBe(format.format(instant));
      }
    }
    expect(zoneOffsets('Mars/Olympus')).toBeNull();
  });
});
