import type { Credential, LaneDirection, PassageCause } from '../kernel/index.ts';
import { collectorCredential, giveBack, keepCard } from './collector.ts';
import { placeOf, waitingLoop } from './direction.ts';
import { authorise } from './passage.ts';
import type { Scan } from './scan.ts';
import { refuse } from './scan.ts';
import type { CredentialSource, Phase } from './state.ts';
import type { Decision } from './types.ts';

interface Offer {
  readonly direction: LaneDirection;
  readonly credential: Credential;
  readonly source: CredentialSource;
}
type Asking = Extract<Phase, { kind: 'asking' }>;

/** Asks the controller if it can be asked; else the lane decides by what it holds. */
export function decide(scan: Scan, offer: Offer): void {
  const { state, context } = scan;
  if (!state.link_up) {
    decideAlone(scan, offer);
    return;
  }
  state.questions += 1;
  const question = state.questions;
  const deadline_ms = context.rules.question_deadline_ms;
  const { direction, credential } = offer;
  state.phase = { kind: 'asking', ...offer, question, until_at: scan.now + deadline_ms };
  scan.outputs.push({ kind: 'ask', question, direction, credential, deadline_ms });
}

/** An answer in time decides; a late one, or one to another question, changes nothing. */
export function hear(scan: Scan, question: number, decision: Decision): void {
  const { phase } = scan.state;
  if (phase.kind !== 'asking' || phase.question !== question || scan.now >= phase.until_at) return;
  scan.state.phase = { kind: 'idle' };
  if (decision.kind === 'let-pass') letPass(scan, phase, 'card-accepted');
  else turnDown(scan, phase, decision.code);
}

/** Past the deadline, or when the link is lost meanwhile, the lane decides alone. */
export function watchQuestion(scan: Scan): void {
  const { phase, link_up } = scan.state;
  if (phase.kind !== 'asking') return;
  if (waitingLoop(scan.context.lane, scan.image, phase.direction) === false && phase.source !== 'tag') {
    scan.state.phase = { kind: 'idle' };
    if (phase.source === 'collector') giveBack(scan, phase.direction);
    return;
  }
  if (link_up && scan.now < phase.until_at) return;
  scan.state.phase = { kind: 'idle' };
  decideAlone(scan, phase);
}

/**
 * A plain card was given out by one of our dispensers, so it may go on and out unless it was stopped. It is no
 * right to come in: the right to do that comes out of the dispenser.
 */
function decideAlone(scan: Scan, offer: Offer): void {
  const { number } = offer.credential;
  if (placeOf(scan.context.lane, offer.direction) === 'entry') turnDown(scan, offer, 'card-unknown');
  else if (scan.context.stopped.has(number)) turnDown(scan, offer, 'card-stopped');
  else letPass(scan, offer, 'card-accepted');
}

/** Also for an operator who opens for the card that is being asked about. */
export function letPass(scan: Scan, offer: Offer | Asking, cause: PassageCause): void {
  const { direction, credential } = offer;
  const passage = authorise(scan, { direction, cause, credential });
  if (offer.source === 'collector') keepCard(scan, direction, { passage, card: credential.number });
}

function turnDown(scan: Scan, offer: Offer, code: string): void {
  const { direction, credential } = offer;
  const { waiting } = scan.state;
  if (waiting !== null && waiting.direction === direction) scan.state.waiting = { ...waiting, credential };
  refuse(scan, direction, { code, credential });
  if (offer.source === 'collector') giveBack(scan, direction);
}

/**
 * Lets a car pass for which nothing was decided. A card that lies in the collector is its card, else the one
 * that was last turned down is what is known of it.
 */
export function openFor(scan: Scan, direction: LaneDirection, cause: PassageCause): void {
  const held = collectorCredential(scan, direction);
  if (held !== null) {
    letPass(scan, { direction, credential: held, source: 'collector' }, cause);
    return;
  }
  const { waiting } = scan.state;
  const credential = waiting?.direction === direction ? waiting.credential : null;
  authorise(scan, { direction, cause, credential });
}

/** A driver whom a person or the limit let out without a card, and who puts it in before driving on. */
export function attachCard(scan: Scan, direction: LaneDirection, credential: Credential): boolean {
  const { phase } = scan.state;
  if (phase.kind !== 'authorised' || phase.direction !== direction || phase.passed) return false;
  if (waitingLoop(scan.context.lane, scan.image, direction) === false) return false;
  if (phase.credential !== null || scan.context.stopped.has(credential.number)) return false;
  scan.state.phase = { ...phase, credential };
  keepCard(scan, direction, { passage: phase.passage, card: credential.number });
  return true;
}
