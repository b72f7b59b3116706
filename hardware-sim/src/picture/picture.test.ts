import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { canvasOf, fillBox } from './canvas.ts';
import { jpegBytes } from './jpeg.ts';
import { drawLane } from './scene.ts';
import { snapshotBytes } from './snapshot.ts';

const car = { colour: '#c03028', plate: '沪A8K231', length_m: 4.6 };
const scene = { title: 'cam-e1', time: '2026-01-02 03:04:05Z', car };

/** The segments before the scan: marker and body. */
function segments(jpeg: Uint8Array): Map<number, Uint8Array> {
  const found = new Map<number, Uint8Array>();
  let at = 2;
  while (at + 4 <= jpeg.length && jpeg[at] === 0xff) {
    const marker = jpeg[at + 1] ?? 0;
    const length = ((jpeg[at + 2] ?? 0) << 8) | (jpeg[at + 3] ?? 0);
    found.set(marker, jpeg.subarray(at + 4, at + 2 + length));
    at += 2 + length;
    if (marker === 0xda) found.set(0, jpeg.subarray(at));
  }
  return found;
}

describe('pictures of the lane', () => {
  it('show the car in its colour, and another car is another picture', () => {
    const { data, width } = PNG.sync.read(Buffer.from(snapshotBytes(scene, 'image/png')));
    const at = (148 * width + 100) * 4;
    expect([...data.subarray(at, at + 3)]).toEqual([0xc0, 0x30, 0x28]);
    const other = snapshotBytes({ ...scene, car: { ...car, plate: '沪A8K232' } }, 'image/png');
    expect(Buffer.from(other).equals(Buffer.from(snapshotBytes(scene, 'image/png')))).toBe(false);
  });

  it.each(['image/png', 'image/jpeg'] as const)('%s is below 100 kB, with any car and none', (type) => {
    for (const shown of [
      null,
      car,
      { colour: 'none', plate: '', length_m: 0 },
      { ...car, plate: 'X'.repeat(200), length_m: 99 },
    ])
      expect(snapshotBytes({ ...scene, car: shown }, type).length).toBeLessThan(100_000);
  });
});

describe('JPEG', () => {
  it('has every segment of a baseline picture, and its size', () => {
    const jpeg = snapshotBytes(scene, 'image/jpeg');
    expect([...jpeg.subarray(0, 2), ...jpeg.subarray(-2)]).toEqual([0xff, 0xd8, 0xff, 0xd9]);
    const found = segments(jpeg);
    for (const marker of [0xe0, 0xdb, 0xc0, 0xc4, 0xda]) expect(found.has(marker)).toBe(true);
    const frame = Buffer.from(found.get(0xc0) ?? []);
    const { width, height } = drawLane(scene);
    expect([frame.readUInt16BE(3), frame.readUInt16BE(1)]).toEqual([width, height]);
  });

  it('a block of one colour is coded as the standard says', () => {
    const canvas = canvasOf(8, 8);
    fillBox(canvas, { left: 0, top: 0, right: 8, bottom: 8 }, [128, 128, 128]);
    // Y, Cb, Cr are all zero: three times size 0 (00) and end of block (1010), then ones to the byte.
    expect(Buffer.from(segments(jpegBytes(canvas)).get(0) ?? []).toString('hex')).toBe('28a2bfffd9');
  });

  it('stuffs a zero after every byte of ones in the scan', () => {
    const canvas = canvasOf(64, 64);
    for (let at = 0; at < canvas.bytes.length; at += 1) canvas.bytes[at] = (at * 7919) % 256;
    const scan = segments(jpegBytes(canvas)).get(0) ?? new Uint8Array(0);
    let ones = 0;
    for (let at = 0; at < scan.length - 2; at += 1) {
      if (scan[at] !== 0xff) continue;
      ones += 1;
      expect(scan[at + 1]).toBe(0);
    }
    expect(ones).toBeGreaterThan(0);
  });
});
