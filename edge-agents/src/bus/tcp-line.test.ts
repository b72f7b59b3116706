import { planPolls } from '@berth/contract';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createImage, valueOfReference } from '../image/image.ts';
import { pointsOf } from '../image/points.ts';
import { systemClock } from './clock.ts';
import type { LineNews, RunningLine } from './line.ts';
import { startLine } from './line.ts';
import { serveTcp, tcpFrame } from './tcp-peer.fixture.ts';
import { profile, tcp } from './virtual-line.fixture.ts';

const device = { id: 'us-1', unit: 5, profile: profile('bay-sensor-single') };

describe('a line over a real socket', () => {
  const open: { line: RunningLine; close: () => Promise<void> }[] = [];
  afterEach(async () => {
    for (const each of open.splice(0)) {
      await each.line.stop();
      await each.close();
    }
  });

  it('fills the image, writes, loses its device, and finds it again', async () => {
    let mute = false;
    const writes: string[] = [];
    const { bus, close } = await serveTcp((question) => {
      if (mute) return null;
      const pdu = question.subarray(7);
      if (pdu[0] === 4) return tcpFrame(question, 5, [4, 4, 0x09, 0x6f, 0, 1]);
      writes.push(pdu.toString('hex'));
      return tcpFrame(question, 5, [...pdu.subarray(0, 5)]);
    });
    const site = { id: 'us-1', profile: 'bay-sensor-single', gateway: 'g', bus: 'bus-1', unit: 5, address: null };
    const image = createImage(pointsOf([site], new Map([['bay-sensor-single', device.profile]])));
    const news: LineNews[] = [];
    const plan = planPolls(tcp, [device]);
    const line = startLine({ bus, plan, clock: systemClock, image, hear: (each) => news.push(each) });
    open.push({ line, close });
    const now = () => systemClock.elapsed();
    const until = (check: () => void) => vi.waitFor(check, { timeout: 15_000, interval: 10 });

    await until(() => expect(valueOfReference(image, 'us-1.distance', now())).toBe(2.415));
    expect(valueOfReference(image, 'us-1.occupied', now())).toBe(true);
    line.write({ device: 'us-1', command: 'light', index: 0 }, 'red');
    await until(() => expect(writes).toEqual(['0600000001']));

    mute = true;
    await until(() => expect(line.report().dead).toEqual(['us-1']));
    expect(valueOfReference(image, 'us-1.distance', now())).toBeNull();
    mute = false;
    await until(() => expect(news).toContainEqual({ kind: 'fault-cleared', device: 'us-1', code: 'device-silent' }));
    expect(valueOfReference(image, 'us-1.distance', now())).toBe(2.415);
    // Who was away may have lost its light.
    await until(() => expect(writes).toEqual(['0600000001', '0600000001']));
  });
});
