import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allStays, expectCountsTrue, expectStaysTrue } from './books.ts';
import { openBrowser } from './browser.ts';
import { baysOf, drive, eventually, newDataDir, pause, type Suite, settle, startSuite } from './suite.ts';

const dataDir = newDataDir();
let suite: Suite;
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  suite = await startSuite(['--seed', '3'], dataDir);
  await suite.ask('/api/simulator/traffic', { hold: true });
  browser = await openBrowser();
  page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', colorScheme: 'dark' });
  page.on('pageerror', (error) => complaints.push(error.message));
});
afterAll(async () => {
  await browser?.close();
  await suite?.end();
});

/** How many different colours a picture of the plan has: an empty one has one or two. */
async function coloursOfPlan(): Promise<number> {
  return page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.plan-canvas');
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return 0;
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const colours = new Set<number>();
    for (let at = 0; at < data.length; at += 4 * 7) {
      colours.add(((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0));
    }
    return colours.size;
  });
}

describe('the main job, on the reference site', () => {
  it('shows the plan as it is, with every process well', async () => {
    const health = await eventually(
      suite.health,
      ({ status_code, processes }) => status_code === 200 && processes.length === 8,
      30_000,
    );
    expect(health.processes.map(({ name }) => name)).toContain('agent-gate');
    await page.goto(suite.page);
    await page.getByTestId('totals').waitFor();
    await expect.poll(() => page.getByTestId('state').textContent(), { timeout: 20_000 }).toBe('Live');
    await expect.poll(coloursOfPlan, { timeout: 20_000 }).toBeGreaterThan(20);
    expect((await page.screenshot()).length).toBeGreaterThan(30_000);
  });

  it('turns a bay from free to occupied on the page when a car parks', async () => {
    const marks = () => page.evaluate(() => (window as unknown as { berth: { bays: string[] } }).berth.bays.join(''));
    const { free, taken, places } = await baysOf(suite, 'b1-west');
    const [first = '', second = '', third = ''] = free;
    const place = places.get(first) ?? -1;
    await expect.poll(async () => (await marks())[place], { timeout: 30_000 }).toBe('f');
    await drive(suite, { enter: [first, second, third], leave: taken.slice(0, 3) });
    await expect.poll(async () => (await marks())[place], { timeout: 110_000 }).toBe('o');
  });

  it('speaks Chinese at one touch, and shows a lane and what can be asked of it', async () => {
    await page.getByRole('button', { name: '中文' }).click();
    await expect.poll(() => page.getByTestId('state').textContent()).toBe('实时');
    await page.getByRole('button', { name: 'English' }).click();
    await expect.poll(() => page.getByTestId('state').textContent()).toBe('Live');
    await page.keyboard.press('2');
    await expect.poll(() => page.locator('.plan-map').getAttribute('data-level')).toBe('b2');
  });

  it('is usable at the width of a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wider).toBeLessThanOrEqual(0);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it('completes stays, and once traffic is settled, counts every zone right', async () => {
    const truth = await settle(suite);
    expect(truth.stays.completed).toBeGreaterThanOrEqual(3);
    await expectCountsTrue(suite, truth);
    await expectStaysTrue(suite);
    const closed = await allStays(suite, 'closed');
    expect(closed.length).toBeGreaterThanOrEqual(truth.stays.completed);
    expect(closed.every(({ entry, exit }) => exit !== null && exit.at >= entry.at)).toBe(true);
    expect(closed.some(({ pictures }) => pictures.length > 0)).toBe(true);
    const picture = closed.flatMap(({ pictures }) => pictures)[0];
    expect((await fetch(`${suite.page}/api/pictures/${picture}`)).headers.get('content-type')).toMatch(/^image\//);
  });

  it('goes on where it stopped, with cars on their way, when it is started again', async () => {
    const before = await suite.truth();
    const { free, taken } = await baysOf(suite, 'b1-west');
    await drive(suite, { enter: free.slice(0, 1), leave: taken.slice(0, 2) });
    await pause(8000);
    const { revision } = await suite.occupancy();
    await suite.leave();
    suite = await startSuite(['--seed', '3'], dataDir);
    await suite.ask('/api/simulator/traffic', { hold: true });
    await eventually(
      suite.health,
      ({ status_code, processes }) => status_code === 200 && processes.length === 8,
      30_000,
    );
    expect((await suite.occupancy()).revision).toBeGreaterThanOrEqual(revision);
    const truth = await settle(suite);
    expect(truth.stays.completed).toBeGreaterThanOrEqual(before.stays.completed + 2);
    await expectCountsTrue(suite, truth);
    await expectStaysTrue(suite);
    expect(complaints).toEqual([]);
  });
});
