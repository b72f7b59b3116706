import type { LaneDirection } from '../kernel/index.ts';
import { bothDirections, isServed, placeOf, waitingLoop } from './direction.ts';
import type { Scan } from './scan.ts';
import { endState } from './scan.ts';
import { never } from './state.ts';
import type { DisplayText } from './types.ts';

/** What drivers are shown at both ends: told only when it changes. */
export function showDrivers(scan: Scan): void {
  for (const direction of bothDirections) {
    const end = scan.context.lane[direction];
    if (end === null) continue;
    if (end.display !== null) showText(scan, direction, end.display);
    if (end.traffic_light !== null) showLight(scan, direction, end.traffic_light);
  }
}

function showText(scan: Scan, direction: LaneDirection, device: string): void {
  const state = endState(scan, direction);
  if (scan.now >= state.notice_until_at) {
    state.notice = null;
    state.notice_until_at = never;
  }
  const text = state.notice ?? textOf(scan, direction);
  if (text === state.text && !isFirst(scan)) return;
  state.text = text;
  scan.outputs.push({ kind: 'display', end: direction, device, text });
}

function isFirst(scan: Scan): boolean {
  return scan.state.seen === null;
}

function textOf(scan: Scan, direction: LaneDirection): DisplayText {
  const { state, context, image } = scan;
  const { phase } = state;
  const leaves = placeOf(context.lane, direction) === 'exit';
  if (state.fire) return leaves ? 'fire-leave' : 'fire-no-entry';
  if (state.keep_open !== null) return 'drive-through';
  if (state.mode === 'closed-to-all' || (state.mode === 'closed' && !leaves)) return 'closed';
  if (phase.kind !== 'idle' && phase.direction === direction) {
    if (phase.kind === 'card-at-mouth') return 'take-card';
    return phase.kind === 'authorised' ? 'drive-on' : 'please-wait';
  }
  if (!isServed(context.lane, state, direction)) return 'wait-for-green';
  if (state.mode === 'full' && !leaves) return 'full';
  if (endState(scan, direction).too_high_at !== never) return 'too-high';
  if (waitingLoop(context.lane, image, direction) !== true) return 'welcome';
  return context.lane[direction]?.dispenser ? 'press-for-card' : 'show-card';
}

function showLight(scan: Scan, direction: LaneDirection, point: string): void {
  const light = isGreen(scan, direction) ? 'green' : 'red';
  const state = endState(scan, direction);
  if (state.light === light) return;
  state.light = light;
  scan.outputs.push({ kind: 'traffic-light', end: direction, point, light });
}

/** Green only to who may drive on; a reversible lane shows it to the end in service, a ramp to the one car. */
function isGreen(scan: Scan, direction: LaneDirection): boolean {
  const { state, context } = scan;
  const { phase } = state;
  const leaves = placeOf(context.lane, direction) === 'exit';
  if (state.fire) return leaves;
  if (phase.kind === 'authorised') return phase.direction === direction && !phase.passed;
  if (context.lane.kind === 'one-car-ramp') return false;
  if (state.mode === 'closed-to-all' || (state.mode !== 'open' && !leaves)) return false;
  return isServed(context.lane, state, direction);
}
