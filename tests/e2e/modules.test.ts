import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { allStays, expectCountsTrue } from './books.ts';
import { eventually, root, type Suite, settle, startSuite } from './suite.ts';

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

describe('each module left out in turn', () => {
  it.each(Object.keys(leaveOut))('without %s the site starts, and a driver comes and goes', async (module) => {
    const file = siteWithout(module.replace(' ', '-'), leaveOut[module] ?? (() => undefined));
    let suite: Suite | null = null;
    try {
      suite = await startSuite(['--site', file, '--seed', '5']);
      const running = suite;
      await eventually(running.health, ({ status_code }) => status_code === 200, 30_000);
      const inventory = () => running.occupancy();
      await eventually(inventory, ({ site }) => site.occupied !== null, 30_000);
      await eventually(running.truth, ({ stays }) => stays.completed >= 1, 90_000);
      const truth = await settle(running, 90_000);
      await expectCountsTrue(running, truth);
      expect((await allStays(running, 'closed')).length).toBeGreaterThanOrEqual(1);
    } finally {
      await suite?.end();
    }
  });
});
