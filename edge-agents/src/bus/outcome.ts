import type { Elapsed, FaultCode } from '@berth/domain/kernel';
import type { ReadState } from './health.ts';
import { failuresToFault, noteFailure, noteSuccess } from './health.ts';
import type { DeviceState, Flight, LineEvent, LineState } from './line-state.ts';
import { isSilent } from './line-state.ts';
import type { BusAnswer, BusError } from './port.ts';
import { putBack, requeueWanted } from './write-queue.ts';

/** Probes get a tenth of the line: after one that timed out, nine times its length without. */
const probeRest = 9;
const downToFaultMs = 2000;
/** A peer that takes us in and hangs up at once must not make us spin. */
const reopenMs = 50;
const firstReconnectMs = 100;
const longestReconnectMs = 2000;

/** What became of a connect. */
export function noteConnect(state: LineState, connected: boolean, now: Elapsed): readonly LineEvent[] {
  if (state.link.kind === 'up') return [];
  const events: LineEvent[] = [];
  if (connected) {
    state.link = { kind: 'up' };
    state.probe_at = now;
    for (const each of state.reads) {
      each.due_at = now;
      each.retry_at = null;
    }
    for (const device of state.devices.values()) {
      noteSuccess(device.writes);
      tellFaults(device, events);
    }
    requeueWanted(state.queue, null);
    return events;
  }
  const { since, tries } = state.link;
  const pause = Math.min(longestReconnectMs, firstReconnectMs * 2 ** Math.min(10, tries));
  state.link = { kind: 'down', since, try_at: now + pause, tries: tries + 1 };
  if (now - since >= downToFaultMs) silenceAll(state, events);
  return events;
}

function silenceAll(state: LineState, events: LineEvent[]): void {
  for (const device of state.devices.values()) {
    for (const health of [...device.reads, device.writes]) health.fault = 'device-silent';
    tellFaults(device, events);
  }
}

/** What became of the step under way. */
export function noteAnswer(state: LineState, answer: BusAnswer, now: Elapsed): readonly LineEvent[] {
  const { flight } = state;
  if (!flight) throw new Error(`bus ${state.plan.bus}: an answer to no question`);
  state.flight = null;
  if (!answer.ok) state.measures.errors[answer.error] += 1;
  if (!answer.ok && answer.error === 'closed') return noteClosed(state, flight, now);
  if (flight.probe) {
    const timedOut = !answer.ok && answer.error === 'timeout';
    state.probe_at = timedOut ? now + probeRest * (now - flight.started_at) : now;
  }
  const answered = { answer, now };
  return flight.kind === 'read' ? noteRead(state, flight.state, answered) : noteWrite(state, flight, answered);
}

interface Answered {
  readonly answer: BusAnswer;
  readonly now: Elapsed;
}

/** The line itself is gone: nobody's fault yet, and no act may wait for a line that comes back later. */
function noteClosed(state: LineState, flight: Flight, now: Elapsed): readonly LineEvent[] {
  state.link = { kind: 'down', since: now, try_at: now + reopenMs, tries: 0 };
  const lost = [...state.queue.acts.splice(0)];
  if (flight.kind === 'write') {
    for (const write of flight.writes) {
      if (write.act) lost.unshift(write);
      else putBack(state.queue, write);
    }
  }
  return lost.length === 0 ? [] : [{ kind: 'write-failed', ids: lost.map((write) => write.id), error: 'closed' }];
}

function noteRead(state: LineState, each: ReadState, { answer, now }: Answered): readonly LineEvent[] {
  const device = state.devices.get(each.device);
  if (!device) return [];
  const events: LineEvent[] = [];
  if (!answer.ok) {
    noteFailure(each, answer.error, now);
    tellFaults(device, events, answer.detail);
    return events;
  }
  const wasSilent = isSilent(device);
  noteSuccess(each);
  if (wasSilent) {
    for (const sibling of device.reads) if (sibling.retry_at !== null) sibling.retry_at = now;
    requeueWanted(state.queue, device.device.id);
  }
  tellFaults(device, events);
  events.push({ kind: 'answered', read: each.read, values: answer.values });
  return events;
}

function noteWrite(
  state: LineState,
  flight: Extract<Flight, { kind: 'write' }>,
  { answer, now }: Answered,
): readonly LineEvent[] {
  const device = state.devices.get(flight.writes[0]?.device ?? '');
  if (!device) return [];
  const ids = flight.writes.map((write) => write.id);
  const events: LineEvent[] = [];
  if (answer.ok) {
    noteSuccess(device.writes);
    tellFaults(device, events);
    return [...events, { kind: 'written', ids, started_at: flight.started_at }];
  }
  noteFailure(device.writes, answer.error, now);
  tellFaults(device, events, answer.detail);
  return [...events, ...failedWrites(state, flight, answer.error)];
}

function failedWrites(
  state: LineState,
  flight: Extract<Flight, { kind: 'write' }>,
  error: BusError,
): readonly LineEvent[] {
  const given: number[] = [];
  for (const write of flight.writes) {
    const tries = write.tries + 1;
    if (write.act) given.push(write.id);
    else if (error === 'timeout') {
      // It waits until its device is back; whoever asked hears once that it takes longer.
      putBack(state.queue, write);
      if (tries === failuresToFault) given.push(write.id);
    } else if (tries < failuresToFault) putBack(state.queue, write);
    else given.push(write.id);
  }
  return given.length === 0 ? [] : [{ kind: 'write-failed', ids: given, error }];
}

function tellFaults(device: DeviceState, events: LineEvent[], detail?: string): void {
  const now = new Set<FaultCode>();
  for (const health of [...device.reads, device.writes]) if (health.fault) now.add(health.fault);
  for (const code of device.faults) {
    if (now.has(code)) continue;
    device.faults.delete(code);
    events.push({ kind: 'fault-cleared', device: device.device.id, code });
  }
  for (const code of now) {
    if (device.faults.has(code)) continue;
    device.faults.add(code);
    events.push({ kind: 'fault-raised', device: device.device.id, code, ...(detail === undefined ? {} : { detail }) });
  }
}
