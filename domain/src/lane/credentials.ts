import type { Credential, LaneDirection } from '../kernel/index.ts';
import { collectorCredential, giveBack } from './collector.ts';
import { behindLoop, placeOf, waitingLoop } from './direction.ts';
import { closedFor } from './dispenser.ts';
import { isFormerPassageClosed } from './passage.ts';
import { attachCard, decide } from './question.ts';
import type { Scan } from './scan.ts';
import { endBefore, endImage, notice, refuse } from './scan.ts';
import type { CredentialSource, HeldRead } from './state.ts';

/** Cards in the collector, cards shown to the reader, tags read from afar. */
export function serveCredentials(scan: Scan, direction: LaneDirection): void {
  const end = scan.context.lane[direction];
  if (end === null) return;
  if (end.reader !== null) listen(scan, direction, 'reader');
  if (end.long_range_reader !== null) listen(scan, direction, 'tag');
  if (end.collector !== null && offerCollected(scan, direction)) return;
  offerRead(scan, direction);
}

/** A tag opens nothing by itself: what was read is held, and used when a car stands where it belongs. */
function listen(scan: Scan, direction: LaneDirection, source: 'reader' | 'tag'): void {
  const { state, now, context } = scan;
  const name = source === 'reader' ? 'reader' : 'long_range_reader';
  const image = endImage(scan, direction)[name];
  const before = endBefore(scan, direction)[name];
  if (image.read_count === null || image.card_number === null) return;
  if (before.read_count === null || before.read_count === image.read_count) return;
  const number = String(image.card_number);
  if (source === 'tag' && state.deaf.some((tag) => tag.number === number)) return;
  const read: HeldRead = { number, source, direction, until_at: now + context.rules.tag_held_s * 1000 };
  const others = state.reads.filter((held) => !isReplacedBy(held, read));
  state.reads = [...others, read];
}

function isReplacedBy(held: HeldRead, read: HeldRead): boolean {
  if (held.direction !== read.direction || held.source !== read.source) return false;
  return read.source === 'reader' || held.number === read.number;
}

/** Forgets reads that nobody used in time, and hears deaf tags again. */
export function forgetReads(scan: Scan): void {
  const { state, now } = scan;
  if (state.reads.some((read) => now >= read.until_at)) state.reads = state.reads.filter((read) => now < read.until_at);
  if (state.deaf.some((tag) => now >= tag.until_at)) state.deaf = state.deaf.filter((tag) => now < tag.until_at);
}

/** True when a card in the collector is being dealt with. */
function offerCollected(scan: Scan, direction: LaneDirection): boolean {
  const card = collectorCredential(scan, direction);
  if (card === null) return false;
  const { phase } = scan.state;
  if (phase.kind === 'asking' && phase.source === 'collector') return true;
  if (attachCard(scan, direction, card)) return true;
  const code = refusalNow(scan, direction, 'collector');
  if (code === 'wait') return true;
  if (code === null) decide(scan, { direction, credential: card, source: 'collector' });
  else {
    refuse(scan, direction, { code, credential: card });
    giveBack(scan, direction);
  }
  return true;
}

/** Why a credential cannot be used here now; 'wait' while the car before is not done with. */
function refusalNow(scan: Scan, direction: LaneDirection, source: CredentialSource): string | null {
  const { state, context } = scan;
  if (!isCarThere(scan, direction, source)) return 'no-car-on-loop';
  if (state.fire && placeOf(context.lane, direction) === 'exit') return 'lane-fire';
  const closed = closedFor(scan, direction);
  if (closed !== null) return closed;
  if (state.keep_open !== null) return 'lane-busy';
  if (state.phase.kind !== 'idle' || !isFormerPassageClosed(scan)) return 'wait';
  return null;
}

/** Nobody is locked in by a dead loop: at an exit, a loop that is silent counts as a car. */
function isCarThere(scan: Scan, direction: LaneDirection, source: CredentialSource): boolean {
  const { lane } = scan.context;
  const there = waitingLoop(lane, scan.image, direction);
  if (there === true) return true;
  if (there === null && placeOf(lane, direction) === 'exit') return true;
  return source === 'tag' && behindLoop(lane, scan.image, direction) === true;
}

function offerRead(scan: Scan, direction: LaneDirection): void {
  const { state } = scan;
  const shown = state.reads.find((read) => read.direction === direction && read.source === 'reader');
  const tags = state.reads.filter((read) => read.direction === direction && read.source === 'tag');
  const read = shown ?? tags[0];
  if (read === undefined || state.phase.kind !== 'idle') return;
  const code = refusalNow(scan, direction, read.source);
  if (code === 'wait' || code === 'no-car-on-loop') return;
  if (shown === undefined && tags.length > 1) {
    notice(scan, direction, 'show-one-card');
    return;
  }
  const credential: Credential = { kind: 'card', number: read.number };
  spend(scan, read);
  if (code === null) decide(scan, { direction, credential, source: read.source });
  else refuse(scan, direction, { code, credential });
}

/** One read, one passage; the same tag is then deaf in this lane for a while. */
function spend(scan: Scan, read: HeldRead): void {
  const { state, now, context } = scan;
  state.reads = state.reads.filter((held) => held.direction !== read.direction);
  if (read.source !== 'tag') return;
  state.deaf = [...state.deaf, { number: read.number, until_at: now + context.rules.tag_deaf_s * 1000 }];
}
