import type { Observation } from '../../kernel/index.ts';
import type { Lane, SiteRules } from '../../site/model.ts';
import { blankLaneImage } from '../image.ts';
import { memoryOf, startLane } from '../start.ts';
import type { LaneMemory, LaneState } from '../state.ts';
import { stepLane } from '../step.ts';
import type { BarrierImage, LaneCommand, LaneImage, LaneInput, LaneOutput, Reading } from '../types.ts';
import { sampleRules } from './sample.ts';

/** A lane on a bench: an image to write into, a clock to turn, and an arm that obeys. */
export interface Rig {
  readonly lane: Lane;
  readonly image: LaneImage;
  readonly stopped: Set<string>;
  readonly facts: Observation[];
  readonly outputs: LaneOutput[];
  state: LaneState;
  now: number;
  /** Where the arm is, 0 down to 1 up; null when a test moves the end switches itself. */
  arm: number | null;
  drive: -1 | 0 | 1;
  readonly rules: SiteRules;
}

export const scan_ms = 50;
const armMoves_ms = 1000;
const barrierReadings = ['up', 'down', 'safety', 'arm_off', 'by_hand', 'mains_lost', 'battery_low'];

/** Everything free, arm down, seen for a second: a lane in order. */
export function createRig(lane: Lane, options: { rules?: Partial<SiteRules>; memory?: LaneMemory } = {}): Rig {
  const rules = { ...sampleRules, ...options.rules };
  const stopped = new Set<string>();
  const state = startLane({ lane, rules, stopped }, { boot: 'b', now: 1000, memory: options.memory ?? null });
  return {
    lane,
    rules,
    stopped,
    image: freeImage(lane),
    facts: [],
    outputs: [],
    state,
    now: 1000,
    arm: 0,
    drive: 0,
  };
}

/** A lane that has been in order for a second, and has said what it had to say. */
export function readyRig(lane: Lane): Rig {
  const rig = createRig(lane);
  run(rig, 1000);
  forget(rig);
  return rig;
}

/** The image of a lane on which nothing is: everything known, arm down. */
export function freeImage(lane: Lane): LaneImage {
  const image = blankLaneImage(lane, barrierReadings);
  known(image.barrier);
  image.barrier.down = true;
  for (const end of [image.forward, image.backward]) {
    known(end);
    known(end.dispenser);
    known(end.collector);
  }
  known(image);
  image.safety = lane.safety.map(() => false);
  for (const end of [image.forward, image.backward]) {
    end.dispenser.card_number = 0;
    end.collector.card_number = 0;
    end.reader = { card_number: 0, read_count: 0 };
    end.long_range_reader = { card_number: 0, read_count: 0 };
  }
  return image;
}

type Mutable = Record<string, unknown>;
function known(readings: object): void {
  const table = readings as Mutable;
  for (const name of Object.keys(table)) if (table[name] === null) table[name] = false;
}

export function scanOnce(rig: Rig, inputs: readonly LaneInput[] = []): void {
  rig.now += scan_ms;
  if (rig.arm !== null) moveArm(rig, rig.arm);
  const { lane, rules, stopped, image, now } = rig;
  const step = stepLane({ lane, rules, stopped }, rig.state, { image, inputs, now });
  rig.state = step.state;
  for (const output of step.outputs) carryOut(rig, output);
  rig.outputs.push(...step.outputs);
  rig.facts.push(...step.facts);
}

export function run(rig: Rig, duration_ms: number): void {
  const end = rig.now + duration_ms;
  while (rig.now < end) scanOnce(rig);
}

export function command(rig: Rig, asked: LaneCommand): void {
  scanOnce(rig, [{ kind: 'command', id: 'c', command: asked }]);
}

/** Sets the loops (and the safety loop, which is the closing loop) and runs for a moment. */
export function loops(rig: Rig, arming: Reading, closing: Reading): void {
  rig.image.arming = arming;
  rig.image.closing = closing;
  rig.image.safety[0] = closing;
  run(rig, 200);
}

/** A car that drives over arming and closing loop. */
export function driveThrough(rig: Rig): void {
  loops(rig, true, false);
  loops(rig, true, true);
  loops(rig, false, true);
  loops(rig, false, false);
}

function carryOut(rig: Rig, output: LaneOutput): void {
  if (output.kind === 'raise') rig.drive = 1;
  else if (output.kind === 'lower') rig.drive = -1;
  else if (output.kind === 'stop-card') rig.stopped.add(output.card);
  else if (output.kind === 'allow-card') rig.stopped.delete(output.card);
}

function moveArm(rig: Rig, before: number): void {
  const arm = Math.min(1, Math.max(0, before + (rig.drive * scan_ms) / armMoves_ms));
  rig.arm = arm;
  showArm(rig.image.barrier, arm);
}

export function showArm(barrier: BarrierImage, arm: number): void {
  barrier.up = arm > 0.99;
  barrier.down = arm < 0.01;
}

export function has(rig: Rig, kind: LaneOutput['kind']): boolean {
  return rig.outputs.some((output) => output.kind === kind);
}

export function factKinds(rig: Rig): string[] {
  return rig.facts.map((fact) => fact.kind);
}

export function alarms(rig: Rig): string[] {
  return rig.facts.flatMap((fact) => (fact.kind === 'alarm' ? [fact.code] : []));
}

export function faultsOf(rig: Rig): string[] {
  return rig.state.faults.map((fault) => fault.code);
}

export function refusals(rig: Rig): string[] {
  return rig.facts.flatMap((fact) => (fact.kind === 'refused' ? [fact.code] : []));
}

/** Forgets what came out so far. */
export function forget(rig: Rig): void {
  rig.facts.length = 0;
  rig.outputs.length = 0;
}

/** The agent is killed and starts anew `away_ms` later, with what it had stored. */
export function restart(rig: Rig, away_ms: number): void {
  const memory = memoryOf(rig.state, rig.now);
  rig.now += away_ms;
  const { lane, rules, stopped } = rig;
  rig.state = startLane({ lane, rules, stopped }, { boot: 'b2', now: rig.now, memory });
}

export function press(rig: Rig): void {
  rig.image.forward.button = true;
  scanOnce(rig);
  rig.image.forward.button = false;
  scanOnce(rig);
}

/** The dispenser has moved a card to its mouth. */
export function showCard(rig: Rig, card: number): void {
  rig.image.forward.dispenser.card_number = card;
  rig.image.forward.dispenser.card_at_mouth = true;
  scanOnce(rig);
}

export function takeCard(rig: Rig): void {
  rig.image.forward.dispenser.card_at_mouth = false;
  scanOnce(rig);
}

/** A car comes to the pillar, and its driver presses and takes a card. */
export function enter(rig: Rig, card: number): void {
  loops(rig, true, false);
  press(rig);
  showCard(rig, card);
  takeCard(rig);
}

export function insertCard(rig: Rig, card: number): void {
  rig.image.forward.collector.card_number = card;
  rig.image.forward.collector.card_held = true;
  scanOnce(rig);
}

/** The collector has done what it was told. */
export function releaseCard(rig: Rig): void {
  rig.image.forward.collector.card_held = false;
  scanOnce(rig);
}
