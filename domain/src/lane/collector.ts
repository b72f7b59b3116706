import type { Credential, LaneDirection, PassageId } from '../kernel/index.ts';
import { placeOf } from './direction.ts';
import type { Scan } from './scan.ts';
import { endImage, endState, setFault } from './scan.ts';
import { never } from './state.ts';

/** A card still held this long after it was sent to bin or driver is stuck. */
const moved_ms = 5000;

export function watchCollector(scan: Scan, direction: LaneDirection): void {
  const collector = scan.context.lane[direction]?.collector ?? null;
  if (collector === null) return;
  const state = endState(scan, direction);
  const image = endImage(scan, direction).collector;
  if (state.collector !== 'ready' && image.card_held === false) finish(scan, direction);
  if (state.collector !== 'ready' && scan.now >= state.collector_until_at) tryAgain(scan, direction, collector);
  const stuck = state.collector_tries > 1;
  if (image.bin_full !== null) setFault(scan, 'collector-full', { on: image.bin_full, subject: collector });
  if (image.jammed !== null) setFault(scan, 'collector-jammed', { on: image.jammed || stuck, subject: collector });
}

function finish(scan: Scan, direction: LaneDirection): void {
  const state = endState(scan, direction);
  if (state.collector === 'keeping' && state.collector_passage !== null) {
    const passage = state.collector_passage;
    scan.facts.push({ kind: 'card-kept', lane: scan.context.lane.id, passage, card: state.collector_card });
  }
  state.collector = 'ready';
  state.collector_passage = null;
  state.collector_until_at = never;
  state.collector_tries = 0;
}

/** A full bin takes no card: it goes back to the driver instead, and stays out. */
function tryAgain(scan: Scan, direction: LaneDirection, collector: string): void {
  const state = endState(scan, direction);
  if (endImage(scan, direction).collector.bin_full === true) state.collector = 'giving-back';
  state.collector_tries += 1;
  state.collector_until_at = scan.now + moved_ms;
  scan.outputs.push({ kind: state.collector === 'keeping' ? 'keep-card' : 'give-back', collector });
}

/** The card that lies in the collector and waits for a decision. */
export function collectorCredential(scan: Scan, direction: LaneDirection): Credential | null {
  const image = endImage(scan, direction).collector;
  if (image.card_held !== true || image.card_number === null) return null;
  if (endState(scan, direction).collector !== 'ready') return null;
  return { kind: 'card', number: String(image.card_number) };
}

/** At an exit the bin takes the card of a passage that was authorised, unless it is full; elsewhere cards go back. */
export function keepCard(scan: Scan, direction: LaneDirection, kept: { passage: PassageId; card: string }): void {
  const collector = scan.context.lane[direction]?.collector ?? null;
  if (collector === null) return;
  const state = endState(scan, direction);
  if (placeOf(scan.context.lane, direction) !== 'exit' || endImage(scan, direction).collector.bin_full !== false) {
    giveBack(scan, direction);
    return;
  }
  state.collector = 'keeping';
  state.collector_card = kept.card;
  state.collector_passage = kept.passage;
  state.collector_tries = 1;
  state.collector_until_at = scan.now + moved_ms;
  scan.outputs.push({ kind: 'keep-card', collector });
}

export function giveBack(scan: Scan, direction: LaneDirection): void {
  const collector = scan.context.lane[direction]?.collector ?? null;
  if (collector === null) return;
  const state = endState(scan, direction);
  state.collector = 'giving-back';
  state.collector_until_at = scan.now + moved_ms;
  state.collector_tries = 1;
  scan.outputs.push({ kind: 'give-back', collector });
}
