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
const never = Number.POSITIVE_INFINITY;

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
  const { fast, slow, probe, live_fast } = survey(state.reads);
  const fastIsDue = fast !== null && fast.due_at <= now;
  if (fastIsDue && state.wrote_last) return startRead(state, fast, now);
  const states = takeStates(state.queue, (device) => mayWrite(state, device, now));
  if (states.length > 0) return startWrite(state, states, now);
  if (probe && probeAt(state, probe.retry_at) <= now) return startRead(state, probe, now);
  const slowIsDue = slow !== null && slow.due_at <= now;
  const roundIsOver = state.fast_since_slow >= live_fast;
  // Its turn comes even where it makes a fast read wait: else a busy line would never read it.
  const slowsTurn = roundIsOver && now - state.last_slow_at >= fastPeriodMs;
  if (slowIsDue && (slowsTurn || fast === null || now + slow.read.exchange_ms <= fast.due_at))
    return startRead(state, slow, now);
  if (fastIsDue) return startRead(state, fast, now);
  const slowAt = slowIsDue ? (roundIsOver ? state.last_slow_at + fastPeriodMs : never) : (slow?.due_at ?? never);
  const until = Math.min(fast?.due_at ?? never, slowAt, probe ? probeAt(state, probe.retry_at) : never, writeAt(state));
  return { kind: 'wait', until: until === never ? null : Math.max(until, now + leastWaitMs) };
}

/** Puts a write into the queue. An act for a line that is down fails now: late it would only surprise. */
export function submitWrite(state: LineState, write: QueuedWrite): readonly LineEvent[] {
  if (write.act && state.link.kind === 'down') return [{ kind: 'write-failed', ids: [write.id], error: 'closed' }];
  enqueue(state.queue, write);
  return [];
}

interface Survey {
  /** The earliest of its kind, due or not. */
  readonly fast: ReadState | null;
  readonly slow: ReadState | null;
  readonly probe: ReadState | null;
  readonly live_fast: number;
}

function survey(reads: readonly ReadState[]): Survey {
  let fast: ReadState | null = null;
  let slow: ReadState | null = null;
  let probe: ReadState | null = null;
  let live_fast = 0;
  for (const each of reads) {
    if (each.retry_at !== null) {
      if (probe === null || each.retry_at < (probe.retry_at ?? never)) probe = each;
    } else if (each.read.poll === 'fast') {
      live_fast += 1;
      if (fast === null || each.due_at < fast.due_at) fast = each;
    } else if (slow === null || each.due_at < slow.due_at) slow = each;
  }
  return { fast, slow, probe, live_fast };
}

function probeAt(state: LineState, retry_at: Elapsed | null): Elapsed {
  return Math.max(retry_at ?? never, state.probe_at);
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
  for (const device of state.unread) {
    if (device.refresh_at === null || device.refresh_at > now) continue;
    device.refresh_at = now + refreshMs(device.device);
    requeueWanted(state.queue, device.device.id);
  }
}

/** When a write may go that waits for its device, or that keeps a watchdog quiet. */
function writeAt(state: LineState): Elapsed {
  let next = never;
  for (const device of state.unread) next = Math.min(next, device.refresh_at ?? never);
  for (const device of state.devices.values()) {
    const { retry_at } = device.writes;
    if (retry_at !== null && !isSilent(device)) next = Math.min(next, probeAt(state, retry_at));
  }
  return next;
}
