import type { ModbusReading, PlannedPoint, PlannedRead, PollPlan } from '@berth/contract';
import type { Elapsed } from '@berth/domain/kernel';
import { decodeReading } from '../codec/reading.ts';
import type { ProcessImage, Slot } from '../image/image.ts';
import { setAbsent, setValue, slotOf } from '../image/image.ts';

interface Target {
  readonly point: PlannedPoint;
  readonly reading: ModbusReading;
  readonly slot: Slot;
}

/** For each read of a plan, where each of its points goes in the image. */
export interface ReadDecoder {
  readonly image: ProcessImage;
  readonly targets: ReadonlyMap<PlannedRead, readonly Target[]>;
  /** The last answer to each read: most say what the one before said. */
  readonly last: Map<PlannedRead, readonly number[]>;
}

export function createDecoder(plan: PollPlan, image: ProcessImage): ReadDecoder {
  const profiles = new Map(plan.devices.map((device) => [device.id, device.profile]));
  const targets = new Map<PlannedRead, readonly Target[]>();
  for (const read of plan.reads) {
    const found = read.points.flatMap((point) => {
      const reading = profiles.get(read.device)?.readings[point.reading];
      const slot = slotOf(image, { device: read.device, reading: point.reading, index: point.index });
      return reading && slot !== null ? [{ point, reading, slot }] : [];
    });
    targets.set(read, found);
  }
  return { image, targets, last: new Map() };
}

/** Writes an answer into the image; true when it changed anything. */
export function applyAnswer(
  decoder: ReadDecoder,
  answer: { readonly read: PlannedRead; readonly values: readonly number[] },
  at: Elapsed,
): boolean {
  const { image } = decoder;
  const before = image.changed.size;
  const targets = decoder.targets.get(answer.read) ?? [];
  if (repeats(decoder.last.get(answer.read), answer.values) && refreshed(image, targets, at)) return false;
  decoder.last.set(answer.read, answer.values);
  for (const { point, reading, slot } of targets) {
    const decoded = decodeReading(reading, answer.values, point);
    if (decoded.ok) setValue(image, slot, { value: decoded.value, at });
    else setAbsent(image, slot, { absence: decoded.reason, at });
  }
  return image.changed.size > before;
}

function repeats(last: readonly number[] | undefined, values: readonly number[]): boolean {
  return last?.length === values.length && last.every((value, at) => value === values[at]);
}

/** Renews the times of values that still hold; false when one of them was lost since, by silence or age. */
function refreshed(image: ProcessImage, targets: readonly Target[], at: Elapsed): boolean {
  for (const { slot } of targets) {
    const absence = image.absences[slot];
    if (absence === 'stale' || absence === 'silent' || absence === 'never-read') return false;
  }
  for (const { slot } of targets) image.at[slot] = at;
  return true;
}
