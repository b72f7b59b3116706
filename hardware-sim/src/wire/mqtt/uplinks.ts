import type { MqttProfile, MqttReading } from '@berth/contract';
import type { PointValue } from '../points.ts';
import { pathSteps, putAt } from './json-path.ts';

export interface Uplink {
  readonly topic: string;
  readonly body: string;
}

/** What a sensor that speaks MQTT publishes: its readings on one topic stand in one body. */
export function uplinksOf(
  profile: MqttProfile,
  address: string,
  sense: (reading: string, index: number) => PointValue,
): Uplink[] {
  const bodies = new Map<string, Parameters<typeof putAt>[0]>();
  for (const [name, reading] of Object.entries(profile.readings)) {
    const steps = pathSteps(reading.path);
    const value = steps && said(reading, sense(name, 0));
    if (steps === null || value === null || value === undefined) continue;
    const topic = reading.topic.replaceAll('{address}', address);
    bodies.set(topic, putAt(bodies.get(topic), steps, value));
  }
  return [...bodies].map(([topic, body]) => ({ topic, body: JSON.stringify(body) }));
}

function said(reading: MqttReading, value: PointValue): string | number | boolean | null {
  if (value === null) return null;
  if (reading.type === 'number') return typeof value === 'number' ? value / reading.scale : null;
  if (reading.type === 'bool') return boolWord(reading.true_when ?? true, value === true);
  for (const [word, name] of Object.entries(reading.values ?? {})) if (name === value) return word;
  return String(value);
}

/** The word for false is not in a profile: anything else of the same type will do. */
function boolWord(trueWord: string | number | boolean, value: boolean): string | number | boolean {
  if (value) return trueWord;
  if (typeof trueWord === 'boolean') return !trueWord;
  if (typeof trueWord === 'number') return trueWord === 0 ? 1 : 0;
  return trueWord === 'free' ? 'not-free' : 'free';
}
