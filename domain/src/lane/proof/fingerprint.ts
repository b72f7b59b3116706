import type { Elapsed } from '../../kernel/index.ts';
import type { LaneState } from '../state.ts';
import type { LaneImage, Reading } from '../types.ts';
import type { Watch } from './judge.ts';

/** Counters and what only drivers see: they steer nothing. */
const leftOut: ReadonlySet<string> = new Set([
  'boot',
  'passages',
  'passage',
  'questions',
  'question',
  'collector_passage',
  'wake_at',
  'alarm_until_at',
  'fire_sent_at',
  'text',
  'notice',
  'notice_until_at',
  'light',
  'faults',
  'deaf',
  'seen',
]);
/** Moments further away than this have no more to say than one this far. */
const horizon_ms = 6000;

/**
 * A number that is the same for two states of a lane that cannot be told apart by what follows: moments
 * count by their distance from now. 53 bits of two hashes, so a walk of a million states confuses two with a
 * chance below one in ten thousand.
 */
export function fingerprint(state: LaneState, watch: Watch, now: Elapsed): number {
  const hash = { low: 0x811c9dc5, high: 0x9747b28c };
  add(hash, state, { key: '', now });
  mix(hash, (watch.doubt ? 1 : 0) + (watch.fire ? 2 : 0) + (watch.keepOpen ? 4 : 0) + (watch.lowering ? 8 : 0));
  mix(hash, (watch.open === null ? 0 : 1) + (watch.card ? 2 : 0) + (watch.keeping ? 4 : 0));
  if (state.seen !== null) addImage(hash, state.seen);
  return (hash.high & 0x1fffff) * 0x100000000 + (hash.low >>> 0);
}

interface Hash {
  low: number;
  high: number;
}

function mix(hash: Hash, value: number): void {
  hash.low = Math.imul(hash.low ^ value, 0x01000193) ^ (hash.low >>> 15);
  hash.high = Math.imul(hash.high ^ (value + 0x9e37), 0x85ebca6b) ^ (hash.high >>> 13);
}

/** Only what a walk moves: the rest of the image never changes in one. */
function addImage(hash: Hash, image: LaneImage): void {
  const { barrier, forward } = image;
  const lane = [image.approach, image.arming, image.closing, image.leaving, image.fire, image.mains_lost];
  const arm = [barrier.up, barrier.down, barrier.safety, barrier.arm_off, barrier.mains_lost, image.opened_by_hand];
  const pillar = [forward.button, forward.dispenser.card_at_mouth, forward.collector.card_held, forward.height_beam];
  mix(hash, digits(lane));
  mix(hash, digits(arm));
  mix(hash, digits(pillar));
  mix(hash, digits(image.safety));
}

function digits(readings: readonly Reading[]): number {
  let number = 0;
  for (const reading of readings) number = number * 3 + (reading === null ? 2 : reading ? 1 : 0);
  return number;
}

function add(hash: Hash, value: unknown, at: { key: string; now: Elapsed }): void {
  if (typeof value === 'boolean') mix(hash, value ? 3 : 5);
  else if (value === null || value === undefined) mix(hash, 7);
  else if (typeof value === 'number') mix(hash, at.key.endsWith('_at') ? distance(value, at.now) : value);
  else if (typeof value === 'string') addText(hash, value);
  else if (Array.isArray(value)) addList(hash, value, at.now);
  else {
    const table = value as Readonly<Record<string, unknown>>;
    for (const key in table) if (!leftOut.has(key)) add(hash, table[key], { key, now: at.now });
    mix(hash, 11);
  }
}

function addText(hash: Hash, text: string): void {
  for (let index = 0; index < text.length; index += 1) mix(hash, text.charCodeAt(index));
  mix(hash, 13);
}

/** Two cars without a right under one arm are as many as matter. */
function addList(hash: Hash, list: readonly unknown[], now: Elapsed): void {
  const length = Math.min(2, list.length);
  mix(hash, 17 + length);
  for (let index = 0; index < length; index += 1) add(hash, list[index], { key: '', now });
}

function distance(moment: Elapsed, now: Elapsed): number {
  if (moment === Number.POSITIVE_INFINITY) return -999_999;
  return Math.max(-horizon_ms, Math.min(horizon_ms, moment - now));
}
