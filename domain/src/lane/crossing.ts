import type { LaneDirection } from '../kernel/index.ts';
import { isPossiblyOpen } from './barrier.ts';
import { aheadLoop, behindLoop, servedDirection } from './direction.ts';
import type { Scan } from './scan.ts';
import type { Crossing } from './state.ts';
import { never } from './state.ts';

/** What the two loops say about cars under the arm. */
export type CrossingEvent = 'passed' | 'completed' | 'returned';
export type OnCrossing = (event: CrossingEvent, direction: LaneDirection) => void;

/** A short car (a motorcycle) may be on neither loop for this long; after that it has gone back. */
export const between_ms = 3000;

/**
 * Follows the edges of arming and closing loop while the arm is possibly open. Near, both, far, none
 * is a passage; near, both, near is none. The same from the other side. A loop that is silent keeps its
 * last level; one that comes back with another level makes no edge.
 */
export function trackCrossing(scan: Scan, tell: OnCrossing): void {
  const { crossing } = scan.state;
  if (!crossing.started) {
    start(scan);
    return;
  }
  const before = { arming: crossing.arming, closing: crossing.closing };
  crossing.arming = scan.image.arming ?? crossing.arming;
  crossing.closing = scan.image.closing ?? crossing.closing;
  const armingCameBack = scan.before.arming === null && scan.image.arming !== null;
  const closingCameBack = scan.before.closing === null && scan.image.closing !== null;
  const moved =
    (armingCameBack && crossing.arming !== before.arming) || (closingCameBack && crossing.closing !== before.closing);
  if (moved) resume(scan, tell);
  else if (crossing.stage === 'clear') stepClear(scan, before, tell);
  else stepCar(scan, before, tell);
  noteNeighbours(scan, before);
}

function start(scan: Scan): void {
  const { crossing } = scan.state;
  if (scan.image.arming === null || scan.image.closing === null) return;
  crossing.started = true;
  crossing.arming = scan.image.arming;
  crossing.closing = scan.image.closing;
  const { phase, unmatched } = scan.state;
  const direction = phase.kind === 'authorised' && phase.passed ? phase.direction : unmatched.at(-1)?.direction;
  if (direction === undefined) return;
  crossing.direction = direction;
  crossing.stage = 'past';
  crossing.whole = false;
}

/** Edges were missed. A car that had passed and is gone has passed; of others only the present is known. */
function resume(scan: Scan, tell: OnCrossing): void {
  const { crossing, phase } = scan.state;
  if (crossing.stage === 'clear') {
    if (phase.kind === 'authorised') scan.state.sight_lost = true;
    return;
  }
  const near = isNearOn(crossing, crossing.direction);
  const far = isFarOn(crossing, crossing.direction);
  const passed = crossing.stage === 'past' || crossing.stage === 'past-and-next';
  if (passed && !far) complete(crossing, tell);
  else if (!passed && far && !near) {
    crossing.stage = 'past';
    crossing.whole = false;
    tell('passed', crossing.direction);
  } else if (!passed && !far) {
    crossing.stage = 'clear';
    if (!near) scan.state.sight_lost = true;
  }
}

interface Levels {
  readonly arming: boolean;
  readonly closing: boolean;
}

function stepClear(scan: Scan, before: Levels, tell: OnCrossing): void {
  const { crossing, barrier } = scan.state;
  const { arming, closing } = crossing;
  if (arming === before.arming && closing === before.closing) return;
  if (!isPossiblyOpen(barrier.state)) return;
  const served = servedDirection(scan.state);
  if (isBlindPass(scan, served, before)) {
    passBlind(scan, served, tell);
    return;
  }
  const cameFirst = before.arming !== before.closing;
  if (cameFirst) {
    const direction: LaneDirection = before.arming ? 'forward' : 'backward';
    startFrom(scan, direction, tell);
    return;
  }
  if (before.arming) {
    leaveBoth(scan, served, tell);
    return;
  }
  if (arming && closing) begin(crossing, { stage: 'both', direction: served, whole: false });
}

/** One loop was occupied alone, so it is known from where the car comes. */
function startFrom(scan: Scan, direction: LaneDirection, tell: OnCrossing): void {
  const { crossing } = scan.state;
  const near = isNearOn(crossing, direction);
  const far = isFarOn(crossing, direction);
  if (near && far) {
    if (!isArrivalFromBehind(scan, direction)) begin(crossing, { stage: 'both', direction, whole: true });
    return;
  }
  if (far) {
    begin(crossing, { stage: 'past', direction, whole: true });
    tell('passed', direction);
    return;
  }
  if (direction !== servedDirection(scan.state)) return;
  begin(crossing, { stage: 'between', direction, whole: true });
  crossing.between_at = scan.now;
}

/**
 * A car stands beyond the arm and the next one rolls onto the loop before it: that looks like a car
 * that comes back, but the loop before that one says otherwise.
 */
function isArrivalFromBehind(scan: Scan, direction: LaneDirection): boolean {
  const served = servedDirection(scan.state);
  if (direction === served) return false;
  return behindLoop(scan.context.lane, scan.image, served) === true;
}

/** Both loops were occupied before anything could be known: whoever leaves the near loop has passed. */
function leaveBoth(scan: Scan, served: LaneDirection, tell: OnCrossing): void {
  const { crossing } = scan.state;
  const near = isNearOn(crossing, served);
  const far = isFarOn(crossing, served);
  if (near || !far) return;
  begin(crossing, { stage: 'past', direction: served, whole: false });
  tell('passed', served);
}

/** The near loop is silent and the far one sees a car come: it can only be taken for one that drives on. */
function isBlindPass(scan: Scan, served: LaneDirection, before: Levels): boolean {
  const { crossing } = scan.state;
  const near = served === 'forward' ? scan.image.arming : scan.image.closing;
  const farRose = isFarOn(crossing, served) && !isFarOn(before, served);
  return near === null && farRose;
}

function passBlind(scan: Scan, served: LaneDirection, tell: OnCrossing): void {
  begin(scan.state.crossing, { stage: 'past', direction: served, whole: false });
  tell('passed', served);
}

function begin(crossing: Crossing, car: Pick<Crossing, 'stage' | 'direction' | 'whole'>): void {
  crossing.stage = car.stage;
  crossing.direction = car.direction;
  crossing.whole = car.whole;
  crossing.between_at = never;
  crossing.ahead = false;
}

function stepCar(scan: Scan, before: Levels, tell: OnCrossing): void {
  const { crossing } = scan.state;
  const near = isNearOn(crossing, crossing.direction);
  const far = isFarOn(crossing, crossing.direction);
  const { stage } = crossing;
  if (stage === 'between') stepBetween(scan, { near, far }, tell);
  else if (stage === 'both') stepBoth(scan, { near, far }, tell);
  else {
    const known = (crossing.direction === 'forward' ? scan.image.arming : scan.image.closing) !== null;
    stepPast(scan, { near: near && known, far, nearBefore: isNearOn(before, crossing.direction) }, tell);
  }
}

interface Seen {
  readonly near: boolean;
  readonly far: boolean;
}

function stepBetween(scan: Scan, { near, far }: Seen, tell: OnCrossing): void {
  const { crossing } = scan.state;
  if (far) {
    crossing.stage = near ? 'past-and-next' : 'past';
    tell('passed', crossing.direction);
  } else if (near || scan.now - crossing.between_at >= between_ms) crossing.stage = 'clear';
}

function stepBoth(scan: Scan, { near, far }: Seen, tell: OnCrossing): void {
  const { crossing } = scan.state;
  if (near && far) return;
  if (near) {
    crossing.stage = 'clear';
    return;
  }
  crossing.stage = 'past';
  tell('passed', crossing.direction);
  if (!far) complete(crossing, tell);
}

function stepPast(scan: Scan, seen: Seen & { nearBefore: boolean }, tell: OnCrossing): void {
  const { crossing } = scan.state;
  const { near, far } = seen;
  if (far && near) {
    crossing.stage = 'past-and-next';
    return;
  }
  if (far) {
    if (crossing.stage === 'past') return;
    crossing.stage = 'past';
    if (behindLoop(scan.context.lane, scan.image, crossing.direction) !== true) tell('passed', crossing.direction);
    return;
  }
  if (crossing.stage === 'past-and-next' && near && hasReversed(scan)) {
    crossing.stage = 'clear';
    tell('returned', crossing.direction);
    return;
  }
  if (crossing.stage === 'past-and-next' && !near && seen.nearBefore) tell('passed', crossing.direction);
  complete(crossing, tell);
}

function complete(crossing: Crossing, tell: OnCrossing): void {
  crossing.stage = 'clear';
  crossing.behind = false;
  tell('completed', crossing.direction);
}

/**
 * The near loop was occupied again behind a car on the far one, and the far one became free: the car
 * came back if nobody was behind it and it was not seen ahead. Without a loop before the near one
 * the two cannot be told apart, and the car counts as gone on.
 */
function hasReversed(scan: Scan): boolean {
  const { crossing } = scan.state;
  const { lane } = scan.context;
  if (behindLoop(lane, scan.image, crossing.direction) === 'none') return false;
  return !crossing.behind && !crossing.ahead;
}

/** Who stands behind a car can already be off the loop before the near one: so it counts from the car's arrival. */
function noteNeighbours(scan: Scan, before: Levels): void {
  const { crossing } = scan.state;
  const { lane } = scan.context;
  const direction = crossing.stage === 'clear' ? servedDirection(scan.state) : crossing.direction;
  const arrived = isNearOn(crossing, direction) && !isNearOn(before, direction);
  if (crossing.stage === 'clear' && arrived) crossing.behind = false;
  const behind = behindLoop(lane, scan.image, direction);
  const ahead = aheadLoop(lane, scan.image, direction);
  if (behind === true || behind === null) crossing.behind = true;
  if (ahead === true || ahead === null) crossing.ahead = true;
}

function isNearOn(levels: Levels, direction: LaneDirection): boolean {
  return direction === 'forward' ? levels.arming : levels.closing;
}

function isFarOn(levels: Levels, direction: LaneDirection): boolean {
  return direction === 'forward' ? levels.closing : levels.arming;
}
