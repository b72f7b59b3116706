import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { loadProfiles, stopping } from '../node.ts';
import { smallSite } from './check/small-site.fixture.ts';
import { readSiteText } from './read.ts';

const { profiles } = loadProfiles(new URL('../../../config/devices', import.meta.url).pathname);

function read(text: string) {
  return readSiteText('small.yaml', text, { profiles });
}

describe('a site file', () => {
  it('is written out: rows to bays, runs to devices, defaults filled in', () => {
    const { site } = read(smallSite);
    expect(site?.bays.map((bay) => `${bay.label} ${bay.kind} ${bay.permit_only} ${bay.sensor} ${bay.light}`)).toEqual([
      'G-01 ordinary false us-1.distance[0] us-1.light[0]',
      'G-02 ordinary false us-1.distance[1] us-1.light[1]',
      'G-03 ordinary false us-1.distance[2] us-1.light[2]',
      'G-04 ordinary true us-1.distance[3] us-1.light[3]',
      'G-05 disabled false us-1.distance[4] us-1.light[4]',
      'G-06 ordinary false us-1.distance[5] us-1.light[5]',
      'G-07 ordinary false radio-1.occupied[0] null',
      'G-08 ordinary false radio-2.occupied[0] null',
    ]);
    expect(site?.zones.map(({ id, capacity, kept_for_permits }) => [id, capacity, kept_for_permits])).toEqual([
      ['west', 4, 1],
      ['east', 4, 0],
    ]);
    expect(site?.bays[0]).toMatchObject({
      aisle: 'a--m',
      at_m: 4.25,
      outline: [
        [8, 2],
        [10.5, 2],
        [10.5, -3.3],
        [8, -3.3],
      ],
    });
    expect(site?.lanes.map(({ id, from_area, to_area, gateway }) => ({ id, from_area, to_area, gateway }))).toEqual([
      { id: 'in', from_area: null, to_area: 'public', gateway: 'cabinet' },
      { id: 'out', from_area: 'public', to_area: null, gateway: 'cabinet' },
    ]);
    expect(site?.devices.find((device) => device.id === 'radio-2')).toMatchObject({
      address: 'g-2',
      gateway: 'cabinet',
    });
    expect(site?.rules.exit_limit_s).toBe(300);
  });

  it('fills kits in, and a lane says otherwise for itself', () => {
    const document = parseDocument(smallSite);
    document.setIn(['kits'], {
      exit: {
        buses: { '{lane}-io': { kind: 'modbus-tcp', host: '{host}' } },
        devices: { '{lane}-box': { profile: 'card-collector', bus: '{lane}-io', unit: 1 } },
        signs: { '{lane}-display': { profile: 'sign-modbus', bus: '{lane}-io', unit: 2 } },
        lane: {
          kind: 'exit',
          without_power: 'on-ups',
          forward: { collector: '{lane}-box', display: '{lane}-display' },
        },
      },
    });
    document.setIn(['lanes', 'out', 'kit'], 'exit');
    document.setIn(['lanes', 'out', 'with'], { host: '10.0.0.20' });
    document.setIn(['lanes', 'out', 'gateway'], 'cabinet');
    document.deleteIn(['lanes', 'out', 'forward']);
    const { site, findings } = read(String(document));
    expect(findings).toEqual([]);
    const lane = site?.lanes.find((each) => each.id === 'out');
    expect(lane).toMatchObject({ without_power: 'rises', forward: { collector: 'out-box', display: 'out-display' } });
    expect(site?.gateways[0]?.buses.at(-1)).toMatchObject({ id: 'out-io', host: '10.0.0.20', port: 502 });
    expect(site?.signs.at(-1)).toMatchObject({ id: 'out-display', lane: 'out', level: 'g', name: { en: 'Out' } });
  });

  it('tells every fault at once, each at its own line', () => {
    const text = smallSite
      .replace('currency: CNY', 'curency: CNY')
      .replace('unit: 2 }', 'unit: 1 }')
      .replace('without_power: rises', 'without_power: stays-with-crank')
      .replace(/ {2}south: .*\n/, '')
      .replace('zone: east, nodes', 'zone: easst, nodes');
    const { findings } = read(text);
    const lineOf = (part: string): number => text.split('\n').findIndex((line) => line.includes(part)) + 1;
    const places = findings.map((each) => `${each.code}:${each.line}`);
    expect(places).toContain(`unknown-key:${lineOf('curency')}`);
    expect(places).toContain(`double-address:${lineOf('arm-in: {')}`);
    expect(places).toContain(`exit-down-without-power:${lineOf('  out:')}`);
    expect(places).toContain(`dangling-reference:${lineOf('easst')}`);
    expect(findings.find((each) => each.code === 'unknown-key')?.remedy).toBe('did you mean "currency"?');
  });

  it('goes on behind a thing that does not fit, and keeps the lines of what follows', () => {
    const text = smallSite
      .replace('- { along: [a, m], side: right', '- { along: [a, m], side: above')
      .replace('{ along: [m, b], side: right, start_m: 6', '{ along: [m, b], side: right, start_m: 20');
    const { findings } = read(text);
    const line = text.split('\n').findIndex((each) => each.includes('start_m: 20')) + 1;
    expect(findings.find((each) => each.code === 'bad-value')).toMatchObject({ path: 'rows[0].side', line: line - 1 });
    expect(findings.find((each) => each.code === 'bay-off-aisle')).toMatchObject({ path: 'rows[1]', line });
  });

  it('refuses what is not YAML, and names a key that is there twice', () => {
    expect(read('berth: 1\n  site: [').findings.map((each) => each.code)).toContain('yaml-syntax');
    expect(read('berth: 1\n  site: [').site).toBeNull();
    const twice = read(
      smallSite.replace('devices:\n', 'devices:\n  bin: { profile: card-collector, bus: io, unit: 20 }\n'),
    );
    expect(twice.findings.map((each) => `${each.code} ${each.id}`)).toEqual(['duplicate-id bin']);
  });

  it('[SF1] takes no waiver for what keeps an arm off a car', () => {
    const reason = 'the arm is slow anyway';
    const document = parseDocument(smallSite);
    document.setIn(['lanes', 'in', 'safety'], []);
    document.setIn(['waive'], [{ code: 'safety-kinds', id: 'in', reason }]);
    const { findings } = read(String(document));
    expect(stopping(findings).map((each) => each.code)).toEqual(['safety-kinds', 'safety-kinds']);
    expect(findings.map((each) => each.code)).toContain('waiver-unused');
  });

  it('takes a waiver for a way that is not there, and its link mends it', () => {
    const reason = 'cars turn by hand signal at the end';
    const document = parseDocument(smallSite);
    document.setIn(['nodes', 'g', 'x'], [45, -2]);
    document.setIn(['drives', 6], { zone: 'east', nodes: ['b', 'x'] });
    const plain = [{ code: 'dead-end', id: 'b--x', reason }];
    document.setIn(['waive'], plain);
    expect(read(String(document)).findings.map((each) => [each.code, each.waived])).toEqual([['dead-end', true]]);
    document.setIn(['waive'], [{ ...plain[0], link: ['x', 'b'] }]);
    const linked = read(String(document));
    expect(linked.findings.map((each) => [each.code, each.waived])).toEqual([['dead-end', true]]);
    expect(linked.site?.aisles.at(-1)).toMatchObject({ id: 'link-x--b', from: 'x', to: 'b', zone: 'east' });
  });

  it('speaks Chinese where it is asked to', () => {
    const text = smallSite.replace('unit: 2 }', 'unit: 1 }');
    const { findings } = readSiteText('small.yaml', text, { profiles, language: 'zh' });
    expect(findings[0]?.message).toBe('总线“io”上“arm-in”与“loops-in”地址相同（1）');
  });
});

describe('a site file that changes while cars are inside', () => {
  const before = read(smallSite).site;
  const against = (text: string) =>
    readSiteText('small.yaml', text, { profiles, before }).findings.map((each) => `${each.code} ${each.id}`);

  it('is good when nothing that cars stand in changes', () => {
    expect(against(smallSite)).toEqual([]);
    expect(against(smallSite.replace('zh: 西区', 'zh: 西边'))).toEqual([]);
  });

  it('may not lose a bay', () => {
    const text = smallSite
      .replace('count: 4, first: G-01, permit: [4]', 'count: 3, first: G-01')
      .replace('G-01..G-06', '[G-01..G-03, G-05, G-06]');
    expect(against(text.replace('bays: [G-01', 'bays: [G-01'))).toEqual(['capacity-changed west', 'bay-removed g-04']);
  });

  it('may not give a bay another number', () => {
    const text = smallSite
      .replace('first: G-05', 'first: G-15')
      .replace('G-01..G-06', '[G-01..G-04, G-15, G-16]')
      .replace('[G-07, G-08]', '[G-17, G-18]');
    expect(against(text)).toEqual([
      'bay-renumbered g-05',
      'bay-renumbered g-06',
      'bay-renumbered g-07',
      'bay-renumbered g-08',
    ]);
  });

  it('may not lose a zone, an area, a lane or a cabinet, nor be of another site', () => {
    const text = smallSite.replaceAll('east', 'far').replaceAll('public', 'open').replaceAll('cabinet', 'box');
    const found = against(text);
    expect(found).toContain('thing-removed east');
    expect(found).toContain('thing-removed public');
    expect(found).toContain('thing-removed cabinet');
    expect(found).toContain('bay-moved g-05');
    expect(against(smallSite.replace('  out:', '  leave:'))).toEqual(['thing-removed out']);
    expect(against(smallSite.replace('site: small', 'site: other'))).toEqual(['other-site other']);
  });

  it('may after a waiver with its reason', () => {
    const waived = `${smallSite.replace('  out:', '  leave:')}
waive: [{ code: thing-removed, id: out, reason: the site was emptied on Sunday }]
`;
    const { findings } = readSiteText('small.yaml', waived, { profiles, before });
    expect(findings.map((each) => [each.code, each.waived])).toEqual([['thing-removed', true]]);
    expect(read(waived).findings).toEqual([]);
  });
});
