import {
  type BayMemory,
  type BayRules,
  bayLight,
  defaultBayRules,
  makeBay,
  type SensorReading,
  stepBay,
} from '@berth/domain/bay';
import type { Elapsed, Id, Observation, Point } from '@berth/domain/kernel';
import { parsePoint } from '@berth/domain/kernel';
import type { Bay, Site } from '@berth/domain/site';
import { type ProcessImage, readingAt, type Slot, slotOf } from '../image/image.ts';
import { type AgentOutput, drive } from './exchange.ts';
import { type FaultRegister, noteFault } from './faults.ts';

/** One bay with its sensor and its light. */
interface BayPlace {
  readonly bay: Bay;
  readonly slot: Slot;
  readonly fault_slot: Slot | null;
  readonly light: Point | null;
  memory: BayMemory;
  /** Time of the last reading it was stepped with. */
  stepped_at: Elapsed;
}

/**
 * All bays of a gateway. Only those whose reading changed, or whose debounce runs, are stepped: ten
 * thousand quiet bays cost nothing.
 */
export interface Bays {
  readonly places: readonly BayPlace[];
  readonly of_slot: ReadonlyMap<Slot, BayPlace>;
  readonly running: Set<BayPlace>;
  /** Silent sensors are judged only once they had time to be read. */
  readonly judged_from: Elapsed;
  swept_at: Elapsed;
}

const sweepMs = 60_000;

export function openBays(site: Site, gateway: Id, at: { process: ProcessImage; now: Elapsed }): Bays {
  const rules: BayRules = {
    ...defaultBayRules,
    debounce_ms: site.rules.bay_debounce_ms,
    stuck_ms: site.rules.bay_stuck_h * 3_600_000,
  };
  const places: BayPlace[] = [];
  const ofSlot = new Map<Slot, BayPlace>();
  const gateways = new Map(site.devices.map((device) => [device.id, device.gateway]));
  for (const bay of site.bays) {
    const sensor = bay.sensor === null ? null : parsePoint(bay.sensor);
    if (!sensor || gateways.get(sensor.device) !== gateway) continue;
    const slot = slotOf(at.process, sensor);
    if (slot === null) continue;
    const light = bay.light === null ? null : parsePoint(bay.light);
    const place: BayPlace = {
      bay,
      slot,
      fault_slot: slotOf(at.process, { ...sensor, reading: 'fault' }),
      light: light && gateways.get(light.device) === gateway ? light : null,
      memory: makeBay(rules, at.now),
      stepped_at: Number.NEGATIVE_INFINITY,
    };
    places.push(place);
    ofSlot.set(slot, place);
    if (place.fault_slot !== null) ofSlot.set(place.fault_slot, place);
  }
  const judged_from = at.now + site.rules.stale_after_ms;
  return { places, of_slot: ofSlot, running: new Set(), judged_from, swept_at: at.now };
}

export interface BayScan {
  readonly process: ProcessImage;
  readonly changed: readonly Slot[];
  readonly now: Elapsed;
  readonly faults: FaultRegister;
  readonly outputs: AgentOutput[];
}

export function stepBays(bays: Bays, scan: BayScan): void {
  for (const slot of scan.changed) {
    const place = bays.of_slot.get(slot);
    if (place) stepPlace(bays, place, scan);
  }
  for (const place of bays.running) {
    // Time alone settles nothing: only an answer that still says so ends a debounce.
    if ((scan.process.at[place.slot] ?? 0) > place.stepped_at) stepPlace(bays, place, scan);
  }
  const firstJudgement = bays.swept_at < bays.judged_from && scan.now >= bays.judged_from;
  if (!firstJudgement && scan.now - bays.swept_at < sweepMs) return;
  bays.swept_at = scan.now;
  for (const place of bays.places) stepPlace(bays, place, scan);
}

function stepPlace(bays: Bays, place: BayPlace, scan: BayScan): void {
  const reading = sensorReading(place, scan);
  if (reading.kind === 'silent' && scan.now < bays.judged_from) return;
  const seenAt = scan.process.at[place.slot] ?? scan.now;
  const at = reading.kind === 'silent' || !Number.isFinite(seenAt) ? scan.now : seenAt;
  place.stepped_at = at;
  const step = stepBay(place.memory, reading, at);
  if (step) {
    place.memory = step.memory;
    tell(place, scan, { reading, at, ...step });
  }
  if (place.memory.candidate === place.memory.state) bays.running.delete(place);
  else bays.running.add(place);
}

type BayChange = NonNullable<ReturnType<typeof stepBay>> & { readonly reading: SensorReading; readonly at: Elapsed };

function tell({ bay, light }: BayPlace, { faults, outputs }: BayScan, change: BayChange): void {
  const { state, raised, cleared, reading, at } = change;
  if (state !== null) {
    if (light) outputs.push({ ...drive(light, bayLight(bay, state)), because_of: at });
    const distance = reading.kind === 'distance' && state !== 'unknown' ? { distance_m: reading.distance_m } : {};
    outputs.push({ kind: 'observe', observation: { kind: 'bay', bay: bay.id, state, ...distance } });
  }
  for (const [code, on] of [
    [cleared, false],
    [raised, true],
  ] as const) {
    const observation = code && noteFault(faults, { on, subject: bay.id, code });
    if (observation) outputs.push({ kind: 'observe', observation });
  }
}

function sensorReading({ slot, fault_slot }: BayPlace, { process, now }: BayScan): SensorReading {
  if (fault_slot !== null && readingAt(process, fault_slot, now).value === true) return { kind: 'faulty' };
  const { value, absence } = readingAt(process, slot, now);
  if (typeof value === 'number') return { kind: 'distance', distance_m: value };
  if (typeof value === 'boolean') return { kind: 'occupied', occupied: value };
  if (absence === 'never-read' || absence === 'silent' || absence === 'stale') return { kind: 'silent' };
  return absence === 'out-of-range' ? { kind: 'out-of-range' } : { kind: 'faulty' };
}

/** What is known of every bay; one that nothing was heard of since the start is left out. */
export function bayTruths({ places }: Bays): Observation[] {
  return places
    .filter(
      ({ stepped_at, memory }) =>
        Number.isFinite(stepped_at) && (memory.state !== 'unknown' || memory.candidate === 'unknown'),
    )
    .map(({ bay, memory }) => ({ kind: 'bay', bay: bay.id, state: memory.state }));
}
