import type { Lane, LaneEnd } from '../site/model.ts';
import type { BarrierImage, EndImage, LaneImage, Reading } from './types.ts';

/**
 * The image of a lane of which nothing was heard yet: what the lane has is unknown (null), what it does
 * not have is false. `barrierReadings` are the names of the readings that the barrier's profile has.
 */
export function blankLaneImage(lane: Lane, barrierReadings: readonly string[]): LaneImage {
  const had = (name: string): Reading => (barrierReadings.includes(name) ? null : false);
  return {
    approach: lane.loops.approach === null ? false : null,
    arming: null,
    closing: null,
    leaving: lane.loops.leaving === null ? false : null,
    safety: lane.safety.map(() => null),
    barrier: {
      up: null,
      down: null,
      safety: had('safety'),
      arm_off: had('arm_off'),
      by_hand: had('by_hand'),
      mains_lost: had('mains_lost'),
      battery_low: had('battery_low'),
    },
    forward: blankEnd(lane.forward),
    backward: blankEnd(lane.backward),
    opened_by_hand: lane.opened_by_hand === null ? false : null,
    fire: null,
    mains_lost: false,
    battery_low: false,
  };
}

function blankEnd(end: LaneEnd | null): EndImage {
  const had = (thing: string | null | undefined): Reading => (thing === null || thing === undefined ? false : null);
  const dispenser = had(end?.dispenser);
  const collector = had(end?.collector);
  return {
    button: had(end?.button),
    help_button: had(end?.help_button),
    height_beam: had(end?.height_beam),
    dispenser: { low: dispenser, empty: dispenser, jammed: dispenser, card_at_mouth: dispenser, card_number: null },
    collector: { card_held: collector, card_number: null, bin_full: collector, jammed: collector },
    reader: { card_number: null, read_count: null },
    long_range_reader: { card_number: null, read_count: null },
  };
}

/** Written out, because spreading was seen to take most of a scan. */
export function copyImage(image: LaneImage): LaneImage {
  const { approach, arming, closing, leaving, opened_by_hand, fire, mains_lost, battery_low } = image;
  return {
    approach,
    arming,
    closing,
    leaving,
    safety: image.safety.slice(),
    barrier: copyBarrier(image.barrier),
    forward: copyEnd(image.forward),
    backward: copyEnd(image.backward),
    opened_by_hand,
    fire,
    mains_lost,
    battery_low,
  };
}

function copyBarrier(image: BarrierImage): BarrierImage {
  const { up, down, safety, arm_off, by_hand, mains_lost, battery_low } = image;
  return { up, down, safety, arm_off, by_hand, mains_lost, battery_low };
}

function copyEnd(end: EndImage): EndImage {
  const { button, help_button, height_beam } = end;
  const { low, empty, jammed, card_at_mouth, card_number } = end.dispenser;
  const { collector } = end;
  return {
    button,
    help_button,
    height_beam,
    dispenser: { low, empty, jammed, card_at_mouth, card_number },
    collector: {
      card_held: collector.card_held,
      card_number: collector.card_number,
      bin_full: collector.bin_full,
      jammed: collector.jammed,
    },
    reader: { card_number: end.reader.card_number, read_count: end.reader.read_count },
    long_range_reader: {
      card_number: end.long_range_reader.card_number,
      read_count: end.long_range_reader.read_count,
    },
  };
}

export function sameImage(one: LaneImage, other: LaneImage): boolean {
  return (
    one.arming === other.arming &&
    one.closing === other.closing &&
    one.approach === other.approach &&
    one.leaving === other.leaving &&
    one.opened_by_hand === other.opened_by_hand &&
    one.fire === other.fire &&
    one.mains_lost === other.mains_lost &&
    one.battery_low === other.battery_low &&
    sameReadings(one.safety, other.safety) &&
    sameBarrier(one.barrier, other.barrier) &&
    sameEnd(one.forward, other.forward) &&
    sameEnd(one.backward, other.backward)
  );
}

function sameReadings(one: readonly Reading[], other: readonly Reading[]): boolean {
  for (let index = 0; index < one.length; index += 1) if (one[index] !== other[index]) return false;
  return true;
}

function sameBarrier(one: BarrierImage, other: BarrierImage): boolean {
  return (
    one.up === other.up &&
    one.down === other.down &&
    one.safety === other.safety &&
    one.arm_off === other.arm_off &&
    one.by_hand === other.by_hand &&
    one.mains_lost === other.mains_lost &&
    one.battery_low === other.battery_low
  );
}

function sameEnd(one: EndImage, other: EndImage): boolean {
  return (
    one.button === other.button &&
    one.help_button === other.help_button &&
    one.height_beam === other.height_beam &&
    one.dispenser.low === other.dispenser.low &&
    one.dispenser.empty === other.dispenser.empty &&
    one.dispenser.jammed === other.dispenser.jammed &&
    one.dispenser.card_at_mouth === other.dispenser.card_at_mouth &&
    one.dispenser.card_number === other.dispenser.card_number &&
    one.collector.card_held === other.collector.card_held &&
    one.collector.card_number === other.collector.card_number &&
    one.collector.bin_full === other.collector.bin_full &&
    one.collector.jammed === other.collector.jammed &&
    one.reader.card_number === other.reader.card_number &&
    one.reader.read_count === other.reader.read_count &&
    one.long_range_reader.card_number === other.long_range_reader.card_number &&
    one.long_range_reader.read_count === other.long_range_reader.read_count
  );
}
