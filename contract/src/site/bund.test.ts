import { fileURLToPath } from 'node:url';
import type { Aisle, PlanPoint } from '@berth/domain/site';
import { describe, expect, it } from 'vitest';
import { loadSite } from '../node.ts';
import { reachOf } from './check/reach.ts';
import { lineLength, overlapDepth, rectangleBeside } from './geometry.ts';

const config = new URL('../../../config/', import.meta.url);
const { site, findings } = loadSite(
  fileURLToPath(new URL('sites/bund.yaml', config)),
  fileURLToPath(new URL('devices', config)),
);

function count<Thing>(things: readonly Thing[], isOne: (thing: Thing) => boolean): number {
  return things.filter(isOne).length;
}

describe('the reference site', () => {
  it('has nothing wrong', () => {
    expect(findings).toEqual([]);
  });

  it('has what the first customer has', () => {
    expect(site.levels.map((level) => level.id)).toEqual(['b1', 'b2', 'b3']);
    expect(site.bays.length).toBeGreaterThanOrEqual(480);
    expect(new Set(site.bays.map((bay) => bay.kind))).toEqual(new Set(['ordinary', 'disabled', 'ev', 'family', 'vip']));
    expect(count(site.bays, (bay) => bay.permit_only)).toBeGreaterThan(20);
    expect(site.zones.length).toBeGreaterThanOrEqual(7);
    expect(site.areas).toMatchObject([
      { id: 'public', within: null },
      { id: 'offices', within: 'public' },
    ]);
    for (const [kind, lanes] of [
      ['entry', 2],
      ['exit', 2],
      ['inner', 2],
    ] as const)
      expect(
        count(site.lanes, (lane) => lane.kind === kind),
        kind,
      ).toBe(lanes);
    expect(site.lanes.every((lane) => lane.forward?.camera)).toBe(true);
    expect(site.bays.every((bay) => bay.sensor !== null)).toBe(true);
    expect(site.zones.reduce((sum, zone) => sum + zone.capacity, 0)).toBe(site.bays.length);
  });

  it('has a sign at each site entrance with every zone, and one before each border and lane into a zone', () => {
    const entrances = site.signs.filter((sign) => sign.purpose === 'site-entrance');
    expect(entrances.length).toBe(count(site.lanes, (lane) => lane.kind === 'entry'));
    for (const sign of entrances)
      expect(new Set(sign.zones.map(({ zone }) => zone))).toEqual(new Set(site.zones.map((zone) => zone.id)));
    const shown = site.signs.flatMap((sign) =>
      sign.purpose === 'zone-entrance' ? sign.zones.map(({ zone }) => zone) : [],
    );
    for (const zone of site.zones) {
      const ways = count(site.borders, (border) => border.to_zone === zone.id);
      expect(
        count(shown, (each) => each === zone.id),
        zone.id,
      ).toBeGreaterThanOrEqual(Math.max(1, ways));
    }
  });

  it('lets every bay be reached from each entry, and each exit from every bay', () => {
    for (const lane of site.lanes.filter((each) => each.kind === 'entry' || each.kind === 'exit')) {
      const reach = reachOf(site, [lane]);
      const can = lane.kind === 'entry' ? reach.canEnter : reach.canLeave;
      expect(
        site.bays.filter((bay) => !can(bay)).map((bay) => bay.id),
        lane.id,
      ).toEqual([]);
    }
  });

  it('is drawn as a car park: six metres of aisle between bays, and nothing over anything', () => {
    const halfAisleM = 2.95;
    const levelOf = new Map(site.nodes.map((node) => [node.id, node.level]));
    const ways = (aisle: Aisle): PlanPoint[][] =>
      aisle.line.slice(1).map((end, index) => {
        const line = [aisle.line[index] ?? end, end];
        const width_m = lineLength(line);
        return rectangleBeside(line, width_m / 2, { width_m, near_m: -halfAisleM, far_m: halfAisleM });
      });
    for (const level of site.levels) {
      const bays = site.bays.filter((bay) => bay.level === level.id);
      const aisles = site.aisles.filter((aisle) =>
        [aisle.from, aisle.to].some((node) => levelOf.get(node) === level.id),
      );
      const shapes = [...bays.map((bay) => bay.outline), ...aisles.flatMap(ways)];
      bays.forEach((bay, index) => {
        const over = shapes.slice(index + 1).filter((shape) => overlapDepth(bay.outline, shape) > 0.01);
        expect(over, bay.id).toEqual([]);
      });
    }
  });

  it('leaves a car from a bay room before the loops of a border', () => {
    const longestCarM = 5;
    for (const border of site.borders) {
      const near = site.bays.filter((bay) => bay.aisle === border.aisle && bay.at_m > border.at_m);
      for (const bay of near) expect(bay.at_m - border.at_m, `${bay.id} ${border.id}`).toBeGreaterThan(longestCarM / 2);
    }
  });
});
