import type { Elapsed } from '@berth/domain/kernel';
import type { JournalBatch, JournalPlace } from '../journal/journal.ts';

/**
 * Which part of the journal is on its way. Older boots go first and are acknowledged to their end;
 * then the whole state goes, then this boot. What is not acknowledged in time is sent again from the
 * last acknowledged record on: the controller takes only what follows on.
 */
export interface Outbox {
  readonly boot: string;
  /** Everything of the boot being sent up to here is acknowledged. */
  acked: JournalPlace;
  sent: number;
  /** The last sequence of each message that is not acknowledged. */
  flying: number[];
  /** The place after which the journal was asked for more. */
  asked: JournalPlace | null;
  /** All of an older boot was sent; the next boot waits for its last acknowledgement. */
  boot_sent: boolean;
  /** The journal had nothing where it should have: ask it again then. */
  hold_until: Elapsed;
  /** Newest record of this boot. */
  last: number;
  /** When the oldest record that was not sent came; null: none waits. */
  waiting_since: Elapsed | null;
  progress_at: Elapsed;
  patience_ms: number;
  /**
   * The whole state goes first, alone, until an acknowledgement of this boot shows that it was heard: an
   * engine that is on the broker again may not listen yet.
   */
  state: 'heard' | { readonly tries: number; readonly again_at: Elapsed };
}

const batchMs = 10;
const batchRecords = 100;
const window = 16;
const firstPatienceMs = 1000;
const stateDue = { tries: 0, again_at: Number.NEGATIVE_INFINITY } as const;
const mostStateTries = 4;
const holdMs = 200;
const longestPatienceMs = 8000;

export type OutboxStep =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'read'; readonly after: JournalPlace; readonly most: number }
  | { readonly kind: 'state' };

export function openOutbox(boot: string, oldest: JournalPlace): Outbox {
  return {
    boot,
    acked: oldest,
    sent: oldest.sequence,
    flying: [],
    asked: null,
    boot_sent: false,
    hold_until: 0,
    last: 0,
    waiting_since: null,
    progress_at: 0,
    patience_ms: firstPatienceMs,
    state: stateDue,
  };
}

/** A new connection or a new engine: the whole state again, and everything not acknowledged. */
export function beginAgain(outbox: Outbox, elapsed: Elapsed): void {
  outbox.state = stateDue;
  outbox.patience_ms = firstPatienceMs;
  goBack(outbox, elapsed);
}

function goBack(outbox: Outbox, elapsed: Elapsed): void {
  outbox.sent = outbox.acked.sequence;
  outbox.flying = [];
  outbox.boot_sent = false;
  outbox.progress_at = elapsed;
}

export function noteAppended(outbox: Outbox, last: number, elapsed: Elapsed): void {
  outbox.last = last;
  outbox.waiting_since ??= elapsed;
}

/** False when it acknowledges what was never written. */
export function noteAck(outbox: Outbox, { boot, sequence }: JournalPlace, elapsed: Elapsed): boolean {
  if (boot === outbox.boot && sequence > outbox.last) return false;
  if (boot === outbox.boot && outbox.state !== 'heard' && outbox.state.tries > 0) outbox.state = 'heard';
  if (boot !== outbox.acked.boot || sequence <= outbox.acked.sequence) return true;
  outbox.acked = { boot, sequence };
  outbox.sent = Math.max(outbox.sent, sequence);
  outbox.flying = outbox.flying.filter((last) => last > sequence);
  outbox.progress_at = elapsed;
  outbox.patience_ms = firstPatienceMs;
  return true;
}

/** What to do next while the engine is there. */
export function nextStep(outbox: Outbox, elapsed: Elapsed): OutboxStep {
  if (outbox.flying.length > 0 && elapsed - outbox.progress_at >= outbox.patience_ms) {
    goBack(outbox, elapsed);
    outbox.patience_ms = Math.min(longestPatienceMs, outbox.patience_ms * 2);
  }
  if (outbox.asked || outbox.flying.length >= window) return { kind: 'nothing' };
  if (elapsed < outbox.hold_until || (outbox.boot_sent && outbox.flying.length > 0)) return { kind: 'nothing' };
  const own = outbox.acked.boot === outbox.boot;
  if (own && outbox.state !== 'heard') return tryState(outbox, outbox.state, elapsed);
  const waiting = own ? outbox.last - outbox.sent : batchRecords;
  if (waiting <= 0) return { kind: 'nothing' };
  const age = elapsed - (outbox.waiting_since ?? 0);
  // Nothing is on its way: waiting would only make it later. Else what comes meanwhile shares a message.
  const gathers = outbox.flying.length > 0;
  if (gathers && waiting < batchRecords && age < batchMs) return { kind: 'nothing' };
  outbox.asked = { boot: outbox.acked.boot, sequence: outbox.sent };
  return { kind: 'read', after: outbox.asked, most: batchRecords };
}

function tryState(
  outbox: Outbox,
  { tries, again_at }: Exclude<Outbox['state'], 'heard'>,
  elapsed: Elapsed,
): OutboxStep {
  if (elapsed < again_at) return { kind: 'nothing' };
  if (tries === mostStateTries) {
    outbox.state = 'heard';
    return nextStep(outbox, elapsed);
  }
  outbox.state = { tries: tries + 1, again_at: elapsed + firstPatienceMs * 2 ** tries };
  return { kind: 'state' };
}

/** What the journal had after the place that was asked for. True when it is to be sent now. */
export function noteRead(outbox: Outbox, batch: JournalBatch | null, elapsed: Elapsed): boolean {
  const { asked } = outbox;
  outbox.asked = null;
  // We went back, or on, since it was asked for.
  if (asked?.boot !== outbox.acked.boot || asked.sequence !== outbox.sent) return false;
  const boot = batch?.boot ?? outbox.boot;
  const first = batch?.records[0]?.sequence;
  const last = batch?.records.at(-1)?.sequence;
  const idle = outbox.flying.length === 0;
  if (boot !== outbox.acked.boot) {
    if (idle) startBoot(outbox, boot, first ?? 1);
    else outbox.boot_sent = true;
    return false;
  }
  if (first === undefined || last === undefined) {
    outbox.hold_until = elapsed + holdMs;
    return false;
  }
  if (first !== outbox.sent + 1) {
    // What stood between is gone for good: a whole file was lost.
    if (!idle || first <= outbox.sent) return false;
    startBoot(outbox, boot, first);
  }
  if (idle) outbox.progress_at = elapsed;
  outbox.flying.push(last);
  outbox.sent = last;
  outbox.waiting_since = last < outbox.last ? elapsed : null;
  return true;
}

function startBoot(outbox: Outbox, boot: string, first: number): void {
  outbox.acked = { boot, sequence: first - 1 };
  outbox.sent = first - 1;
  outbox.boot_sent = false;
}

/** When `nextStep` is to be asked again at the latest; null: only an input changes anything. */
export function outboxDeadline(outbox: Outbox): Elapsed | null {
  const deadlines: Elapsed[] = [];
  if (outbox.flying.length > 0) deadlines.push(outbox.progress_at + outbox.patience_ms);
  if (outbox.state !== 'heard' && outbox.acked.boot === outbox.boot) deadlines.push(outbox.state.again_at);
  else if (!outbox.asked && outbox.flying.length < window && !outbox.boot_sent && outbox.last > outbox.sent) {
    deadlines.push(Math.max(outbox.hold_until, (outbox.waiting_since ?? 0) + batchMs));
  }
  return deadlines.length > 0 ? Math.min(...deadlines) : null;
}
