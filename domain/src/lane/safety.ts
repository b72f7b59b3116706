import { holdUp, isHandOn, raise } from './barrier.ts';
import { farLoop, servedDirection } from './direction.ts';
import type { Scan } from './scan.ts';
import { setFault } from './scan.ts';
import { never } from './state.ts';
import type { Reading } from './types.ts';

/**
 * A detector that lost its power needs longer than this to come back, and then has tuned a standing
 * car away; a shorter silence is a lost message.
 */
const restart_ms = 1000;
/** Safety must have been clear without a break for this long before the arm is sent down. */
const clear_ms = 500;

/** Every safety input is known to be free, and so is the loop beyond the arm. Unknown is occupied. */
export function isSafetyClear(scan: Scan): boolean {
  const { image, state } = scan;
  for (const input of image.safety) if (input !== false) return false;
  if (image.barrier.safety !== false) return false;
  if (image.fire !== false) return false;
  return farLoop(image, servedDirection(state)) === false;
}

/** Keeps book of silences; what comes back after one may have been without power. */
export function watchSilence(scan: Scan): void {
  const { state, image, before } = scan;
  const { silence } = state;
  const loops = image.arming === null || image.closing === null;
  const safety = image.safety.includes(null) || image.barrier.safety === null;
  const barrier = image.barrier.up === null || image.barrier.down === null || image.barrier.arm_off === null;
  silence.loops_at = watchGroup(scan, silence.loops_at, loops);
  silence.safety_at = watchGroup(scan, silence.safety_at, safety);
  silence.barrier_at = watchGroup(scan, silence.barrier_at, barrier);
  setFault(scan, 'loop-fault', { on: isLong(scan, silence.loops_at) });
  setFault(scan, 'safety-input-silent', { on: isLong(scan, silence.safety_at) || image.fire === null });
  setFault(scan, 'barrier-unknown', { on: isLong(scan, silence.barrier_at) });
  const mainsLost = image.mains_lost === true || image.barrier.mains_lost === true;
  const mainsBack =
    wentOff(before.mains_lost, image.mains_lost) || wentOff(before.barrier.mains_lost, image.barrier.mains_lost);
  if (mainsBack) holdAfterRestart(scan);
  setFault(scan, 'mains-lost', { on: mainsLost });
  setFault(scan, 'battery-low', { on: image.battery_low === true || image.barrier.battery_low === true });
}

function wentOff(before: Reading, after: Reading): boolean {
  return before === true && after === false;
}

function isLong(scan: Scan, since_at: number): boolean {
  return scan.now - since_at >= restart_ms;
}

function watchGroup(scan: Scan, since_at: number, silent: boolean): number {
  if (silent) return Math.min(since_at, scan.now);
  if (isLong(scan, since_at)) holdAfterRestart(scan);
  return never;
}

/** Called before the arm is read: an arm that is down ends the hold in the same scan. */
function holdAfterRestart(scan: Scan): void {
  holdUp(scan, 'restart');
}

/** Ends what kept a raised arm up after a restart, fire or a hand: a whole passage, or a person who sees the lane. */
export function endHold(scan: Scan): void {
  scan.state.hold = 'none';
}

/** The arm may not go down while anybody is let through, is under it, or while something holds it up. */
function isWantedUp(scan: Scan): boolean {
  const { state } = scan;
  return (
    state.fire ||
    state.keep_open !== null ||
    state.phase.kind === 'authorised' ||
    state.crossing.stage !== 'clear' ||
    isHandOn(scan)
  );
}

/** The last thing of a scan: raise, raise again, or lower. */
export function moveArm(scan: Scan): void {
  const { state, now } = scan;
  const { barrier } = state;
  const clear = isSafetyClear(scan);
  if (state.fire || state.keep_open !== null || state.phase.kind === 'authorised') {
    state.clear_at = never;
    if (barrier.state !== 'open' || barrier.asked === 'lower') raise(scan);
    return;
  }
  const goingDown = barrier.asked === 'lower' || barrier.state === 'closing';
  if (goingDown && barrier.state !== 'closed' && (!clear || isWantedUp(scan))) {
    state.clear_at = never;
    raise(scan);
    return;
  }
  const lowerable = barrier.state === 'open' || scan.lowerAsked;
  if (!clear || isWantedUp(scan) || state.hold !== 'none' || !lowerable) {
    state.clear_at = never;
    return;
  }
  state.clear_at = Math.min(state.clear_at, now);
  if (scan.lowerAsked || now - state.clear_at >= clear_ms) lower(scan);
}

/** The only place from which an arm is sent down: everything that speaks against it has been looked at. */
function lower(scan: Scan): void {
  const { state, now } = scan;
  const { barrier } = state;
  const move_ms = scan.context.rules.barrier_move_s * 1000;
  if (barrier.asked === 'lower' && now - barrier.asked_at < move_ms) return;
  barrier.asked = 'lower';
  barrier.asked_at = now;
  scan.outputs.push({ kind: 'lower' });
}
