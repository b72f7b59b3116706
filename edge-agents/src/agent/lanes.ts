import type { Elapsed, Observation } from '@berth/domain/kernel';
import {
  type LaneContext,
  type LaneInput,
  type LaneOutput,
  type LaneState,
  laneTruths,
  memoryChanged,
  memoryOf,
  startLane,
  stepLane,
} from '@berth/domain/lane';
import type { Lane } from '@berth/domain/site';
import { type ProcessImage, type Slot, slotOf } from '../image/image.ts';
import type { AgentOutput } from './exchange.ts';
import { type LaneEyes, type LaneEyesOptions, look, openEyes } from './lane-image.ts';
import { laneKey, readLaneMemory } from './lane-memory.ts';
import { laneActs } from './lane-outputs.ts';

/** One lane: its rules' state, and where it looks. */
export interface LanePlace {
  readonly lane: Lane;
  readonly context: LaneContext;
  readonly eyes: LaneEyes;
  /** Its barrier can be held up by a level of its own. */
  readonly can_hold: boolean;
  readonly inputs: LaneInput[];
  /** Readings of its card devices, for measuring: when the last one changed. */
  readonly card_slots: ReadonlySet<Slot>;
  card_at: Elapsed | null;
  state: LaneState;
}

export interface LaneOpening extends Omit<LaneEyesOptions, 'lane'> {
  readonly boot: string;
  readonly now: Elapsed;
  readonly stopped: ReadonlySet<string>;
  readonly noted: (key: string) => unknown;
}

export function openLane(lane: Lane, opening: LaneOpening): LanePlace {
  const { site, profiles, boot, now, stopped, noted } = opening;
  const context: LaneContext = { lane, rules: site.rules, stopped };
  const device = site.devices.find(({ id }) => id === lane.barrier);
  const profile = device && profiles.get(device.profile);
  return {
    lane,
    context,
    eyes: openEyes({ ...opening, lane }),
    can_hold: profile !== undefined && 'commands' in profile && 'hold_up' in profile.commands,
    inputs: [],
    card_slots: cardSlots(lane, opening.process),
    card_at: null,
    state: startLane(context, { boot, now, memory: readLaneMemory(noted(laneKey(lane.id))) }),
  };
}

const cardReadings = ['card_number', 'read_count', 'card_held', 'card_at_mouth'];

function cardSlots(lane: Lane, process: ProcessImage): Set<Slot> {
  const slots = new Set<Slot>();
  for (const end of [lane.forward, lane.backward]) {
    for (const device of [end?.dispenser, end?.collector, end?.reader, end?.long_range_reader]) {
      for (const reading of cardReadings) {
        const slot = device ? slotOf(process, { device, reading, index: 0 }) : null;
        if (slot !== null) slots.add(slot);
      }
    }
  }
  return slots;
}

export function noteCards(place: LanePlace, process: ProcessImage, changed: readonly Slot[]): void {
  for (const slot of changed) if (place.card_slots.has(slot)) place.card_at = process.at[slot] ?? null;
}

export interface LaneStepResult {
  readonly facts: readonly Observation[];
  readonly lane_outputs: readonly LaneOutput[];
  /** To be remembered before anything is done; undefined when nothing changed. */
  readonly memory: unknown;
}

export function stepLanePlace(place: LanePlace, process: ProcessImage, now: Elapsed): LaneStepResult {
  const before = place.state;
  const inputs = place.inputs.splice(0);
  const step = stepLane(place.context, before, { image: look(place.eyes, process, now), inputs, now });
  place.state = step.state;
  const memory = memoryChanged(before, step.state) ? memoryOf(step.state, now) : undefined;
  return { facts: step.facts, lane_outputs: step.outputs, memory };
}

/** Facts, then what must be remembered, then acts: so a crash in between never leaves an act untold. */
export function pushLaneStep(place: LanePlace, step: LaneStepResult, outputs: AgentOutput[]): void {
  for (const observation of step.facts) outputs.push({ kind: 'observe', observation });
  if (step.memory !== undefined) outputs.push({ kind: 'remember', key: laneKey(place.lane.id), value: step.memory });
  outputs.push(...laneActs(place, step));
}

export function truthsOf(place: LanePlace): readonly Observation[] {
  return laneTruths(place.context, place.state);
}
