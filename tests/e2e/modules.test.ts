import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { allStays, expectCountsTrue } from './books.ts';
import { baysOf, drive, eventually, root, settle, startSuite } from './suite.ts';

interface Kit {
  signs?: unknown;
  buses: Record<string, { kind: string }>;
  devices: Record<string, { profile: string }>;
  lane: { forward?: Record<string, unknown> };
}

interface SiteText {
  sensors?: unknown;
  signs?: unknown;
  gateways: Record<string, { buses: Record<string, { kind: string }> }>;
  devices?: Record<string, { profile: string }>;
  kits: Record<string, Kit>;
}

const folder = mkdtempSync(join(tmpdir(), 'berth-modules-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The reference site with one module left out. */
function siteWithout(module: string, leaveOut: (site: SiteText) => void): string {
  const site = parse(readFileSync(join(root, 'config/sites/bund.yaml'), 'utf8')) as SiteText;
  leaveOut(site);
  const file = join(folder, `${module}.yaml`);
  writeFileSync(file, stringify(site));
  return file;
}

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
      for (const name of Object.keys(kit.devices)) if (name.includes('camera')) delete kit.devices[name];
      if (kit.lane.forward) kit.lane.forward.camera = undefined;
    }
  },
};

/** Starts the site, lets one driver come and another go, and checks the books. */
async function driveWithout(module: string): Promise<void> {
  const file = siteWithout(module.replace(' ', '-'), leaveOut[module] ?? (() => undefined));
  const suite = await startSuite(['--site', file, '--seed', '5']);
  try {
    await eventually(suite.health, ({ status_code }) => status_code === 200, 30_000);
    await suite.ask('/api/simulator/traffic', { hold: true });
    await eventually(suite.occupancy, ({ site }) => site.occupied !== null, 30_000);
    const { free, taken } = await baysOf(suite, 'b1-west');
    await drive(suite, { enter: free.slice(0, 1), leave: taken.slice(0, 1) });
    const truth = await settle(suite);
    expect(truth.stays.completed).toBeGreaterThanOrEqual(1);
    await expectCountsTrue(suite, truth);
    expect((await allStays(suite, 'closed')).length).toBeGreaterThanOrEqual(1);
  } finally {
    await suite.end();
  }
}

describe('each module left out in turn', () => {
  it.concurrent.each(Object.keys(leaveOut))('without %s the site starts, and drivers come and go', async (module) => {
    await driveWithout(module);
  });
});
