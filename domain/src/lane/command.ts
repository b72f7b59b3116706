import type { LaneDirection, RefusalCode } from '../kernel/index.ts';
import { isHandOn, raise } from './barrier.ts';
import { bothDirections, isServed, waitingLoop } from './direction.ts';
import { resetFire } from './fire.ts';
import { voidPassage } from './passage.ts';
import { hear, letPass, openFor } from './question.ts';
import { isSafetyClear } from './safety.ts';
import type { Scan } from './scan.ts';
import { silenceAlarm } from './scan.ts';
import type { LaneCommand } from './types.ts';

/** Keep-open has an end even where nobody named one. */
const longestKeepOpen_ms = 12 * 3600 * 1000;

export function obeyInputs(scan: Scan): void {
  for (const input of scan.inputs) {
    if (input.kind === 'link') scan.state.link_up = input.up;
    else if (input.kind === 'answer') hear(scan, input.question, input.decision);
    else scan.outputs.push({ kind: 'command-result', id: input.id, refusal: obey(scan, input.command) });
  }
}

function obey(scan: Scan, command: LaneCommand): RefusalCode | null {
  switch (command.kind) {
    case 'raise':
      return obeyRaise(scan);
    case 'lower':
      return obeyLower(scan);
    case 'lane-mode':
      return obeyMode(scan, command);
    case 'lane-direction':
      return obeyDirection(scan, command.direction);
    case 'keep-open':
      return obeyKeepOpen(scan, command);
    case 'reset-fire':
      return resetFire(scan);
    case 'acknowledge-alarm':
      silenceAlarm(scan);
      return null;
  }
}

/** Opens for the car that waits, or for whoever comes within a minute; its cause is the operator. */
function obeyRaise(scan: Scan): RefusalCode | null {
  const { state } = scan;
  const { phase } = state;
  if (phase.kind === 'issuing' || phase.kind === 'card-at-mouth') return 'lane-busy';
  if (phase.kind === 'authorised' || state.fire || state.keep_open !== null) {
    if (state.barrier.state !== 'open') raise(scan);
    return null;
  }
  if (state.crossing.stage !== 'clear') return 'lane-busy';
  if (phase.kind === 'asking') letPass(scan, phase, 'operator');
  else {
    openFor(scan, whoWaits(scan), 'operator');
  }
  return null;
}

function whoWaits(scan: Scan): LaneDirection {
  const { lane } = scan.context;
  const { state, image } = scan;
  const waits = bothDirections.find(
    (direction) => isServed(lane, state, direction) && waitingLoop(lane, image, direction) === true,
  );
  return waits ?? state.direction;
}

/** By an operator who sees the lane. It ends what held the arm up, and nothing else: occupied stays occupied. */
function obeyLower(scan: Scan): RefusalCode | null {
  const { state } = scan;
  if (state.fire) return 'lane-fire';
  if (state.keep_open !== null || state.crossing.stage !== 'clear' || isHandOn(scan)) return 'lane-busy';
  if (state.barrier.state === 'closed') return null;
  if (!isSafetyClear(scan) || state.barrier.state === 'unknown') return 'safety-occupied';
  if (state.phase.kind === 'authorised' && state.phase.passed) return 'lane-busy';
  if (state.phase.kind === 'authorised') voidPassage(scan, state.phase, 'no-passage');
  state.hold = 'none';
  scan.lowerAsked = true;
  return null;
}

function obeyMode(scan: Scan, command: Extract<LaneCommand, { kind: 'lane-mode' }>): RefusalCode | null {
  const { state, context } = scan;
  if (state.mode === command.mode) return null;
  state.mode = command.mode;
  scan.facts.push({ kind: 'lane-mode', lane: context.lane.id, mode: state.mode, cause: 'command' });
  return null;
}

/** A reversible lane turns only when it is known to be empty and its arm is down. */
function obeyDirection(scan: Scan, direction: LaneDirection): RefusalCode | null {
  const { state, context, image } = scan;
  const { kind } = context.lane;
  if (kind !== 'reversible' && kind !== 'one-car-ramp') return 'wrong-direction';
  if (context.lane[direction] === null) return 'wrong-direction';
  const empty = image.arming === false && image.closing === false && state.crossing.stage === 'clear';
  if (!empty || state.phase.kind !== 'idle' || state.barrier.state !== 'closed') return 'lane-busy';
  /** An operator who turns a ramp has seen that it is empty. */
  state.ramp = 'empty';
  if (state.direction === direction) return null;
  state.direction = direction;
  scan.facts.push({ kind: 'lane-direction', lane: context.lane.id, direction });
  return null;
}

function obeyKeepOpen(scan: Scan, command: Extract<LaneCommand, { kind: 'keep-open' }>): RefusalCode | null {
  if (!command.on) {
    endKeepOpen(scan, command.reason);
    return null;
  }
  if (command.reason.trim() === '') return 'reason-missing';
  const { phase } = scan.state;
  if (phase.kind === 'issuing' || phase.kind === 'card-at-mouth') return 'lane-busy';
  const last_ms = command.for_s === undefined ? longestKeepOpen_ms : command.for_s * 1000;
  scan.state.keep_open = { reason: command.reason, end_at: scan.now + Math.min(last_ms, longestKeepOpen_ms) };
  scan.facts.push({ kind: 'keep-open', lane: scan.context.lane.id, on: true, reason: command.reason });
  return null;
}

function endKeepOpen(scan: Scan, reason: string): void {
  if (scan.state.keep_open === null) return;
  scan.state.keep_open = null;
  scan.facts.push({ kind: 'keep-open', lane: scan.context.lane.id, on: false, reason });
}

export function watchKeepOpen(scan: Scan): void {
  const { keep_open } = scan.state;
  if (keep_open !== null && scan.now >= keep_open.end_at) endKeepOpen(scan, keep_open.reason);
}
