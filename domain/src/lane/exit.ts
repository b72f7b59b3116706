import type { LaneDirection } from '../kernel/index.ts';
import { bothDirections, placeOf, waitingLoop } from './direction.ts';
import { letPass, openFor } from './question.ts';
import type { Scan } from './scan.ts';
import { endBefore, endImage, notice, raiseAlarm } from './scan.ts';

/**
 * Nobody is locked in: a car at an exit that is not let out, whatever the reason, gets help, and after the
 * site's limit it is let out with its picture; the cause 'exit-limit' marks the debt.
 */
export function watchExit(scan: Scan): void {
  for (const direction of bothDirections) {
    if (scan.context.lane[direction] === null) continue;
    watchHelpButton(scan, direction);
    if (placeOf(scan.context.lane, direction) === 'exit') watchWaiting(scan, direction);
  }
}

function watchHelpButton(scan: Scan, direction: LaneDirection): void {
  const pressed = endBefore(scan, direction).help_button === false && endImage(scan, direction).help_button === true;
  if (!pressed) return;
  raiseAlarm(scan, 'help-wanted');
  notice(scan, direction, 'help-is-coming');
  startWaiting(scan, direction);
}

function startWaiting(scan: Scan, direction: LaneDirection): void {
  const { state, context, image } = scan;
  if (state.waiting !== null || placeOf(context.lane, direction) !== 'exit') return;
  if (waitingLoop(context.lane, image, direction) === false) return;
  state.waiting = { direction, since_at: scan.now, helped: false, credential: null };
}

function watchWaiting(scan: Scan, direction: LaneDirection): void {
  const { state, context, image, now } = scan;
  const there = waitingLoop(context.lane, image, direction);
  const served = state.phase.kind === 'authorised' && state.phase.direction === direction;
  const wayOpen = state.barrier.state === 'open' && state.barrier.asked !== 'lower';
  const waits = !served && !wayOpen;
  if (there === true && waits) startWaiting(scan, direction);
  const { waiting } = state;
  if (waiting === null || waiting.direction !== direction) return;
  if (there === false || !waits) {
    state.waiting = null;
    return;
  }
  const waited_ms = now - waiting.since_at;
  if (waited_ms >= context.rules.exit_limit_s * 1000) letOut(scan, direction);
  else if (waited_ms >= context.rules.exit_help_s * 1000 && !waiting.helped) {
    state.waiting = { ...waiting, helped: true };
    raiseAlarm(scan, 'exit-blocked');
    notice(scan, direction, 'help-is-coming');
  }
}

function letOut(scan: Scan, direction: LaneDirection): void {
  const { phase } = scan.state;
  if (phase.kind === 'authorised') return;
  if (phase.kind === 'asking') letPass(scan, phase, 'exit-limit');
  else openFor(scan, direction, 'exit-limit');
  const now = scan.state.phase;
  if (now.kind === 'authorised') raiseAlarm(scan, 'let-out-unpaid', now.passage);
}
