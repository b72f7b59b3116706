import type { MqttReading } from '@berth/contract';
import type { Decoded, NoReading, ReadingValue } from './reading.ts';
import { scaled } from './reading.ts';

const none = (reason: NoReading): Decoded => ({ ok: false, reason });
const some = (value: ReadingValue): Decoded => ({ ok: true, value });

/** A reading from the JSON body of a sensor's message. Total: any body gives a value or a reason. */
export function decodeMqttReading(reading: MqttReading, body: unknown): Decoded {
  const found = atPath(body, reading.path);
  if (found === undefined || found === null) return none('missing');
  switch (reading.type) {
    case 'bool':
      return decodeBool(reading, found);
    case 'number': {
      if (typeof found !== 'number' || !Number.isFinite(found)) return none('wrong-type');
      const value = scaled(found, reading.scale);
      if (reading.range && (value < reading.range[0] || value > reading.range[1])) return none('out-of-range');
      return some(value);
    }
    case 'enum': {
      if (typeof found === 'object') return none('wrong-type');
      const values = reading.values ?? {};
      const name = Object.hasOwn(values, String(found)) ? values[String(found)] : undefined;
      return name === undefined ? none('unknown-value') : some(name);
    }
  }
}

function decodeBool(reading: MqttReading, found: unknown): Decoded {
  if (reading.true_when === undefined) return typeof found === 'boolean' ? some(found) : none('wrong-type');
  if (found === reading.true_when) return some(true);
  if (reading.false_when !== undefined) return found === reading.false_when ? some(false) : none('unknown-value');
  return typeof found === typeof reading.true_when ? some(false) : none('wrong-type');
}

/** `$.a.b[0].c`: undefined where the body has nothing there. */
export function atPath(body: unknown, path: string): unknown {
  let at: unknown = body;
  for (const step of path.matchAll(/\.([A-Za-z0-9_-]+)|\[(\d+)\]/g)) {
    if (typeof at !== 'object' || at === null) return undefined;
    if (step[2] !== undefined) at = Array.isArray(at) ? at[Number(step[2])] : undefined;
    else at = Object.hasOwn(at, step[1] ?? '') ? (at as Record<string, unknown>)[step[1] ?? ''] : undefined;
  }
  return at;
}
