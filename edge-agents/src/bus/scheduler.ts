import { exchangeMs, exchangeTimeouts, fastPeriodMs, isBitTable, writeFrames } from '@berth/contract';
import type { Elapsed, Id } from '@berth/domain/kernel';
import type { ReadState } from './health.ts';
import { noteStart } from './health.ts';
import type { LineEvent, LineState, LineStep } from './line-state.ts';
import { isSilent, refreshMs } from './line-state.ts';
import { noteLateness } from './measures.ts';
import type { QueuedWrite } from './write-queue.ts';
import { enqueue, requeueWanted, takeAct, takeStates } from './write-queue.ts';

const connectTimeoutMs = 2000;
/** Sums of fractions of a millisecond may fall short of the moment they meant. */
const leastWaitMs = 0.01;

/**
 * What the line does next. Acts first; then states and due fast reads by turns; then, fairly, slow
 * reads where they end before the next fast one or one in each round, and probes of silent devices
 * in a tenth of the time. Not to be called while a step is under way.
 */
export function nextStep(state: LineState, now: Elapsed): LineStep {
  if (state.flight) throw new Error(`bus ${state.plan.bus}: a step while one is under way`);
  if (state.link.kind === 'down') {
    if (now < state.link.try_at) return { kind: 'wait', until: state.link.try_at };
    return { kind: 'connect', timeout_ms: connectTimeoutMs };
  }
  const act = takeAct(state.queue);
  if (act) return startWrite(state, [act], now);
  refreshUnread(state, now);
  const fast = earliest(
    state.reads,
    (each) => each.read.poll === 'fast' && each.retry_at === null && each.due_at <= now,
  );
  if (fast && state.wrote_last) return startRead(state, fast, now);
  const states = takeStates(state.queue, (device) => mayWrite(state, device, now));
  if (states.length > 0) return startWrite(state, states, now);
  const probe = now < state.probe_at ? null : earliestProbe(state.reads, now);
  if (probe) return startRead(state, probe, now);
  const slow = earliest(
    state.reads,
    (each) => each.read.poll === 'slow' && each.retry_at === null && each.due_at <= now,
  );
  if (slow && isSlowsTurn(state, slow, now)) return startRead(state, slow, now);
  if (fast) return startRead(state, fast, now);
  return { kind: 'wait', until: nextDue(state, now, slow !== null) };
}

/** Puts a write into the queue. An act for a line that is down fails now: late it would only surprise. */
export function submitWrite(state: LineState, write: QueuedWrite): readonly LineEvent[] {
  if (write.act && state.link.kind === 'down') return [{ kind: 'write-failed', ids: [write.id], error: 'closed' }];
  enqueue(state.queue, write);
  return [];
}

function isSlowsTurn(state: LineState, slow: ReadState, now: Elapsed): boolean {
  const nextFast = earliest(state.reads, (each) => each.read.poll === 'fast' && each.retry_at === null);
  if (nextFast === null || now + slow.read.exchange_ms <= nextFast.due_at) return true;
  // Its turn comes even where it makes a fast read wait: else a busy line would never read it.
  return now - state.last_slow_at >= fastPeriodMs && state.fast_since_slow >= liveFast(state);
}

function earliest(reads: readonly ReadState[], wanted: (each: ReadState) => boolean): ReadState | null {
  let found: ReadState | null = null;
  for (const each of reads) if (wanted(each) && (found === null || each.due_at < found.due_at)) found = each;
  return found;
}

function earliestProbe(reads: readonly ReadState[], now: Elapsed): ReadState | null {
  let found: ReadState | null = null;
  for (const each of reads) {
    if (each.retry_at === null || each.retry_at > now) continue;
    if (found === null || each.retry_at < (found.retry_at ?? now)) found = each;
  }
  return found;
}

function startRead(state: LineState, each: ReadState, now: Elapsed): LineStep {
  const { read } = each;
  const probe = each.retry_at !== null;
  const late = noteStart(each, now);
  if (!probe) {
    if (read.poll === 'fast') {
      noteLateness(state.measures, late);
      state.fast_since_slow += 1;
    } else {
      state.last_slow_at = now;
      state.fast_since_slow = 0;
    }
  }
  state.measures.polls += 1;
  state.wrote_last = false;
  state.flight = { kind: 'read', state: each, started_at: now, probe };
  const { unit, table, first, count } = read;
  return {
    kind: 'transfer',
    request: { kind: 'read', unit, table, first, count },
    // Now and then a probe waits its full time: the device may only have become slow.
    timeout_ms: probe && each.streak % 4 !== 0 ? read.probe_timeout_ms : read.timeout_ms,
  };
}

function startWrite(state: LineState, writes: readonly QueuedWrite[], now: Elapsed): LineStep {
  const [first] = writes;
  if (!first) throw new Error('nothing to write');
  const device = state.devices.get(first.device);
  const frames = writeFrames(isBitTable(first.table), writes.length);
  const turnaround = device?.device.profile.modbus.turnaround_ms ?? 0;
  const timeouts = exchangeTimeouts(state.plan.timing, exchangeMs(state.plan.timing, frames, turnaround));
  const probe = (device?.writes.retry_at ?? null) !== null;
  state.measures.writes += 1;
  state.wrote_last = true;
  state.flight = { kind: 'write', writes, started_at: now, probe };
  const { unit, table, address } = first;
  return {
    kind: 'transfer',
    request: { kind: 'write', unit, table, first: address, values: writes.map((write) => write.value) },
    timeout_ms: probe ? timeouts.probe_timeout_ms : timeouts.timeout_ms,
  };
}

function mayWrite(state: LineState, id: Id, now: Elapsed): boolean {
  const device = state.devices.get(id);
  if (!device || isSilent(device)) return false;
  const { retry_at } = device.writes;
  return retry_at === null || (retry_at <= now && state.probe_at <= now);
}

function refreshUnread(state: LineState, now: Elapsed): void {
  for (const device of state.devices.values()) {
    if (device.refresh_at === null || device.refresh_at > now) continue;
    device.refresh_at = now + refreshMs(device.device);
    requeueWanted(state.queue, device.device.id);
  }
}

/** When there may be something to do again; null when only a new write can bring it. */
function nextDue(state: LineState, now: Elapsed, slowWaits: boolean): Elapsed | null {
  let next = Number.POSITIVE_INFINITY;
  for (const each of state.reads) {
    if (each.retry_at !== null) next = Math.min(next, Math.max(each.retry_at, state.probe_at));
    else if (each.due_at > now) next = Math.min(next, each.due_at);
  }
  if (slowWaits && state.fast_since_slow >= liveFast(state)) next = Math.min(next, state.last_slow_at + fastPeriodMs);
  for (const device of state.devices.values()) {
    if (device.refresh_at !== null) next = Math.min(next, device.refresh_at);
    const { retry_at } = device.writes;
    if (retry_at !== null && !isSilent(device)) next = Math.min(next, Math.max(retry_at, state.probe_at));
  }
  return next === Number.POSITIVE_INFINITY ? null : Math.max(next, now + leastWaitMs);
}

function liveFast(state: LineState): number {
  return state.reads.filter((each) => each.read.poll === 'fast' && each.retry_at === null).length;
}
