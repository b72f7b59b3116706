import type { LaneDirection, RefusalCode } from '../kernel/index.ts';
import { isServed, nearLoop, placeOf, waitingLoop } from './direction.ts';
import { authorise, isFormerPassageClosed } from './passage.ts';
import type { Scan } from './scan.ts';
import { endBefore, endImage, endState, nextPassage, raiseAlarm, refuse, setFault } from './scan.ts';
import type { Phase } from './state.ts';
import { issue_ms, never } from './state.ts';

/** After this a card that should have been drawn back is pulled again. */
const draw_ms = 5000;

/** Buttons, dispensers and height beams of one end. */
export function serveButton(scan: Scan, direction: LaneDirection): void {
  const end = scan.context.lane[direction];
  if (end === null) return;
  watchHeight(scan, direction);
  if (end.dispenser !== null) watchDispenser(scan, direction, end.dispenser);
  const pressed = endBefore(scan, direction).button === false && endImage(scan, direction).button === true;
  if (pressed && end.dispenser !== null) press(scan, direction, end.dispenser);
}

function press(scan: Scan, direction: LaneDirection, dispenser: string): void {
  const { phase } = scan.state;
  const underway = phase.kind === 'issuing' || phase.kind === 'card-at-mouth' || phase.kind === 'asking';
  if (underway && phase.direction === direction) return;
  const code = pressRefusal(scan, direction);
  if (code !== null) {
    refuse(scan, direction, { code });
    return;
  }
  const passage = nextPassage(scan);
  scan.state.phase = { kind: 'issuing', direction, passage, until_at: scan.now + issue_ms };
  scan.outputs.push({ kind: 'issue-card', dispenser });
}

function pressRefusal(scan: Scan, direction: LaneDirection): RefusalCode | null {
  const { state, context, image } = scan;
  const { dispenser, height_beam } = endImage(scan, direction);
  if (waitingLoop(context.lane, image, direction) !== true) return 'no-car-on-loop';
  const closed = closedFor(scan, direction);
  if (closed !== null) return closed;
  if (endState(scan, direction).too_high_at !== never) return 'height-exceeded';
  if (dispenser.jammed === true) return 'dispenser-jammed';
  if (dispenser.empty === true) return 'dispenser-empty';
  if (dispenser.jammed === null || dispenser.empty === null || height_beam === null) return 'module-absent';
  const busy =
    state.phase.kind !== 'idle' || state.keep_open !== null || endState(scan, direction).drawing_back !== null;
  if (busy || !isFormerPassageClosed(scan)) return 'passage-not-closed';
  return null;
}

/** Why a temporary driver is not served this way now. Nobody who leaves is refused for FULL or closed. */
export function closedFor(scan: Scan, direction: LaneDirection): RefusalCode | null {
  const { state, context } = scan;
  const leaves = placeOf(context.lane, direction) === 'exit';
  if (state.fire && !leaves) return 'lane-fire';
  if (state.mode === 'closed-to-all') return 'lane-closed';
  if (state.mode === 'closed' && !leaves) return 'lane-closed';
  if (state.mode === 'full' && !leaves) return 'lane-full';
  if (!isServed(context.lane, state, direction)) return 'wrong-direction';
  if (state.ramp !== 'empty') return 'lane-busy';
  return null;
}

function watchHeight(scan: Scan, direction: LaneDirection): void {
  const state = endState(scan, direction);
  const hold_ms = scan.context.rules.height_beam_hold_s * 1000;
  if (endImage(scan, direction).height_beam === true) state.too_high_at = scan.now;
  else if (scan.now - state.too_high_at >= hold_ms && nearLoop(scan.image, direction) === false)
    state.too_high_at = never;
}

function watchDispenser(scan: Scan, direction: LaneDirection, dispenser: string): void {
  const image = endImage(scan, direction).dispenser;
  const { phase } = scan.state;
  if (image.low !== null) setFault(scan, 'dispenser-low', { on: image.low, subject: dispenser });
  if (image.empty !== null) setFault(scan, 'dispenser-empty', { on: image.empty, subject: dispenser });
  if (image.jammed !== null) setFault(scan, 'dispenser-jammed', { on: image.jammed, subject: dispenser });
  if (phase.kind === 'issuing' && phase.direction === direction) waitForCard(scan, phase, dispenser);
  else if (phase.kind === 'card-at-mouth' && phase.direction === direction) waitForHand(scan, phase, dispenser);
  else watchMouth(scan, direction, dispenser);
}

function waitForCard(scan: Scan, phase: Extract<Phase, { kind: 'issuing' }>, dispenser: string): void {
  const { direction, passage } = phase;
  const { card_at_mouth, card_number } = endImage(scan, direction).dispenser;
  if (card_at_mouth === true && card_number !== null) {
    const card = String(card_number);
    const until_at = scan.now + scan.context.rules.card_not_taken_s * 1000;
    scan.state.phase = { kind: 'card-at-mouth', direction, passage, card, until_at };
    scan.facts.push({ kind: 'card-issued', lane: scan.context.lane.id, passage, card });
    scan.outputs.push({ kind: 'allow-card', card });
    return;
  }
  if (scan.now < phase.until_at) return;
  scan.state.phase = { kind: 'idle' };
  refuse(scan, direction, { code: 'dispenser-jammed' });
  scan.outputs.push({ kind: 'draw-back', dispenser });
}

function waitForHand(scan: Scan, phase: Extract<Phase, { kind: 'card-at-mouth' }>, dispenser: string): void {
  const { direction, passage, card } = phase;
  const atMouth = endImage(scan, direction).dispenser.card_at_mouth;
  const car = waitingLoop(scan.context.lane, scan.image, direction);
  if (atMouth === false && car !== false && !scan.state.fire) {
    const number = { kind: 'card', number: card } as const;
    scan.facts.push({ kind: 'card-taken', lane: scan.context.lane.id, passage, card });
    authorise(scan, { direction, cause: 'card-taken', credential: number, passage });
    return;
  }
  const late = scan.now >= phase.until_at;
  if (late) raiseAlarm(scan, 'card-not-taken', passage);
  if (late || car === false || scan.state.fire)
    drawBack(scan, phase, { dispenser, reason: car === false ? 'backed-out' : 'card-not-taken' });
}

/** Voids what was not taken. A hand may be quicker than the pulse, so the card is stopped until it is issued again. */
function drawBack(
  scan: Scan,
  phase: Extract<Phase, { kind: 'card-at-mouth' }>,
  how: { dispenser: string; reason: 'card-not-taken' | 'backed-out' },
): void {
  const { direction, passage, card } = phase;
  const lane = scan.context.lane.id;
  const credential = { kind: 'card', number: card } as const;
  const gone = endImage(scan, direction).dispenser.card_at_mouth === false;
  if (gone) scan.facts.push({ kind: 'card-taken', lane, passage, card });
  scan.facts.push({ kind: 'passage-voided', lane, direction, passage, reason: how.reason, credential });
  scan.outputs.push({ kind: 'stop-card', card });
  scan.state.phase = { kind: 'idle' };
  if (gone) return;
  scan.facts.push({ kind: 'card-drawn-back', lane, passage, card });
  scan.outputs.push({ kind: 'draw-back', dispenser: how.dispenser });
  const state = endState(scan, direction);
  state.drawing_back = card;
  state.drawing_until_at = scan.now + draw_ms;
}

/** No card may lie at the mouth while nobody is being served: it is drawn back, again until it is gone. */
function watchMouth(scan: Scan, direction: LaneDirection, dispenser: string): void {
  const state = endState(scan, direction);
  const { card_at_mouth, card_number } = endImage(scan, direction).dispenser;
  if (card_at_mouth === false) {
    state.drawing_back = null;
    state.drawing_until_at = never;
    return;
  }
  if (card_at_mouth === null) return;
  if (state.drawing_back !== null && scan.now < state.drawing_until_at) return;
  if (state.drawing_back === null && card_number !== null)
    scan.outputs.push({ kind: 'stop-card', card: String(card_number) });
  state.drawing_back = String(card_number ?? '');
  state.drawing_until_at = scan.now + draw_ms;
  scan.outputs.push({ kind: 'draw-back', dispenser });
}
