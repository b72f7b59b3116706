import type { Lane } from '../../site/model.ts';
import type { LaneState } from '../state.ts';
import type { LaneCommand, LaneImage, LaneInput, Reading } from '../types.ts';

/** One thing that can happen to a lane between two scans of a walk. */
export interface Move {
  readonly name: string;
  readonly change: (image: LaneImage) => void;
  readonly inputs: (state: LaneState) => readonly LaneInput[];
  readonly after_ms: number;
  readonly restarts: boolean;
}

/** All times of the walk are whole multiples of this, so that it comes back to states that it knows. */
export const beat_ms = 500;
/** Longer than any time limit of the walk's rules. */
const long_ms = 6000;

const unchanged = () => {};
const silent = () => [];
const nothing = { change: unchanged, inputs: silent, after_ms: beat_ms, restarts: false };

/** Every input at every value that it can have, every message, the passing of time, and a kill of the agent. */
export function movesOf(lane: Lane): readonly Move[] {
  return [
    { ...nothing, name: 'wait' },
    { ...nothing, name: 'wait long', after_ms: long_ms },
    { ...nothing, name: 'kill the agent', restarts: true },
    ...sets('arming', (image, value) => {
      image.arming = value;
    }),
    ...sets('closing', (image, value) => {
      image.closing = value;
      image.safety[0] = value;
    }),
    ...sets('beam', (image, value) => {
      image.safety[1] = value;
    }),
    ...sets('barrier safety', (image, value) => {
      image.barrier.safety = value;
    }),
    ...sets('up', (image, value) => {
      image.barrier.up = value;
    }),
    ...sets('down', (image, value) => {
      image.barrier.down = value;
    }),
    ...sets('fire', (image, value) => {
      image.fire = value;
    }),
    ...machineMoves(lane),
    ...commandMoves(lane),
  ];
}

function sets(name: string, change: (image: LaneImage, value: Reading) => void): readonly Move[] {
  return [true, false, null].map((value) => ({
    ...nothing,
    name: `${name} ${value === null ? 'silent' : value ? 'on' : 'off'}`,
    change: (image) => change(image, value),
  }));
}

function machineMoves(lane: Lane): readonly Move[] {
  const moves: Move[] = [];
  const add = (name: string, change: (image: LaneImage, on: boolean) => void) => {
    for (const on of [true, false]) {
      moves.push({ ...nothing, name: `${name} ${on ? 'on' : 'off'}`, change: (image) => change(image, on) });
    }
  };
  add('by hand', (image, on) => {
    image.opened_by_hand = on;
  });
  if (lane.forward?.dispenser) {
    add('button', (image, on) => {
      image.forward.button = on;
    });
    add('card at mouth', (image, on) => {
      image.forward.dispenser.card_at_mouth = on;
    });
  }
  if (lane.forward?.collector) {
    add('card held', (image, on) => {
      image.forward.collector.card_held = on;
    });
  }
  return moves;
}

function commandMoves(lane: Lane): readonly Move[] {
  const commands: readonly LaneCommand[] = [
    { kind: 'raise', reason: 'walk' },
    { kind: 'lower', reason: 'walk' },
    { kind: 'keep-open', on: true, reason: 'walk', for_s: 4 },
    { kind: 'keep-open', on: false, reason: 'walk' },
    { kind: 'reset-fire', reason: 'walk' },
  ];
  const moves: Move[] = commands.map((command) => ({
    ...nothing,
    name: `command ${command.kind}${command.kind === 'keep-open' ? ` ${command.on}` : ''}`,
    inputs: () => [{ kind: 'command', id: 'walk', command }],
  }));
  if (!lane.forward?.collector) return moves;
  for (const up of [true, false]) moves.push({ ...nothing, name: `link ${up}`, inputs: () => [{ kind: 'link', up }] });
  moves.push({
    ...nothing,
    name: 'answer let pass',
    inputs: (state) => [{ kind: 'answer', question: state.questions, decision: { kind: 'let-pass' } }],
  });
  moves.push({
    ...nothing,
    name: 'answer refuse',
    inputs: (state) => [
      { kind: 'answer', question: state.questions, decision: { kind: 'refuse', code: 'card-unknown' } },
    ],
  });
  return moves;
}
