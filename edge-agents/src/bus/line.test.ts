import { planPolls } from '@berth/contract';
import { afterEach, describe, expect, it } from 'vitest';
import type { ProcessImage } from '../image/image.ts';
import { createImage, takeChanges, valueOfReference } from '../image/image.ts';
import type { Clock } from './clock.ts';
import type { LineNews, RunningLine } from './line.ts';
import { startLine } from './line.ts';
import type { Bus, BusAnswer, BusRequest } from './port.ts';
import { profile, tcp } from './virtual-line.fixture.ts';

/** A clock that moves when it is told to, or by what an exchange takes. */
function handClock() {
  let now = 0;
  const timers = new Set<{ until: number; wake: () => void }>();
  const clock: Clock = {
    elapsed: () => now,
    wakeAt(until, wake) {
      const timer = { until, wake };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  };
  async function settle() {
    for (let turns = 0; turns < 20; turns += 1) await Promise.resolve();
  }
  async function advance(ms: number) {
    const end = now + ms;
    await settle();
    for (;;) {
      const [next] = [...timers].filter((timer) => timer.until <= end).sort((a, b) => a.until - b.until);
      if (!next) break;
      timers.delete(next);
      now = Math.max(now, next.until);
      next.wake();
      await settle();
    }
    now = end;
  }
  return { clock, advance, pass: (ms: number) => (now += ms) };
}

const plan = planPolls(tcp, [
  { id: 'loop-1', unit: 1, profile: profile('loop-detector-dual') },
  { id: 'us-1', unit: 2, profile: profile('bay-sensor-concentrator-32') },
]);

function imageOf(): ProcessImage {
  return createImage(
    plan.devices.flatMap((device) =>
      Object.entries(device.profile.readings).flatMap(([reading, { count, max_age_ms }]) =>
        Array.from({ length: count }, (_, index) => ({ device: device.id, reading, index, max_age_ms })),
      ),
    ),
  );
}

let running: RunningLine | null = null;
afterEach(async () => {
  await running?.stop();
  running = null;
});

function start(reply: (request: BusRequest) => BusAnswer) {
  const hand = handClock();
  const asked: BusRequest[] = [];
  let underWay = 0;
  let most = 0;
  const bus: Bus = {
    connect: async () => true,
    async transfer(request) {
      asked.push(request);
      underWay += 1;
      most = Math.max(most, underWay);
      await Promise.resolve();
      hand.pass(1);
      underWay -= 1;
      return reply(request);
    },
    close: async () => {},
  };
  const news: LineNews[] = [];
  const image = imageOf();
  const line = startLine({ bus, plan, clock: hand.clock, image, hear: (each) => news.push(each) });
  running = line;
  return { ...hand, asked, news, image, line, mostUnderWay: () => most };
}

function answer(request: BusRequest, ones: readonly number[] = []): BusAnswer {
  if (request.kind === 'write') return { ok: true, values: [] };
  return { ok: true, values: Array.from({ length: request.count }, (_, at) => (ones.includes(at) ? 1 : 0)) };
}

describe('a running line', () => {
  it('fills the image and tells of changes, with one question at a time', async () => {
    let occupied: number[] = [];
    const { advance, image, news, mostUnderWay } = start((request) =>
      answer(request, request.unit === 1 ? occupied : []),
    );
    await advance(200);
    expect(valueOfReference(image, 'loop-1.a', 200)).toBe(false);
    expect(valueOfReference(image, 'us-1.occupied[31]', 200)).toBe(false);
    takeChanges(image);
    news.length = 0;
    occupied = [0];
    await advance(60);
    expect(valueOfReference(image, 'loop-1.a', 260)).toBe(true);
    expect(takeChanges(image).map((slot) => image.points[slot]?.reading)).toEqual(['a']);
    expect(news).toContainEqual({ kind: 'read', device: 'loop-1', changed: true });
    expect(mostUnderWay()).toBe(1);
  });

  it('writes at once, even while it waits, and tells when it is done', async () => {
    const { advance, asked, line, news } = start((request) => answer(request));
    await advance(120);
    asked.length = 0;
    const result = line.write({ device: 'us-1', command: 'light', index: 4 }, 'green');
    await advance(1);
    expect(asked[0]).toEqual({ kind: 'write', unit: 2, table: 'holding', first: 68, values: [1] });
    expect(news).toContainEqual(expect.objectContaining({ kind: 'written', ids: [result.ok ? result.value : 0] }));
    expect(line.write({ device: 'us-1', command: 'light', index: 32 }, 'green').ok).toBe(false);
    expect(line.write({ device: 'other', command: 'light', index: 0 }, 'green').ok).toBe(false);
  });

  it('makes a silent device unknown at once, and reports it', async () => {
    let silent = false;
    const { advance, image, news, line } = start((request) =>
      silent && request.unit === 2 ? { ok: false, error: 'timeout' } : answer(request),
    );
    await advance(200);
    silent = true;
    await advance(3000);
    expect(news).toContainEqual({ kind: 'fault-raised', device: 'us-1', code: 'device-silent' });
    expect(valueOfReference(image, 'us-1.occupied[0]', 3200)).toBeNull();
    expect(valueOfReference(image, 'loop-1.a', 3200)).toBe(false);
    expect(line.report()).toMatchObject({ bus: 'bus-1', dead: ['us-1'] });
    expect(line.report().timeouts).toBeGreaterThan(2);
    silent = false;
    await advance(11_000);
    expect(news).toContainEqual({ kind: 'fault-cleared', device: 'us-1', code: 'device-silent' });
    expect(valueOfReference(image, 'us-1.occupied[0]', 14_200)).toBe(false);
  });

  it('survives any registers', async () => {
    let seed = 99;
    const { advance, image } = start((request) => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      if (seed % 7 === 0) return { ok: true, values: [] };
      if (request.kind === 'write') return { ok: true, values: [] };
      return { ok: true, values: Array.from({ length: request.count }, (_, at) => (seed >> (at % 8)) & 0xffff) };
    });
    await advance(5000);
    expect(image.points.length).toBe(100);
  });
});
