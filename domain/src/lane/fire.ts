import { holdUp } from './barrier.ts';
import type { Scan } from './scan.ts';
import { raiseAlarm } from './scan.ts';
import { never } from './state.ts';

/** The level is sent again this often, so that a module that was restarted holds its arm up too. */
const again_ms = 1000;

/**
 * Before anything else in a scan. The contact is wired to the barrier itself; here it latches, until a person
 * resets it after the contact has opened.
 */
export function obeyFire(scan: Scan): void {
  const { state, image, now } = scan;
  if (image.fire === true && !state.fire) {
    state.fire = true;
    state.fire_sent_at = never;
    scan.facts.push({ kind: 'fire', latched: true });
    raiseAlarm(scan, 'fire');
    scan.facts.push({ kind: 'lane-mode', lane: scan.context.lane.id, mode: 'closed', cause: 'fire' });
  }
  if (!state.fire) return;
  holdUp(scan, 'fire');
  if (state.fire_sent_at !== never && now - state.fire_sent_at < again_ms) return;
  const first = state.fire_sent_at === never;
  state.fire_sent_at = now;
  scan.outputs.push({ kind: 'hold-up', on: true });
  if (first) pulse(scan);
}

function pulse(scan: Scan): void {
  const { barrier } = scan.state;
  barrier.asked = 'raise';
  barrier.asked_at = scan.now;
  scan.outputs.push({ kind: 'raise' });
}

/** What a person does after a fire. The arm stays up until a whole passage is seen or an operator lowers it. */
export function resetFire(scan: Scan): 'lane-fire' | null {
  const { state } = scan;
  if (scan.image.fire !== false) return 'lane-fire';
  if (!state.fire) return null;
  state.fire = false;
  state.fire_sent_at = never;
  scan.outputs.push({ kind: 'hold-up', on: false });
  scan.facts.push({ kind: 'fire', latched: false });
  scan.facts.push({ kind: 'lane-mode', lane: scan.context.lane.id, mode: state.mode, cause: 'fire' });
  return null;
}
