import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { allStays, expectCountsTrue, expectStaysTrue } from './books.ts';
import { type SiteText, smallSite } from './small-site.ts';
import { baysOf, drive, eventually, settle, startSuite } from './suite.ts';

const folder = mkdtempSync(join(tmpdir(), 'berth-modules-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const leaveOut: Record<string, (site: SiteText) => void> = {
  'bay sensors': (site) => {
    site.sensors = undefined;
  },
  signs: (site) => {
    site.signs = undefined;
    for (const kit of Object.values(site.kits)) {
      kit.signs = undefined;
      if (kit.lane.forward) kit.lane.forward.display = undefined;
    }
  },
  cameras: (site) => {
    for (const kit of Object.values(site.kits)) {
      delete kit.devices['{lane}-camera'];
      if (kit.lane.forward) kit.lane.forward.camera = undefined;
    }
  },
};

describe('each module left out in turn', () => {
  it.concurrent.each(Object.entries(leaveOut))(
    'without %s the site starts, and drivers come and go',
    async (module, change) => {
      const site = smallSite();
      change(site);
      const file = join(folder, `${module.replace(' ', '-')}.yaml`);
      writeFileSync(file, stringify(site));
      const suite = await startSuite(['--site', file, '--seed', '5']);
      try {
        await eventually(suite.health, ({ status_code }) => status_code === 200, 30_000);
        await suite.ask('/api/simulator/traffic', { hold: true });
        await eventually(suite.occupancy, (now) => now.site.occupied !== null, 30_000);
        const [west, east] = [await baysOf(suite, 'west'), await baysOf(suite, 'east')];
        await drive(suite, { enter: [west.free[0] ?? '', east.free[0] ?? ''], leave: east.taken.slice(0, 1) });
        const truth = await settle(suite);
        expect(truth.stays.completed).toBeGreaterThanOrEqual(1);
        await expectCountsTrue(suite, truth);
        await expectStaysTrue(suite);
        const closed = await allStays(suite, 'closed');
        expect(closed.some(({ pictures }) => pictures.length > 0)).toBe(module !== 'cameras');
      } finally {
        await suite.end();
      }
    },
  );
});
