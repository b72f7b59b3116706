import type { MqttProfile, MqttReading } from '@berth/contract';
import type { Elapsed, FaultCode, Id } from '@berth/domain/kernel';
import { decodeMqttReading } from '../codec/mqtt-reading.ts';
import type { ProcessImage, Slot } from '../image/image.ts';
import { setAbsent, setValue, slotOf } from '../image/image.ts';

export interface MqttDevice {
  readonly id: Id;
  readonly address: string;
  readonly profile: MqttProfile;
}

interface Listener {
  readonly device: Id;
  readonly topic: string;
  readonly readings: readonly { readonly reading: MqttReading; readonly slot: Slot }[];
}

/** Sensors that publish by themselves. `topics` is what to subscribe to. */
export interface MqttSensors {
  readonly topics: readonly string[];
  /** By topic; those with `+` apart, as they must be matched one by one. */
  readonly exact: ReadonlyMap<string, readonly Listener[]>;
  readonly patterns: readonly Listener[];
  readonly image: ProcessImage;
  /** Devices whose last message made no sense. */
  readonly garbage: Set<Id>;
}

export type SensorNews =
  | { readonly kind: 'read'; readonly device: Id; readonly changed: boolean }
  | { readonly kind: 'fault-raised' | 'fault-cleared'; readonly device: Id; readonly code: FaultCode };

/** A wireless sensor's message is small; what is larger is not from one. */
const largestSensorMessageBytes = 16_384;

export function createMqttSensors(devices: readonly MqttDevice[], image: ProcessImage): MqttSensors {
  const listeners = devices.flatMap((device) => listenersOf(device, image));
  const exact = new Map<string, Listener[]>();
  for (const listener of listeners) {
    if (listener.topic.includes('+')) continue;
    const others = exact.get(listener.topic);
    if (others) others.push(listener);
    else exact.set(listener.topic, [listener]);
  }
  return {
    topics: [...new Set(listeners.map((listener) => listener.topic))],
    exact,
    patterns: listeners.filter((listener) => listener.topic.includes('+')),
    image,
    garbage: new Set(),
  };
}

function listenersOf(device: MqttDevice, image: ProcessImage): Listener[] {
  const byTopic = new Map<string, { reading: MqttReading; slot: Slot }[]>();
  for (const [name, reading] of Object.entries(device.profile.readings)) {
    const slot = slotOf(image, { device: device.id, reading: name, index: 0 });
    if (slot === null) continue;
    const topic = reading.topic.replaceAll('{address}', device.address);
    const readings = byTopic.get(topic) ?? [];
    readings.push({ reading, slot });
    byTopic.set(topic, readings);
  }
  return [...byTopic].map(([topic, readings]) => ({ device: device.id, topic, readings }));
}

/** Takes one message into the image. A body that is no JSON makes all its readings unknown, and a fault. */
export function takeSensorMessage(
  sensors: MqttSensors,
  message: { readonly topic: string; readonly payload: Uint8Array },
  at: Elapsed,
): readonly SensorNews[] {
  const exact = sensors.exact.get(message.topic) ?? [];
  const matching = sensors.patterns.filter((listener) => topicMatches(listener.topic, message.topic));
  const listeners = [...exact, ...matching];
  if (listeners.length === 0) return [];
  const body = parseBody(message.payload);
  return listeners.flatMap((listener) => applyMessage(sensors, listener, { body, at }));
}

function applyMessage(
  sensors: MqttSensors,
  listener: Listener,
  message: { body: unknown; at: Elapsed },
): readonly SensorNews[] {
  const { image, garbage } = sensors;
  const { device } = listener;
  const before = image.changed.size;
  let understood = false;
  for (const { reading, slot } of listener.readings) {
    const decoded = decodeMqttReading(reading, message.body);
    if (decoded.ok) setValue(image, slot, { value: decoded.value, at: message.at });
    // Many sensors leave out what did not change: only a reading that is there and wrong is unknown.
    else if (decoded.reason !== 'missing' || message.body === undefined)
      setAbsent(image, slot, { absence: decoded.reason, at: message.at });
    understood ||= decoded.ok;
  }
  const news: SensorNews[] = [{ kind: 'read', device, changed: image.changed.size > before }];
  if (!understood && !garbage.has(device)) {
    garbage.add(device);
    news.push({ kind: 'fault-raised', device, code: 'device-garbage' });
  } else if (understood && garbage.delete(device)) {
    news.push({ kind: 'fault-cleared', device, code: 'device-garbage' });
  }
  return news;
}

function parseBody(payload: Uint8Array): unknown {
  if (payload.length > largestSensorMessageBytes) return undefined;
  try {
    return JSON.parse(Buffer.from(payload).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** MQTT 3.1.1, 4.7: `+` stands for exactly one level. */
export function topicMatches(filter: string, topic: string): boolean {
  const [wanted, given] = [filter.split('/'), topic.split('/')];
  return wanted.length === given.length && wanted.every((level, at) => level === '+' || level === given[at]);
}
