import type { Elapsed, Id, Point, PointReference } from '@berth/domain/kernel';
import { parsePoint } from '@berth/domain/kernel';
import type { NoReading, ReadingValue } from '../codec/reading.ts';

/** Why a point has no value now. */
export type Absence = NoReading | 'never-read' | 'silent' | 'stale';

export interface ImagePoint extends Point {
  readonly max_age_ms: number;
}

/** A number for a point, for those who look often. */
export type Slot = number;

/**
 * All readings of one gateway as they are known now. Each has its time and its greatest age; who
 * asks for a value gets null where it would be a guess. Written by the buses, read by the rules.
 */
export interface ProcessImage {
  readonly points: readonly ImagePoint[];
  readonly slots: ReadonlyMap<string, Slot>;
  readonly values: (ReadingValue | null)[];
  readonly absences: (Absence | null)[];
  readonly at: Float64Array;
  readonly max_age: Float64Array;
  /** Slots whose value changed, or became unknown, since they were last taken. */
  readonly changed: Set<Slot>;
  readonly by_device: ReadonlyMap<Id, readonly Slot[]>;
}

export function createImage(points: readonly ImagePoint[]): ProcessImage {
  const slots = new Map<string, Slot>();
  const byDevice = new Map<Id, Slot[]>();
  points.forEach((point, slot) => {
    slots.set(key(point), slot);
    const siblings = byDevice.get(point.device);
    if (siblings) siblings.push(slot);
    else byDevice.set(point.device, [slot]);
  });
  return {
    points,
    slots,
    values: points.map(() => null),
    absences: points.map((): Absence => 'never-read'),
    at: new Float64Array(points.length).fill(Number.NEGATIVE_INFINITY),
    max_age: Float64Array.from(points, (point) => point.max_age_ms),
    changed: new Set(),
    by_device: byDevice,
  };
}

function key(point: Point): string {
  return `${point.device} ${point.reading} ${point.index}`;
}

/** Null when no profile of this gateway reads it. */
export function slotOf(image: ProcessImage, point: Point): Slot | null {
  return image.slots.get(key(point)) ?? null;
}

export function slotOfReference(image: ProcessImage, reference: PointReference): Slot | null {
  const point = parsePoint(reference);
  return point && slotOf(image, point);
}

/** The value, or null while it is unknown: never read, silent, invalid, or older than it may be. */
export function valueAt(image: ProcessImage, slot: Slot, now: Elapsed): ReadingValue | null {
  const at = image.at[slot] ?? Number.NEGATIVE_INFINITY;
  if (now - at > (image.max_age[slot] ?? 0)) return null;
  return image.values[slot] ?? null;
}

export interface Reading {
  readonly value: ReadingValue | null;
  readonly absence: Absence | null;
  /** When its device last answered with it; null when it never did. */
  readonly at: Elapsed | null;
  readonly max_age_ms: number;
}

export function readingAt(image: ProcessImage, slot: Slot, now: Elapsed): Reading {
  const at = image.at[slot] ?? Number.NEGATIVE_INFINITY;
  const max_age_ms = image.max_age[slot] ?? 0;
  const absence = image.absences[slot] ?? null;
  const stale = now - at > max_age_ms;
  return {
    value: stale ? null : (image.values[slot] ?? null),
    absence: absence ?? (stale ? 'stale' : null),
    at: at === Number.NEGATIVE_INFINITY ? null : at,
    max_age_ms,
  };
}

/** Null also for a reference that no profile of this gateway reads: a rule must hold it for unknown. */
export function valueOfReference(image: ProcessImage, reference: PointReference, now: Elapsed): ReadingValue | null {
  const slot = slotOfReference(image, reference);
  return slot === null ? null : valueAt(image, slot, now);
}

/** A fresh value from the wire. */
export function setValue(image: ProcessImage, slot: Slot, update: { value: ReadingValue; at: Elapsed }): void {
  if (image.values[slot] !== update.value || image.absences[slot] !== null) image.changed.add(slot);
  image.values[slot] = update.value;
  image.absences[slot] = null;
  image.at[slot] = update.at;
}

/** The device answered, and what it said is no value. */
export function setAbsent(image: ProcessImage, slot: Slot, update: { absence: Absence; at: Elapsed }): void {
  if (image.absences[slot] !== update.absence) image.changed.add(slot);
  image.values[slot] = null;
  image.absences[slot] = update.absence;
  image.at[slot] = update.at;
}

/** The device does not answer: all that it reads is unknown at once. */
export function silenceDevice(image: ProcessImage, device: Id): void {
  for (const slot of image.by_device.get(device) ?? []) {
    if (image.absences[slot] === 'silent') continue;
    image.values[slot] = null;
    image.absences[slot] = 'silent';
    image.changed.add(slot);
  }
}

/**
 * Notes what has become too old since the last look, so that it shows among the changes. One look
 * over 10,000 points is some tens of microseconds; call it once in each scan.
 */
export function ageImage(image: ProcessImage, now: Elapsed): void {
  const { at, max_age, absences, values, changed } = image;
  for (let slot = 0; slot < at.length; slot += 1) {
    if (now - (at[slot] ?? 0) <= (max_age[slot] ?? 0) || absences[slot] !== null) continue;
    values[slot] = null;
    absences[slot] = 'stale';
    changed.add(slot);
  }
}

/** The slots that changed since the last call, in the order of their first change. */
export function takeChanges(image: ProcessImage): readonly Slot[] {
  if (image.changed.size === 0) return none;
  const taken = [...image.changed];
  image.changed.clear();
  return taken;
}

const none: readonly Slot[] = [];
