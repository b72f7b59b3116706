import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mqttProfileSchema } from '@berth/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createImage, valueOfReference } from '../image/image.ts';
import { createMqttSensors, takeSensorMessage, topicMatches } from './mqtt-sensors.ts';

const file = join(import.meta.dirname, '../../../config/devices/bay-sensor-wireless.yaml');
const profile = mqttProfileSchema.parse(parse(readFileSync(file, 'utf8')));

function sensors() {
  const image = createImage(
    ['ws-1', 'ws-2'].flatMap((device) =>
      Object.entries(profile.readings).map(([reading, { max_age_ms }]) => ({ device, reading, index: 0, max_age_ms })),
    ),
  );
  const made = createMqttSensors(
    [
      { id: 'ws-1', address: 'a1', profile },
      { id: 'ws-2', address: 'a2', profile },
    ],
    image,
  );
  const say = (topic: string, body: unknown, at = 1000) =>
    takeSensorMessage(
      made,
      { topic, payload: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) },
      at,
    );
  return { made, image, say };
}

describe('sensors that speak MQTT', () => {
  it('are subscribed to by address, and fill the image', () => {
    const { made, image, say } = sensors();
    expect(made.topics).toEqual(['sensors/a1/event/up', 'sensors/a2/event/up']);
    expect(say('sensors/a2/event/up', { object: { status: 'occupied', battery: 70 } })).toEqual([
      { kind: 'read', device: 'ws-2', changed: true },
    ]);
    expect(valueOfReference(image, 'ws-2.occupied', 1000)).toBe(true);
    expect(valueOfReference(image, 'ws-2.battery', 1000)).toBe(70);
    expect(valueOfReference(image, 'ws-1.occupied', 1000)).toBeNull();
    expect(valueOfReference(image, 'ws-2.occupied', 1000 + 7_200_001)).toBeNull();
  });

  it('keep what a later message leaves out', () => {
    const { image, say } = sensors();
    say('sensors/a1/event/up', { object: { status: 'free' } });
    expect(say('sensors/a1/event/up', { object: { battery: 50 } }, 2000)).toMatchObject([{ changed: true }]);
    expect(valueOfReference(image, 'ws-1.occupied', 2000)).toBe(false);
  });

  it('that send garbage are unknown and a fault, until they make sense again', () => {
    const { image, say } = sensors();
    say('sensors/a1/event/up', { object: { status: 'free' } });
    expect(say('sensors/a1/event/up', '{"object":')).toContainEqual({
      kind: 'fault-raised',
      device: 'ws-1',
      code: 'device-garbage',
    });
    expect(valueOfReference(image, 'ws-1.occupied', 1000)).toBeNull();
    expect(say('sensors/a1/event/up', 'x'.repeat(20_000))).toHaveLength(1);
    expect(say('sensors/a1/event/up', { object: { status: 'free' } })).toContainEqual({
      kind: 'fault-cleared',
      device: 'ws-1',
      code: 'device-garbage',
    });
  });

  it('are not heard on topics of others, and no body crashes them', () => {
    const { say } = sensors();
    expect(say('sensors/a3/event/up', { object: { status: 'free' } })).toEqual([]);
    fc.assert(fc.property(fc.oneof(fc.json(), fc.string()), (body) => Array.isArray(say('sensors/a1/event/up', body))));
  });

  it('may share a pattern of topics', () => {
    expect(topicMatches('application/+/device/a1/event/up', 'application/7/device/a1/event/up')).toBe(true);
    expect(topicMatches('application/+/device/a1/event/up', 'application/7/8/device/a1/event/up')).toBe(false);
    expect(topicMatches('a/+', 'a')).toBe(false);
  });
});
