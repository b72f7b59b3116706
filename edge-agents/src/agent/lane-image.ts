import type { DeviceProfile } from '@berth/contract';
import type { Elapsed, Id, PointReference } from '@berth/domain/kernel';
import {
  blankLaneImage,
  type EndImage,
  type LaneImage,
  type NumberReading,
  type ReaderImage,
  type Reading,
} from '@berth/domain/lane';
import type { Lane, LaneEnd, Site } from '@berth/domain/site';
import { type ProcessImage, type Slot, slotOf, slotOfReference, valueAt } from '../image/image.ts';
import { deviceOf } from './wiring.ts';

/** Puts one reading of the process image into its place in the image of a lane. */
type Source = (process: ProcessImage, now: Elapsed) => void;

/** The image of one lane, and where its readings come from. */
export interface LaneEyes {
  readonly image: LaneImage;
  readonly slots: ReadonlySet<Slot>;
  readonly sources: readonly Source[];
}

interface Gathering {
  readonly process: ProcessImage;
  readonly slots: Set<Slot>;
  readonly sources: Source[];
}

export interface LaneEyesOptions {
  readonly site: Site;
  readonly lane: Lane;
  readonly gateway: Id;
  readonly process: ProcessImage;
  readonly profiles: ReadonlyMap<Id, DeviceProfile>;
}

export function openEyes({ site, lane, gateway, process, profiles }: LaneEyesOptions): LaneEyes {
  const barrier = barrierReadings(site, lane, profiles);
  const image = blankLaneImage(lane, barrier);
  const all: Gathering = { process, slots: new Set(), sources: [] };
  const bool = (reference: PointReference | null, put: (value: Reading) => void) => {
    if (reference !== null) watch(all, slotOfReference(process, reference), (value) => put(asBool(value)));
  };
  bool(lane.loops.approach, (value) => (image.approach = value));
  bool(lane.loops.arming, (value) => (image.arming = value));
  bool(lane.loops.closing, (value) => (image.closing = value));
  bool(lane.loops.leaving, (value) => (image.leaving = value));
  for (const [index, { input }] of lane.safety.entries()) bool(input, (value) => (image.safety[index] = value));
  for (const name of barrierNames) {
    if (barrier.includes(name)) bool(`${lane.barrier}.${name}`, (value) => (image.barrier[name] = value));
  }
  bool(lane.opened_by_hand, (value) => (image.opened_by_hand = value));
  watchEnd(all, lane.forward, image.forward);
  watchEnd(all, lane.backward, image.backward);
  watchFire(all, site, { gateway, image });
  const own = (reference: PointReference | null) => (deviceOf(site, reference)?.gateway === gateway ? reference : null);
  bool(own(site.power.mains_lost), (value) => (image.mains_lost = value));
  bool(own(site.power.battery_low), (value) => (image.battery_low = value));
  return { image, slots: all.slots, sources: all.sources };
}

export function look(eyes: LaneEyes, process: ProcessImage, now: Elapsed): LaneImage {
  for (const source of eyes.sources) source(process, now);
  return eyes.image;
}

const barrierNames = ['up', 'down', 'safety', 'arm_off', 'by_hand', 'mains_lost', 'battery_low'] as const;

function barrierReadings(site: Site, lane: Lane, profiles: ReadonlyMap<Id, DeviceProfile>): readonly string[] {
  const device = site.devices.find(({ id }) => id === lane.barrier);
  const profile = device && profiles.get(device.profile);
  return profile && 'readings' in profile ? Object.keys(profile.readings) : [];
}

/** A reading that the site names and no profile has stays unknown: it never becomes false. */
function watch(all: Gathering, slot: Slot | null, put: (value: unknown) => void): void {
  if (slot === null) return;
  all.slots.add(slot);
  all.sources.push((process, now) => put(valueAt(process, slot, now)));
}

function watchEnd(all: Gathering, end: LaneEnd | null, image: EndImage): void {
  if (!end) return;
  const { process } = all;
  const bool = (reference: PointReference | null, put: (value: Reading) => void) => {
    if (reference !== null) watch(all, slotOfReference(process, reference), (value) => put(asBool(value)));
  };
  const ofDevice = (device: Id, reading: string) => slotOf(process, { device, reading, index: 0 });
  bool(end.button, (value) => (image.button = value));
  bool(end.help_button, (value) => (image.help_button = value));
  bool(end.height_beam, (value) => (image.height_beam = value));
  const { dispenser, collector } = end;
  if (dispenser !== null) {
    for (const name of ['low', 'empty', 'jammed', 'card_at_mouth'] as const) {
      watch(all, ofDevice(dispenser, name), (value) => (image.dispenser[name] = asBool(value)));
    }
    watch(all, ofDevice(dispenser, 'card_number'), (value) => (image.dispenser.card_number = asNumber(value)));
  }
  if (collector !== null) {
    for (const name of ['card_held', 'bin_full', 'jammed'] as const) {
      watch(all, ofDevice(collector, name), (value) => (image.collector[name] = asBool(value)));
    }
    watch(all, ofDevice(collector, 'card_number'), (value) => (image.collector.card_number = asNumber(value)));
  }
  watchReader(all, end.reader, image.reader);
  watchReader(all, end.long_range_reader, image.long_range_reader);
}

function watchReader(all: Gathering, device: Id | null, image: ReaderImage): void {
  if (device === null) return;
  for (const name of ['card_number', 'read_count'] as const) {
    watch(all, slotOf(all.process, { device, reading: name, index: 0 }), (value) => (image[name] = asNumber(value)));
  }
}

/** Any contact that is on is fire; a silent one leaves it unknown; where none is wired there is none. */
function watchFire(all: Gathering, site: Site, { gateway, image }: { gateway: Id; image: LaneImage }): void {
  const contacts = fireSlots(site, gateway, all.process);
  image.fire = contacts.length === 0 ? false : null;
  if (contacts.length === 0) return;
  for (const slot of contacts) if (slot !== null) all.slots.add(slot);
  all.sources.push((process, now) => {
    image.fire = fireNow(contacts, process, now);
  });
}

export function fireSlots(site: Site, gateway: Id, process: ProcessImage): (Slot | null)[] {
  return site.fire_inputs
    .filter((reference) => deviceOf(site, reference)?.gateway === gateway)
    .map((reference) => slotOfReference(process, reference));
}

export function fireNow(contacts: readonly (Slot | null)[], process: ProcessImage, now: Elapsed): Reading {
  let fire: Reading = false;
  for (const slot of contacts) {
    const value = slot === null ? null : asBool(valueAt(process, slot, now));
    if (value === true) return true;
    if (value === null) fire = null;
  }
  return fire;
}

function asBool(value: unknown): Reading {
  return typeof value === 'boolean' ? value : null;
}

function asNumber(value: unknown): NumberReading {
  return typeof value === 'number' ? value : null;
}
