import type { Credential, LaneDirection, PassageCause, PassageId } from '../kernel/index.ts';
import { isPossiblyOpen } from './barrier.ts';
import { between_ms, trackCrossing } from './crossing.ts';
import { farLoop, isWrongWay, nearLoop, placeOf } from './direction.ts';
import { endHold } from './safety.ts';
import type { Scan } from './scan.ts';
import { nextPassage, raiseAlarm, takePicture } from './scan.ts';
import type { Authorised } from './state.ts';
import { never } from './state.ts';

/** Lets the car at one end pass. The arm rises at the end of the scan. */
export function authorise(
  scan: Scan,
  what: { direction: LaneDirection; cause: PassageCause; credential: Credential | null; passage?: PassageId },
): PassageId {
  const { state, context, image } = scan;
  const { direction, cause, credential } = what;
  const passage = what.passage ?? nextPassage(scan);
  const car_seen = nearLoop(image, direction) !== false || cause === 'card-taken';
  state.phase = {
    kind: 'authorised',
    direction,
    passage,
    cause,
    credential,
    since_at: scan.now,
    car_seen,
    passed: false,
    alarmed: false,
  };
  state.absent_at = never;
  state.sight_lost = false;
  state.waiting = null;
  scan.facts.push({ kind: 'passage-authorised', lane: context.lane.id, direction, passage, cause, credential });
  takePicture(scan, { direction, passage, ...(cause === 'exit-limit' ? { cause: 'let-out' as const } : {}) });
  return passage;
}

/**
 * Whether the car before is done with: only then is anybody served. The arm is down; or up with a free lane
 * where the site allows convoys, where nobody knows of the car before (restart), and where no arm is left.
 */
export function isFormerPassageClosed(scan: Scan): boolean {
  const { state, context, image } = scan;
  if (state.phase.kind === 'authorised' || state.crossing.stage !== 'clear') return false;
  if (!isPossiblyOpen(state.barrier.state)) return true;
  const unknownBefore = state.hold === 'restart' || state.hold === 'fire' || state.hold === 'power';
  const openWay = context.rules.convoys || unknownBefore || image.barrier.arm_off === true;
  if (!openWay || state.barrier.state === 'opening' || state.barrier.state === 'closing') return false;
  return farLoop(image, state.direction) === false && image.safety.every((input) => input === false);
}

/** Follows what the loops say, for the passage that was authorised and for those that were not. */
export function followCars(scan: Scan): void {
  trackCrossing(scan, (event, direction) => {
    if (event === 'passed') passed(scan, direction);
    else if (event === 'returned') returned(scan, direction);
    else completed(scan, direction);
  });
  watchAuthorised(scan);
}

function passed(scan: Scan, direction: LaneDirection): void {
  const { state, context } = scan;
  const { phase } = state;
  if (phase.kind === 'authorised' && phase.direction === direction && !phase.passed) {
    state.phase = { ...phase, passed: true, car_seen: true };
    scan.facts.push({ kind: 'passage-passed', lane: context.lane.id, direction, passage: phase.passage });
    return;
  }
  const cause = unmatchedCause(scan, direction);
  const passage = nextPassage(scan);
  state.unmatched = [...state.unmatched, { passage, direction, cause }];
  scan.facts.push({ kind: 'passage-passed', lane: context.lane.id, direction, passage });
  if (cause === 'tailgating' || cause === 'wrong-way') raiseAlarm(scan, cause, passage);
  if (cause === 'keep-open') raiseAlarm(scan, 'keep-open-passage', passage);
  const picture = cause === 'tailgating' || cause === 'opened-by-hand' ? cause : placeOf(context.lane, direction);
  takePicture(scan, { direction, passage, cause: picture });
}

function unmatchedCause(scan: Scan, direction: LaneDirection): PassageCause {
  const { state, context, image } = scan;
  if (state.fire) return 'fire';
  if (isWrongWay(context.lane, state, direction)) return 'wrong-way';
  if (state.keep_open !== null) return 'keep-open';
  if (image.barrier.arm_off === true) return 'arm-torn-off';
  if (state.phase.kind === 'authorised') return 'tailgating';
  if (state.risen_by === 'hand') return 'opened-by-hand';
  if (state.risen_by === 'power') return 'power-lost';
  if (state.hold === 'restart' || state.hold === 'fire') return 'after-restart';
  return 'tailgating';
}

function returned(scan: Scan, direction: LaneDirection): void {
  const { state } = scan;
  const { phase } = state;
  const last = state.unmatched.at(-1);
  if (last !== undefined && last.direction === direction) state.unmatched = state.unmatched.slice(0, -1);
  else if (phase.kind === 'authorised' && phase.passed) state.phase = { ...phase, passed: false };
}

function completed(scan: Scan, direction: LaneDirection): void {
  const { state, context } = scan;
  const { phase } = state;
  if (phase.kind === 'authorised' && phase.passed && phase.direction === direction) commit(scan, phase, 'whole');
  for (const car of state.unmatched) scan.facts.push({ kind: 'car-unmatched', lane: context.lane.id, ...car });
  if (state.unmatched.length > 0) state.unmatched = [];
  if (state.crossing.whole && !state.fire) endHold(scan);
}

function commit(scan: Scan, phase: Authorised, seen: 'whole' | 'in-part'): void {
  const { state, context } = scan;
  const { direction, passage, cause, credential } = phase;
  scan.facts.push({
    kind: 'passage-committed',
    lane: context.lane.id,
    direction,
    passage,
    cause,
    credential,
    ...(seen === 'in-part' ? { in_part: true as const } : {}),
  });
  state.phase = { kind: 'idle' };
  state.absent_at = never;
  const rampHasEnd = context.lane.kind === 'one-car-ramp' && direction === 'forward' && context.lane.loops.leaving;
  if (rampHasEnd) state.ramp = 'car';
}

/** A passage that was let through: its car may go back, never come, or take too long. */
function watchAuthorised(scan: Scan): void {
  const { state, context, image, now } = scan;
  const { phase } = state;
  if (phase.kind !== 'authorised') return;
  const near = nearLoop(image, phase.direction);
  const far = farLoop(image, phase.direction);
  if (!phase.car_seen && near === true) state.phase = { ...phase, car_seen: true };
  if (near === true) state.sight_lost = false;
  if (phase.passed) return;
  const gone =
    near === false && far === false && (state.crossing.stage === 'clear' || state.crossing.stage === 'between');
  state.absent_at = gone ? Math.min(state.absent_at, now) : never;
  const late = now - phase.since_at >= context.rules.taken_no_passage_s * 1000;
  if (gone && phase.car_seen && now - state.absent_at >= between_ms) settleAbsent(scan, phase);
  else if (late && gone && !phase.car_seen && !isRampUnderway(scan)) {
    raiseAlarm(scan, 'opened-without-car', phase.passage);
    voidPassage(scan, phase, 'no-passage');
  } else if (late && !phase.alarmed) {
    state.phase = { ...phase, alarmed: true };
    raiseAlarm(scan, 'card-taken-no-passage', phase.passage);
  }
}

/** On a ramp let into from its far end the car is out of sight until it comes to the arm. */
function isRampUnderway(scan: Scan): boolean {
  const { lane } = scan.context;
  return lane.kind === 'one-car-ramp' && scan.state.direction === 'backward' && lane.loops.leaving !== null;
}

/**
 * No loop sees the car any more. If the loops were watched all the time it went back. If not (a restart,
 * a silent loop) and the arm is up, it most likely drove on: that is told as seen in part.
 */
function settleAbsent(scan: Scan, phase: Authorised): void {
  const { state } = scan;
  if (isRampUnderway(scan)) return;
  if (state.sight_lost && state.barrier.state === 'open') {
    commit(scan, phase, 'in-part');
    return;
  }
  voidPassage(scan, phase, state.sight_lost ? 'restart' : 'backed-out');
}

/** Ends a passage without a car through. The card of an entry is still in a hand: it is stopped at once. */
export function voidPassage(scan: Scan, phase: Authorised, reason: 'backed-out' | 'no-passage' | 'restart'): void {
  const { context, state } = scan;
  const { direction, passage, credential } = phase;
  scan.facts.push({ kind: 'passage-voided', lane: context.lane.id, direction, passage, reason, credential });
  if (reason === 'backed-out') raiseAlarm(scan, 'backed-out', passage);
  if (phase.cause === 'card-taken' && credential !== null && reason !== 'restart') {
    scan.outputs.push({ kind: 'stop-card', card: credential.number });
  }
  state.phase = { kind: 'idle' };
  state.absent_at = never;
}
