import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Document, parseDocument } from 'yaml';
import { loadProfiles } from '../../node.ts';
import { tariffTexts } from '../../tariff/texts.ts';
import { readSiteText } from '../read.ts';
import type { Finding } from './finding.ts';
import { smallSite } from './small-site.fixture.ts';
import { type FindingCode, findingTexts } from './texts.ts';
import { againstTexts } from './texts-layout.ts';

const { profiles, findings: ofProfiles } = loadProfiles(
  fileURLToPath(new URL('../../../../config/devices', import.meta.url)),
);

function findingsAfter(change: (document: Document) => void): readonly Finding[] {
  const document = parseDocument(smallSite);
  change(document);
  return readSiteText('small.yaml', String(document), { profiles }).findings;
}

interface Case {
  readonly code: FindingCode;
  readonly id: string;
  readonly change: (document: Document) => void;
  /** What else the same change must lead to. */
  readonly also?: readonly FindingCode[];
  readonly path?: string;
}

const set =
  (path: readonly (string | number)[], value: unknown): Case['change'] =>
  (document) =>
    document.setIn(path, document.createNode(value));

const remove =
  (...path: readonly (string | number)[]): Case['change'] =>
  (document) => {
    document.deleteIn(path);
  };

const safeLoop = { kind: 'loop', input: 'loops-in.b', wired_to_barrier: true };
const beam = { kind: 'beam', input: 'contacts.in[1]', wired_to_barrier: true };
const offices = { name: { zh: '办公区', en: 'Offices' } };

const cases: readonly Case[] = [
  { code: 'unknown-key', id: 'tarrif', change: set(['tarrif'], 1), path: 'tarrif' },
  {
    code: 'bad-value',
    id: 'in',
    change: set(['lanes', 'in', 'loops', 'arming'], 7),
    path: 'lanes.in.loops.arming',
    also: [],
  },
  {
    code: 'duplicate-id',
    id: 'G-04',
    change: set(['rows', 1, 'first'], 'G-04'),
    also: ['dangling-reference'],
    path: 'rows[1]',
  },
  {
    code: 'dangling-reference',
    id: 'south',
    change: set(['borders', 'south', 'to'], 'nowhere'),
  },
  { code: 'kit-word-missing', id: 'in', change: addKit, path: 'lanes.in' },
  {
    code: 'waiver-unused',
    id: 'south',
    change: set(['waive'], [{ code: 'bus-too-slow', id: 'south', reason: 'nobody drives here' }]),
    path: 'waive[0]',
  },
  { code: 'unknown-profile', id: 'cards', change: set(['devices', 'cards', 'profile'], 'card-dispensr') },
  { code: 'wrong-bus', id: 'eye', change: set(['devices', 'eye', 'bus'], 'io') },
  { code: 'double-address', id: 'cards', change: set(['devices', 'cards', 'unit'], 5), path: 'devices.cards' },
  { code: 'address-missing', id: 'eye', change: remove('devices', 'eye', 'address') },
  { code: 'unknown-reading', id: 'in', change: set(['lanes', 'in', 'opened_by_hand'], 'arm-in.hand') },
  { code: 'wrong-index', id: 'in', change: set(['lanes', 'in', 'forward', 'help_button'], 'contacts.in[16]') },
  { code: 'double-use', id: 'out', change: set(['lanes', 'out', 'forward', 'help_button'], 'contacts.in[2]') },
  { code: 'wrong-device-kind', id: 'in', change: set(['lanes', 'in', 'forward', 'dispenser'], 'bin') },
  { code: 'other-gateway', id: 'in', change: moveLane, also: ['fire-input-missing'] },
  { code: 'safety-kinds', id: 'in', change: set(['lanes', 'in', 'safety'], [safeLoop]) },
  {
    code: 'safety-limited-presence',
    id: 'in',
    change: set(['lanes', 'in', 'safety'], [safeLoop, beam, { ...safeLoop, presence: 'limited' }]),
  },
  { code: 'exit-down-without-power', id: 'out', change: set(['lanes', 'out', 'without_power'], 'stays-with-crank') },
  { code: 'lane-without-credential', id: 'in', change: remove('lanes', 'in', 'forward', 'button') },
  { code: 'fire-input-missing', id: 'cabinet', change: set(['fire_inputs'], []) },
  { code: 'bus-too-slow', id: 'south', change: set(['borders', 'south', 'spacing_m'], 0.2) },
  {
    code: 'fast-input-slow',
    id: 'in',
    change: set(['gateways', 'cabinet', 'buses', 'io', 'line_baud'], 9600),
    also: ['bus-too-slow'],
  },
  {
    code: 'area-nesting',
    id: 'public',
    change: set(['areas', 'public', 'within'], 'public'),
    also: ['lane-areas'],
  },
  {
    code: 'bay-without-zone',
    id: 'g-09',
    change: set(['rows', 2], row(['street-in', 'gate-in'], 'G-09')),
    path: 'rows[2]',
  },
  { code: 'bay-off-aisle', id: 'g-04', change: set(['rows', 0, 'start_m'], 8), also: [] },
  { code: 'bay-zone-differs', id: 'g-05', change: set(['borders', 'south', 'at_m'], 9) },
  { code: 'bays-overlap', id: 'g-01', change: set(['rows', 2], row(['a', 'm'], 'G-09')), path: 'rows[0]' },
  { code: 'bay-on-aisle', id: 'g-01', change: set(['rows', 0, 'size'], { setback_m: 0 }) },
  { code: 'outside-level', id: 'g-01', change: set(['rows', 0, 'size'], { setback_m: 12 }) },
  { code: 'border-without-counter', id: 'm--b', change: remove('borders', 'south'), path: 'drives[5]' },
  { code: 'border-zones-differ', id: 'south', change: swapZones, also: ['bay-zone-differs'] },
  { code: 'area-without-lane', id: 'south', change: makeOffices },
  { code: 'lane-areas', id: 'in', change: set(['lanes', 'in', 'kind'], 'inner'), also: ['lane-without-credential'] },
  { code: 'off-aisle', id: 'north', change: set(['borders', 'north', 'at_m'], 99) },
  { code: 'dead-end', id: 'b--x', change: addDeadEnd, path: 'drives[6]' },
  {
    code: 'aisle-not-reached',
    id: 'y--b',
    change: (document) => {
      set(['nodes', 'g', 'y'], [45, -2])(document);
      set(['drives', 6], { zone: 'east', nodes: ['y', 'b'] })(document);
    },
  },
  {
    code: 'lane-not-reached',
    id: 'out',
    change: cutOff,
    also: ['bays-not-left', 'lane-not-left', 'aisle-not-reached', 'dead-end', 'bays-not-reached'],
  },
  {
    code: 'lane-not-left',
    id: 'in',
    change: cutOff,
    also: ['bays-not-left', 'lane-not-reached', 'aisle-not-reached', 'dead-end', 'bays-not-reached'],
  },
  {
    code: 'bays-not-reached',
    id: 'small',
    change: cutOff,
    also: ['bays-not-left', 'lane-not-reached', 'lane-not-left', 'aisle-not-reached', 'dead-end'],
  },
  {
    code: 'bays-not-left',
    id: 'small',
    change: cutOff,
    also: ['bays-not-reached', 'lane-not-reached', 'lane-not-left', 'aisle-not-reached', 'dead-end'],
  },
  { code: 'capacity-differs', id: 'east', change: set(['zones', 'east', 'capacity'], 5), path: 'zones.east' },
];

function addKit(document: Document): void {
  set(['kits'], { plain: { lane: { opened_by_hand: '{arm}.by_hand' } } })(document);
  set(['lanes', 'in', 'kit'], 'plain')(document);
}

function moveLane(document: Document): void {
  set(['gateways', 'other'], { name: { zh: '另一个', en: 'Other' }, buses: {} })(document);
  set(['lanes', 'in', 'gateway'], 'other')(document);
}

function row(along: readonly string[], first: string) {
  return { along, side: 'right', start_m: 4, count: 1, first };
}

function swapZones(document: Document): void {
  set(['borders', 'south', 'from'], 'east')(document);
  set(['borders', 'south', 'to'], 'west')(document);
}

function makeOffices(document: Document): void {
  set(['areas', 'offices'], { ...offices, within: 'public' })(document);
  set(['zones', 'east', 'area'], 'offices')(document);
}

function addDeadEnd(document: Document): void {
  set(['nodes', 'g', 'x'], [45, -2])(document);
  set(['drives', 6], { zone: 'east', nodes: ['b', 'x'] })(document);
}

/** The entry leads to a place of its own, and nothing leads on to the exit. */
function cutOff(document: Document): void {
  set(['nodes', 'g', 'a2'], [0, 0])(document);
  set(['nodes', 'g', 'd2'], [0, 30])(document);
  set(['drives', 2, 'nodes'], ['gate-in', 'a2'])(document);
  set(['drives', 3, 'nodes'], ['d2', 'gate-out'])(document);
  set(['lanes', 'in', 'aisle'], 'gate-in--a2')(document);
  set(['lanes', 'out', 'aisle'], 'd2--gate-out')(document);
}

describe('berth check', () => {
  it('finds nothing in a site without a fault, nor in the profiles', () => {
    expect(ofProfiles).toEqual([]);
    expect(findingsAfter(() => {})).toEqual([]);
  });

  it.each(cases)('finds $code', ({ code, id, change, also = [], path }) => {
    const findings = findingsAfter(change);
    const found = findings.find((each) => each.code === code && each.id === id);
    expect(found, JSON.stringify(findings, null, 1)).toBeDefined();
    expect(
      [...new Set(findings.map((each) => each.code))].filter((each) => each !== code && !also.includes(each)),
    ).toEqual([]);
    expect(found?.message).not.toMatch(/[{}]/);
    expect(found?.remedy).not.toMatch(/[{}]/);
    if (path !== undefined) expect(found?.path).toBe(path);
    expect(found?.line).toBeGreaterThan(1);
  });

  it('has a case here for every code but those of files, of changed sites and of tariffs', () => {
    const elsewhere = ['file-unreadable', 'yaml-syntax', ...Object.keys(againstTexts), ...Object.keys(tariffTexts)];
    const here = cases.map((each) => each.code);
    expect(
      Object.keys(findingTexts).filter((code) => !elsewhere.includes(code) && !here.includes(code as FindingCode)),
    ).toEqual([]);
  });
});
