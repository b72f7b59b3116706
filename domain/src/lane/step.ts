import type { Elapsed, Observation } from '../kernel/index.ts';
import { readBarrier, watchOpenTime } from './barrier.ts';
import { watchCollector } from './collector.ts';
import { obeyInputs, watchKeepOpen } from './command.ts';
import { copyState } from './copy.ts';
import { forgetReads, serveCredentials } from './credentials.ts';
import { bothDirections } from './direction.ts';
import { serveButton } from './dispenser.ts';
import { showDrivers } from './display.ts';
import { watchExit } from './exit.ts';
import { obeyFire } from './fire.ts';
import { copyImage, sameImage } from './image.ts';
import { followCars } from './passage.ts';
import { watchQuestion } from './question.ts';
import { takeTurns } from './ramp.ts';
import { moveArm, watchSilence } from './safety.ts';
import type { Scan } from './scan.ts';
import { silenceAlarm } from './scan.ts';
import type { LaneState } from './state.ts';
import type { LaneContext, LaneOutput, LaneScan } from './types.ts';

export interface LaneStep {
  readonly state: LaneState;
  readonly outputs: readonly LaneOutput[];
  readonly facts: readonly Observation[];
}

const nothing: readonly never[] = [];

/** Without a change of its image a lane is looked at whole this often, which bounds how late a time limit is kept. */
const look_ms = 100;

/** One scan. Total: it refuses by codes and never throws on what the devices or messages say. */
export function stepLane(context: LaneContext, state: LaneState, lane: LaneScan): LaneStep {
  const quiet = state.seen !== null && lane.inputs.length === 0 && lane.now < state.wake_at;
  if (quiet && state.seen !== null && sameImage(state.seen, lane.image)) {
    return { state, outputs: nothing, facts: nothing };
  }
  const scan: Scan = {
    context,
    image: lane.image,
    before: state.seen ?? lane.image,
    inputs: lane.inputs,
    now: lane.now,
    state: copyState(state),
    outputs: [],
    facts: [],
    lowerAsked: false,
  };
  look(scan);
  scan.state.seen = state.seen !== null && sameImage(state.seen, lane.image) ? state.seen : copyImage(lane.image);
  scan.state.wake_at = wakeAt(scan.state, lane.now);
  return { state: scan.state, outputs: scan.outputs, facts: scan.facts };
}

/** The order is part of the rules: fire first, then what is, then what is asked, then the arm. */
function look(scan: Scan): void {
  obeyFire(scan);
  watchSilence(scan);
  readBarrier(scan);
  followCars(scan);
  forgetReads(scan);
  watchKeepOpen(scan);
  obeyInputs(scan);
  watchQuestion(scan);
  for (const direction of bothDirections) {
    watchCollector(scan, direction);
    serveButton(scan, direction);
  }
  takeTurns(scan);
  for (const direction of bothDirections) serveCredentials(scan, direction);
  watchExit(scan);
  watchOpenTime(scan);
  if (scan.now >= scan.state.alarm_until_at) silenceAlarm(scan);
  moveArm(scan);
  showDrivers(scan);
}

function wakeAt(state: LaneState, now: Elapsed): Elapsed {
  const asked_until_at = state.phase.kind === 'asking' ? state.phase.until_at : now + look_ms;
  return Math.min(now + look_ms, asked_until_at);
}
