import { fileURLToPath } from 'node:url';
import type { DeviceProfile } from '@berth/contract';
import { readSite } from '@berth/contract/node';
import type { Id, Observation, PointReference } from '@berth/domain/kernel';
import { formatPoint } from '@berth/domain/kernel';
import type { Site } from '@berth/domain/site';
import type { ReadingValue } from '../codec/reading.ts';
import { createImage, type ProcessImage, setValue, slotOfReference, takeChanges } from '../image/image.ts';
import { pointsOf } from '../image/points.ts';
import { type Agent, openAgent } from './agent.ts';
import type { AgentInput, AgentOutput, Drive } from './exchange.ts';
import { stepAgent } from './step.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

type Reference = { readonly site: Site; readonly profiles: ReadonlyMap<Id, DeviceProfile> };
let reference: Reference | null = null;

export function referenceSite(): Reference {
  if (reference) return reference;
  const { site, profiles } = readSite(`${root}config/sites/bund.yaml`, `${root}config/devices`);
  if (!site) throw new Error('the reference site cannot be read');
  reference = { site, profiles };
  return reference;
}

/** The reference site's devices at one gateway, moved by hand: arms and dispensers do what they are told. */
export interface Garage {
  readonly agent: Agent;
  readonly process: ProcessImage;
  readonly outputs: AgentOutput[];
  now(): number;
  set(reference: PointReference, value: ReadingValue): void;
  /** Scans every 20 ms for so long. */
  live(milliseconds: number, inputs?: readonly AgentInput[]): void;
  seen(kind: Observation['kind']): Observation[];
  driven(reading: string): Drive[];
  /** What the agent would find after a crash now. */
  remembered(): Map<string, unknown>;
  /** Nothing answers from now on. */
  silence(): void;
}

const armMs = 1000;
const scanMs = 20;

export function makeGarage(gateway: string, before?: Garage, boot = '0000000001000-00000000'): Garage {
  const { site, profiles } = referenceSite();
  const devices = site.devices.filter((device) => device.gateway === gateway);
  const process = before?.process ?? createImage(pointsOf(devices, profiles));
  const notes = before?.remembered() ?? new Map<string, unknown>();
  let elapsed = before?.now() ?? 1000;
  let silent = false;
  const machines: Machines = { cards: 100, moves: [], set, now: () => elapsed };
  const outputs: AgentOutput[] = [];
  const noted = (key: string) => notes.get(key) ?? null;
  const agent = openAgent({ site, gateway, profiles, process, boot, now: elapsed, noted });

  function set(reference: PointReference, value: ReadingValue): void {
    const slot = slotOfReference(process, reference);
    if (slot === null) throw new Error(`no such point: ${reference}`);
    setValue(process, slot, { value, at: elapsed });
  }
  function refresh(): void {
    process.points.forEach((point, slot) => {
      setValue(process, slot, { value: process.values[slot] ?? atRest(point.reading), at: elapsed });
    });
  }
  function scanOnce(inputs: readonly AgentInput[]): void {
    if (!silent) refresh();
    const now = { elapsed, instant: 1_700_000_000_000 + elapsed };
    const step = stepAgent(agent, { now, image: process, changed: takeChanges(process), inputs });
    outputs.push(...step);
    for (const output of step) {
      if (output.kind === 'remember') notes.set(output.key, JSON.parse(JSON.stringify(output.value)));
      if (output.kind === 'drive') obey(machines, output);
    }
    elapsed += scanMs;
    moveOn(machines);
  }
  return {
    agent,
    process,
    outputs,
    now: () => elapsed,
    set,
    live(milliseconds, inputs = []) {
      scanOnce(inputs);
      for (const end = elapsed + milliseconds - scanMs; elapsed < end; ) scanOnce([]);
    },
    seen: (kind) =>
      outputs.flatMap((output) =>
        output.kind === 'observe' && output.observation.kind === kind ? [output.observation] : [],
      ),
    driven: (reading) =>
      outputs.filter((output) => output.kind === 'drive' && output.point.reading === reading) as Drive[],
    remembered: () => new Map(notes),
    silence: () => {
      silent = true;
    },
  };
}

/** Arms and dispensers, which take their time. */
interface Machines {
  cards: number;
  readonly moves: { readonly at: number; readonly act: () => void }[];
  readonly set: Garage['set'];
  readonly now: () => number;
}

function obey(machines: Machines, { point, value }: Drive): void {
  const { set, moves, now } = machines;
  const of = (reading: string) => formatPoint({ ...point, reading, index: 0 });
  if (point.reading === 'raise' || (point.reading === 'hold_up' && value === true)) {
    set(of('down'), false);
    moves.push({ at: now() + armMs, act: () => set(of('up'), true) });
  }
  if (point.reading === 'lower') {
    set(of('up'), false);
    moves.push({ at: now() + armMs, act: () => set(of('down'), true) });
  }
  if (point.reading === 'issue') {
    machines.cards += 1;
    set(of('card_number'), machines.cards);
    set(of('card_at_mouth'), true);
  }
  if (point.reading === 'keep' || point.reading === 'give_back') set(of('card_held'), false);
}

function moveOn({ moves, now }: Machines): void {
  for (const move of moves.splice(0)) {
    if (move.at <= now()) move.act();
    else moves.push(move);
  }
}

/** An empty garage, arms down. */
function atRest(reading: string): ReadingValue {
  if (reading === 'distance') return 2.4;
  if (reading === 'down') return true;
  return reading === 'card_number' || reading === 'read_count' || reading === 'battery' ? 0 : false;
}
