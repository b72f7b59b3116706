import type { BarrierState } from '../kernel/index.ts';
import type { Scan } from './scan.ts';
import { raiseAlarm, setFault, takePicture } from './scan.ts';
import type { Hold } from './state.ts';
import { never } from './state.ts';
import type { BarrierImage } from './types.ts';

/** Opening, faulty and unknown count as open for whoever asks whether a car could be under the arm. */
export function isPossiblyOpen(state: BarrierState): boolean {
  return state !== 'closed';
}

/** And as closed for whoever asks whether a driver can rely on driving on. */
export function isPossiblyClosed(state: BarrierState): boolean {
  return state !== 'open';
}

/** The wire that raises an arm may be read some scans before the wire that says why. */
const cause_ms = 500;

/** Reads where the arm is, tells of it, and finds out who raised it. */
export function readBarrier(scan: Scan): void {
  const { state, now } = scan;
  const { barrier } = state;
  const ends = endsOf(scan.image.barrier);
  barrier.moving_at = ends === 'moving' ? Math.min(barrier.moving_at, now) : never;
  watchMotion(scan, ends);
  const next = stateOf(scan, ends);
  if (next !== barrier.state) {
    barrier.state = next;
    scan.facts.push({ kind: 'barrier', lane: scan.context.lane.id, state: next });
  }
  if (next === 'closed') {
    closed(scan);
    return;
  }
  if (next === 'unknown') return;
  barrier.not_closed_at = Math.min(barrier.not_closed_at, now);
  findCause(scan);
  if (next === 'open') {
    barrier.last_end = 'open';
    if (barrier.asked === 'raise') barrier.asked = 'none';
  }
}

type Ends = 'open' | 'closed' | 'moving' | 'unknown' | 'contradiction' | 'torn-off';

function endsOf(image: BarrierImage): Ends {
  if (image.arm_off === true) return 'torn-off';
  if (image.up === null || image.down === null || image.arm_off === null) return 'unknown';
  if (image.up && image.down) return 'contradiction';
  if (image.up) return 'open';
  return image.down ? 'closed' : 'moving';
}

function stateOf(scan: Scan, ends: Ends): BarrierState {
  const { barrier } = scan.state;
  if (ends === 'torn-off' || ends === 'contradiction') return 'faulty';
  if (ends !== 'moving') return ends;
  if (barrier.stuck) return 'faulty';
  if (barrier.asked === 'raise') return 'opening';
  if (barrier.asked === 'lower') return 'closing';
  return barrier.last_end === 'open' ? 'closing' : 'opening';
}

/** An arm that did not reach the end it was sent to, or is between both for too long, does not move. */
function watchMotion(scan: Scan, ends: Ends): void {
  const { state, now } = scan;
  const { barrier } = state;
  const move_ms = scan.context.rules.barrier_move_s * 1000;
  const sentTo = barrier.asked === 'raise' ? 'open' : barrier.asked === 'lower' ? 'closed' : 'none';
  const late = sentTo !== 'none' && ends !== sentTo && ends !== 'unknown' && now - barrier.asked_at >= move_ms;
  const between = now - barrier.moving_at >= move_ms;
  const arrived = (ends === 'open' || ends === 'closed') && (sentTo === 'none' || sentTo === ends);
  if (late || between) barrier.stuck = true;
  else if (arrived) barrier.stuck = false;
  setFault(scan, 'barrier-not-moving', { on: barrier.stuck });
  const tornOff = ends === 'torn-off';
  const known = state.faults.some((fault) => fault.code === 'barrier-arm-torn-off');
  if (tornOff && !known) raiseAlarm(scan, 'arm-torn-off');
  if (ends !== 'unknown') setFault(scan, 'barrier-arm-torn-off', { on: tornOff });
}

function closed(scan: Scan): void {
  const { state } = scan;
  const { barrier } = state;
  barrier.last_end = 'closed';
  if (barrier.asked === 'lower') barrier.asked = 'none';
  barrier.not_closed_at = never;
  state.hold = 'none';
  state.risen_by = 'command';
  if (scan.image.barrier.by_hand === false && scan.image.opened_by_hand === false) state.by_hand = false;
  if (isHandOn(scan)) openedByHand(scan);
}

/** Whether crank, key or remote control are at work; silence is not a hand. */
export function isHandOn(scan: Scan): boolean {
  return scan.image.barrier.by_hand === true || scan.image.opened_by_hand === true;
}

function openedByHand(scan: Scan): void {
  const { state } = scan;
  if (state.by_hand) return;
  state.by_hand = true;
  raiseAlarm(scan, 'opened-by-hand');
  takePicture(scan, { direction: state.direction, passage: null, cause: 'opened-by-hand' });
}

/** Who raised an arm that was down: we, the fire wire, the loss of power, or somebody's hand. */
function findCause(scan: Scan): void {
  const { state, now } = scan;
  const { barrier } = state;
  if (isHandOn(scan)) {
    openedByHand(scan);
    if (!state.fire) holdUp(scan, 'hand');
    return;
  }
  if (barrier.last_end !== 'closed') return;
  if (barrier.asked === 'raise' || state.fire) {
    barrier.last_end = 'unknown';
    return;
  }
  if (scan.image.barrier.arm_off === true) return;
  if (isPowerLost(scan) && scan.context.lane.without_power === 'rises') {
    barrier.last_end = 'unknown';
    holdUp(scan, 'power');
    return;
  }
  holdUp(scan, 'hand');
  if (now - barrier.not_closed_at < cause_ms) return;
  barrier.last_end = 'unknown';
  openedByHand(scan);
}

export function holdUp(scan: Scan, why: Exclude<Hold, 'none'>): void {
  scan.state.hold = why;
  scan.state.risen_by = why;
}

function isPowerLost(scan: Scan): boolean {
  return scan.image.mains_lost === true || scan.image.barrier.mains_lost === true;
}

/** Asks the arm to rise, and again each time it should long have arrived. */
export function raise(scan: Scan): void {
  const { barrier } = scan.state;
  if (barrier.asked === 'raise' && scan.now - barrier.asked_at < scan.context.rules.barrier_move_s * 1000) return;
  barrier.asked = 'raise';
  barrier.asked_at = scan.now;
  scan.outputs.push({ kind: 'raise' });
}

export function watchOpenTime(scan: Scan): void {
  const { state, now } = scan;
  const { not_closed_at } = state.barrier;
  const excused = state.fire || state.keep_open !== null;
  const late = now - not_closed_at >= scan.context.rules.open_too_long_s * 1000;
  if (late && !excused) setFault(scan, 'barrier-open-too-long', { on: true });
  else if (excused || not_closed_at === never) setFault(scan, 'barrier-open-too-long', { on: false });
}
