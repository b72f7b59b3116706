import type { LaneDirection } from '../kernel/index.ts';
import { bothDirections, opposite, waitingLoop } from './direction.ts';
import { closedFor } from './dispenser.ts';
import { authorise, isFormerPassageClosed } from './passage.ts';
import type { Scan } from './scan.ts';

/** One car at a time: the first to come gets its turn when the ramp is empty. */
export function takeTurns(scan: Scan): void {
  const { state, context } = scan;
  if (context.lane.kind !== 'one-car-ramp') return;
  watchRamp(scan);
  if (state.phase.kind !== 'idle' || state.ramp !== 'empty' || state.crossing.stage !== 'clear') return;
  giveTurn(scan);
  const direction = state.direction;
  if (!needsCredential(scan, direction) && isWaiting(scan, direction) && mayGo(scan, direction)) {
    authorise(scan, { direction, cause: 'ramp-turn', credential: null });
  }
}

/** Who drove in over the arm has left when the loop at the far end has seen it come and go. */
function watchRamp(scan: Scan): void {
  const { state, image } = scan;
  if (state.ramp === 'car' && image.leaving === true) state.ramp = 'car-at-its-end';
  else if (state.ramp === 'car-at-its-end' && image.leaving === false) state.ramp = 'empty';
}

function giveTurn(scan: Scan): void {
  const { state, context } = scan;
  if (isWaiting(scan, state.direction)) return;
  const other = bothDirections.find((direction) => direction !== state.direction && isWaiting(scan, direction));
  if (other === undefined || context.lane[other] === null) return;
  state.direction = opposite(state.direction);
  scan.facts.push({ kind: 'lane-direction', lane: context.lane.id, direction: state.direction });
}

function isWaiting(scan: Scan, direction: LaneDirection): boolean {
  return scan.context.lane[direction] !== null && waitingLoop(scan.context.lane, scan.image, direction) === true;
}

function mayGo(scan: Scan, direction: LaneDirection): boolean {
  return closedFor(scan, direction) === null && scan.state.keep_open === null && isFormerPassageClosed(scan);
}

function needsCredential(scan: Scan, direction: LaneDirection): boolean {
  const end = scan.context.lane[direction];
  if (end === null) return true;
  return (end.dispenser ?? end.collector ?? end.reader ?? end.long_range_reader) !== null;
}
