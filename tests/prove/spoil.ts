import { below, type Chance } from './proof.ts';

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const odd: readonly Json[] = [
  ...[null, true, false, 0, -1, 1, 1.5, 2 ** 31, 2 ** 53, -(2 ** 53), 1e308, -1e-308, '', ' ', '0', '-1'],
  ...['free', 'unknown', 'forward', 'backward', 'open', 'closed', 'fire', 'gate', 'b1', 'entry-1', 'exit-1'],
  ...['__proto__', 'constructor', 'x'.repeat(80), 'x'.repeat(5000), '\u0000', '车', '\ud800', '../../etc'],
  ...[[], {}, [[]], [null], { kind: 'bay' }, { __proto: 1 }],
];

function oddity(chance: Chance): Json {
  return odd[below(chance, odd.length)] ?? null;
}

/** The same value with one to three of its parts put out of order. */
export function spoilJson(value: Json, chance: Chance): Json {
  let spoilt = structuredClone(value);
  for (let times = 1 + below(chance, 3); times > 0; times -= 1) spoilt = spoilOnce(spoilt, chance);
  return spoilt;
}

function spoilOnce(value: Json, chance: Chance): Json {
  if (Array.isArray(value) && value.length > 0 && chance() < 0.85) {
    const at = below(chance, value.length);
    return spoilList(value, at, chance);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && chance() < 0.92) {
    const names = Object.keys(value);
    const name = names[below(chance, names.length)];
    if (name === undefined) return oddity(chance);
    return spoilField(value, name, chance);
  }
  return oddity(chance);
}

function spoilList(list: readonly Json[], at: number, chance: Chance): Json {
  const copy = [...list];
  const one = copy[at] ?? null;
  const how = chance();
  if (how < 0.1) copy.splice(at, 1);
  else if (how < 0.2) copy.splice(at, 0, one);
  else if (how < 0.3) copy.reverse();
  else copy[at] = spoilOnce(one, chance);
  return copy;
}

function spoilField(fields: Readonly<Record<string, Json>>, name: string, chance: Chance): Json {
  const copy: Record<string, Json> = { ...fields };
  const how = chance();
  if (how < 0.08) delete copy[name];
  else if (how < 0.12) copy[`${name}x`] = copy[name] ?? null;
  else if (how < 0.35) copy[name] = oddity(chance);
  else copy[name] = spoilOnce(copy[name] ?? null, chance);
  return copy;
}

/** Characters lost, doubled and changed, as broken senders make them. */
export function spoilText(text: string, chance: Chance): string {
  const at = below(chance, text.length);
  const how = below(chance, 4);
  if (how === 0) return text.slice(0, at);
  if (how === 1) return text.slice(0, at) + text.slice(at + 1 + below(chance, 4));
  if (how === 2) return `${text.slice(0, at)}${String.fromCharCode(below(chance, 0x2000))}${text.slice(at)}`;
  return text + text.slice(at);
}
