import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mqttProfileSchema } from '@berth/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { atPath, decodeMqttReading } from './mqtt-reading.ts';

const file = join(import.meta.dirname, '../../../config/devices/bay-sensor-wireless.yaml');
const { occupied, battery } = mqttProfileSchema.parse(parse(readFileSync(file, 'utf8'))).readings;
if (!occupied || !battery) throw new Error('the wireless sensor lost its readings');

describe('readings by JSON path', () => {
  it.each([
    [{ object: { status: 'occupied', battery: 88 } }, true, 88],
    [{ object: { status: 'free', battery: 0 } }, false, 0],
    [{ object: { status: 'error', battery: 101 } }, 'unknown-value', 'out-of-range'],
    [{ object: { battery: '88' } }, 'missing', 'wrong-type'],
    [{ object: null }, 'missing', 'missing'],
    ['free', 'missing', 'missing'],
    [null, 'missing', 'missing'],
  ])('%j', (body, isOccupied, percent) => {
    const [first, second] = [decodeMqttReading(occupied, body), decodeMqttReading(battery, body)];
    expect(first.ok ? first.value : first.reason).toBe(isOccupied);
    expect(second.ok ? second.value : second.reason).toBe(percent);
  });

  it('walks arrays, and nothing that an object only inherits', () => {
    expect(atPath({ a: [{ b: 3 }] }, '$.a[0].b')).toBe(3);
    expect(atPath({ a: [1] }, '$.a[1]')).toBeUndefined();
    expect(atPath({}, '$.constructor.name')).toBeUndefined();
    expect(atPath({ a: 1 }, '$')).toEqual({ a: 1 });
  });

  it('any JSON gives a value or a reason', () => {
    fc.assert(fc.property(fc.jsonValue(), (body) => typeof decodeMqttReading(occupied, body).ok === 'boolean'));
  });
});
