import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadProfiles, readSiteText, stopping } from '@berth/contract/node';
import { describe, expect, it } from 'vitest';
import { importLanelet2, runImport } from './import.ts';
import { parseOsm } from './osm.ts';

const root = new URL('../../../', import.meta.url);
const { profiles } = loadProfiles(fileURLToPath(new URL('config/devices', root)));
const garage = fileURLToPath(new URL('../shared/data/garage/', root));
const mapFile = join(garage, 'mapping_example_pk.osm');
const hasData = existsSync(mapFile);
const plain = { source: 'garage.osm', entries: [], exits: [], mend: false };

function check(text: string) {
  return readSiteText('garage.yaml', text, { profiles });
}

type Spot = [east_m: number, north_m: number, up_m: number];

interface Derived {
  readonly lanes: readonly { id: string; level: number; to: string[]; left: Spot[]; right: Spot[] }[];
  readonly bays: readonly { id: string; type: string; nearLanes: string[] }[];
}

const without = hasData ? '' : ' (skipped: ../shared/data is not here)';

describe.skipIf(!hasData)(`a real garage${without}`, () => {
  const derived: Derived = hasData
    ? JSON.parse(readFileSync(join(garage, 'mapping_example_pk.derived.json'), 'utf8'))
    : { lanes: [], bays: [] };
  const map = hasData ? readFileSync(mapFile, 'utf8') : '';
  const imported = hasData ? importLanelet2(map, plain) : { text: '', notes: [] };
  const read = check(imported.text);
  const site = read.site;

  it('has the levels, bays and lanes of the map', () => {
    expect(site?.levels.length).toBe(15);
    expect(site?.bays.length).toBe(472);
    expect(site?.bays.filter((bay) => bay.kind === 'disabled').length).toBe(12);
    expect(derived.lanes.every((lane) => site?.aisles.some((aisle) => aisle.id === lane.id))).toBe(true);
    expect(site?.lanes.map((lane) => [lane.id, lane.kind, lane.aisle])).toEqual([
      ['entry-490681', 'entry', '490681'],
      ['exit-491264', 'exit', '491264'],
    ]);
    expect(imported.notes[0]).toContain('236 lanelets, 472 bays; in by 490681, out by 491264');
  });

  it('leads from lane to lane as the map does, and each bay lies at a lane the map names', () => {
    const next = new Map(site?.aisles.map((aisle) => [aisle.id, aisle.to]));
    const starts = (node: string | undefined) =>
      site?.aisles.filter((aisle) => aisle.from === node).map(({ id }) => id);
    for (const lane of derived.lanes.filter(({ id }) => id !== '491264'))
      expect(starts(next.get(lane.id))?.sort(), lane.id).toEqual([...lane.to].sort());
    for (const bay of derived.bays) {
      const aisle = site?.bays.find((each) => each.id === `bay-${bay.id}`)?.aisle ?? '';
      expect(bay.nearLanes).toContain(aisle);
    }
  });

  it('is drawn true to the map, to a few millimetres in a metre', () => {
    const shifts = derived.lanes.flatMap((lane) => {
      const begin = site?.aisles.find((aisle) => aisle.id === lane.id)?.line[0];
      const [left, right] = [lane.left[0], lane.right[0]];
      if (!begin || !left || !right || lane.id === '490681') return [];
      return [[begin[0] - (left[0] + right[0]) / 2, begin[1] - (left[1] + right[1]) / 2] as const];
    });
    expect(shifts.length).toBe(235);
    for (const axis of [0, 1] as const) {
      const all = shifts.map((shift) => shift[axis]);
      expect(Math.max(...all) - Math.min(...all)).toBeLessThan(0.15);
    }
  });

  it('shows the known dirt: 198 of 472 bays reach the exit, 8 lanes end in nothing', () => {
    const codes = read.findings.map((each) => each.code);
    expect(codes.filter((code) => code === 'dead-end').length).toBe(8);
    expect(read.findings.find((each) => each.code === 'bays-not-left')?.message).toContain('only 198 of 472 bays');
    expect(codes).not.toContain('bays-not-reached');
    expect([...new Set(stopping(read.findings).map((each) => each.code))].sort()).toEqual([
      'bays-not-left',
      'dead-end',
    ]);
  });

  it('is clean and can be left from every bay once its dead ends are mended by waivers with links', () => {
    const mended = check(importLanelet2(map, { ...plain, mend: true }).text);
    expect(mended.findings.filter((each) => !each.waived)).toEqual([]);
    expect(mended.findings.filter((each) => each.waived && each.code === 'dead-end').length).toBe(8);
    expect(mended.findings.find((each) => each.code === 'bays-not-left')?.waived).toBe(true);
    expect(mended.site?.aisles.filter((aisle) => aisle.id.startsWith('link-')).length).toBe(8);
  });

  it('needs only the one link that the map forgot, and no way to turn in the other dead ends', () => {
    const ends = read.findings.filter((each) => each.code === 'dead-end').map((each) => each.id);
    const reason = 'cars back out of this stub';
    const waive = ends.map((id) =>
      id === '469611' ? { code: 'dead-end', id, reason, link: [id, '469508'] } : { code: 'dead-end', id, reason },
    );
    const { findings } = check(`${imported.text}\nwaive: ${JSON.stringify(waive)}\n`);
    const left = findings.find((each) => each.code === 'bays-not-left' && !each.waived)?.message ?? 'all leave';
    expect(left).toContain('of 472');
    expect(Number(/only (\d+)/.exec(left)?.[1])).toBeGreaterThan(198);
  });
});

const lanelet = (id: number, left: string, right: string): string => `
  <relation id="${id}">
    <member type="way" ref="${left}" role="left"/><member type="way" ref="${right}" role="right"/>
    <tag k="type" v="lanelet"/><tag k="subtype" v="road"/><tag k="level" v="0"/>
  </relation>`;

const way = (id: string, ...nodes: readonly number[]): string =>
  `<way id="${id}">${nodes.map((node) => `<nd ref="${node}"/>`).join('')}</way>`;

/** Two straight lanes one after the other, a metre in 9e-6 degrees of latitude, and one space. */
const tinyMap = `<?xml version='1.0'?>
<!-- <node id="0" lat="x" lon="y"/> -->
<osm version="0.6">
  <node id="1" lat="0.00003" lon="0"/><node id="2" lat="0" lon="0"/>
  <node id="3" lat="0.00003" lon="0.0002"/><node id="4" lat="0" lon="0.0002"/>
  <node id="5" lat="0.00003" lon="0.0004"/><node id="6" lat="0" lon="0.0004"/>
  <node id="7" lat="0.00004" lon="0.0001"/><node id="8" lat="0.00004" lon="0.00012"/>
  <node id="9" lat="0.00009" lon="0.00012"/><node id="10" lat="0.00009" lon="0.0001"/>
  ${way('l1', 1, 3)}${way('r1', 2, 4)}${way('l2', 3, 5)}${way('r2', 4, 6)}
  <way id="p1"><nd ref="7"/><nd ref="8"/><nd ref="9"/><nd ref="10"/><nd ref="7"/>
    <tag k="subtype" v="parking"/><tag k="level" v="0"/><tag k="parking_type" v="Disabled &amp; family"/></way>
  ${lanelet(100, 'l1', 'r1')}${lanelet(101, 'l2', 'r2')}
</osm>`;

describe('berth import lanelet2', () => {
  const run = (file: string, out: string | null, force = false) => {
    const said = { out: '', err: '' };
    const code = runImport(
      { ...plain, file, out, force },
      {
        out: (text) => {
          said.out += text;
        },
        err: (text) => {
          said.err += text;
        },
      },
    );
    return { code, ...said };
  };

  it('reads plain Lanelet2, without the tags of one maker', () => {
    const { text } = importLanelet2(tinyMap, plain);
    const { site, findings } = check(text);
    expect(findings).toEqual([]);
    expect(site?.aisles.map((aisle) => [aisle.id, aisle.from, aisle.to])).toEqual([
      ['100', 'gate-100', 'n3-4'],
      ['101', 'n3-4', 'gate-101'],
      ['road-100', 'street-100', 'gate-100'],
      ['road-101', 'gate-101', 'street-101'],
    ]);
    expect(site?.bays).toMatchObject([{ id: 'bay-p1', kind: 'disabled', aisle: '100', label: 'L00-001' }]);
    expect(parseOsm(tinyMap).ways.get('p1')?.tags.get('parking_type')).toBe('Disabled & family');
  });

  it('writes a file once, and over it only when told to', () => {
    const folder = mkdtempSync(join(tmpdir(), 'berth-import-'));
    try {
      const map = join(folder, 'tiny.osm');
      const out = join(folder, 'tiny.yaml');
      writeFileSync(map, tinyMap);
      expect(run(map, out).code).toBe(0);
      expect(run(map, out)).toMatchObject({ code: 2, err: expect.stringContaining('--force') });
      expect(run(map, out, true).code).toBe(0);
      expect(run(map, null).out).toBe(readFileSync(out, 'utf8'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('refuses what is no map, in words', () => {
    expect(run('/nowhere/map.osm', null)).toMatchObject({ code: 3, out: '' });
    expect(run(fileURLToPath(new URL('package.json', root)), null)).toMatchObject({
      code: 3,
      err: expect.stringContaining('no OSM file'),
    });
    expect(() => importLanelet2('<svg/>', plain)).toThrow('no OSM file');
    expect(() => importLanelet2('<osm><node id="1" lat="x" lon="2"/></osm>', plain)).toThrow('no place on the earth');
    expect(() => importLanelet2(tinyMap, { ...plain, exits: ['100'] })).toThrow('goes on within the map');
  });
});
