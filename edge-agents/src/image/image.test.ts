import { describe, expect, it } from 'vitest';
import {
  ageImage,
  createImage,
  readingAt,
  setAbsent,
  setValue,
  silenceDevice,
  slotOf,
  slotOfReference,
  takeChanges,
  valueAt,
  valueOfReference,
} from './image.ts';

const points = [
  { device: 'loop-1', reading: 'a', index: 0, max_age_ms: 500 },
  { device: 'loop-1', reading: 'b', index: 0, max_age_ms: 500 },
  { device: 'us-1', reading: 'distance', index: 7, max_age_ms: 5000 },
];

describe('the process image', () => {
  it('knows nothing before the first reading', () => {
    const image = createImage(points);
    expect(valueOfReference(image, 'loop-1.a', 0)).toBeNull();
    expect(readingAt(image, 0, 0)).toEqual({ value: null, absence: 'never-read', at: null, max_age_ms: 500 });
  });

  it('gives a value until it is too old, and says how old it is', () => {
    const image = createImage(points);
    setValue(image, 0, { value: true, at: 1000 });
    expect(valueAt(image, 0, 1500)).toBe(true);
    expect(valueAt(image, 0, 1500.1)).toBeNull();
    expect(readingAt(image, 0, 1200)).toEqual({ value: true, absence: null, at: 1000, max_age_ms: 500 });
    expect(readingAt(image, 0, 2000)).toMatchObject({ value: null, absence: 'stale', at: 1000 });
  });

  it('finds points by reference, and holds unknown references for unknown', () => {
    const image = createImage(points);
    expect(slotOfReference(image, 'us-1.distance[7]')).toBe(2);
    expect(slotOf(image, { device: 'loop-1', reading: 'b', index: 0 })).toBe(1);
    expect(slotOfReference(image, 'us-1.distance')).toBeNull();
    expect(slotOfReference(image, 'no reference')).toBeNull();
    expect(valueOfReference(image, 'other.a', 0)).toBeNull();
  });

  it('tells of each change once, and of no repetition', () => {
    const image = createImage(points);
    setValue(image, 0, { value: false, at: 0 });
    setValue(image, 2, { value: 2.4, at: 0 });
    setValue(image, 0, { value: true, at: 10 });
    expect(takeChanges(image)).toEqual([0, 2]);
    setValue(image, 0, { value: true, at: 60 });
    expect(takeChanges(image)).toEqual([]);
    expect(valueAt(image, 0, 560)).toBe(true);
  });

  it('tells when a value is gone: invalid, silent, too old', () => {
    const image = createImage(points);
    setValue(image, 0, { value: false, at: 0 });
    setValue(image, 1, { value: false, at: 0 });
    setValue(image, 2, { value: 2.4, at: 0 });
    takeChanges(image);
    setAbsent(image, 2, { absence: 'out-of-range', at: 100 });
    expect(takeChanges(image)).toEqual([2]);
    expect(readingAt(image, 2, 100)).toMatchObject({ value: null, absence: 'out-of-range', at: 100 });
    setValue(image, 1, { value: false, at: 400 });
    ageImage(image, 600);
    expect(takeChanges(image)).toEqual([0]);
    ageImage(image, 700);
    expect(takeChanges(image)).toEqual([]);
    silenceDevice(image, 'loop-1');
    expect(takeChanges(image)).toEqual([0, 1]);
    expect(valueAt(image, 1, 600)).toBeNull();
    setValue(image, 1, { value: false, at: 800 });
    expect(takeChanges(image)).toEqual([1]);
    expect(valueAt(image, 1, 800)).toBe(false);
  });
});
