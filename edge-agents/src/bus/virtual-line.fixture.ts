import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModbusBus, ModbusProfile, PlanDevice } from '@berth/contract';
import { exchangeMs, isBitTable, modbusProfileSchema, planPolls, readFrames, writeFrames } from '@berth/contract';
import { parse } from 'yaml';
import type { LineEvent, LineState } from './line-state.ts';
import { createLine } from './line-state.ts';
import { noteAnswer, noteConnect } from './outcome.ts';
import type { BusAnswer, BusRequest } from './port.ts';
import { nextStep, submitWrite } from './scheduler.ts';

/** A profile of config/devices, for tests. */
export function profile(name: string): ModbusProfile {
  const file = join(import.meta.dirname, `../../../config/devices/${name}.yaml`);
  return modbusProfileSchema.parse(parse(readFileSync(file, 'utf8')));
}

export const tcp: ModbusBus = { kind: 'modbus-tcp', id: 'bus-1', host: '127.0.0.1', port: 502, line_baud: null };
export const serial: ModbusBus = { kind: 'modbus-rtu', id: 'bus-2', path: '/dev/ttyS0', baud: 9600, parity: 'none' };

export const sensors = (count: number): PlanDevice[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `us-${at + 1}`,
    unit: at + 1,
    profile: profile('bay-sensor-single'),
  }));

export interface Sent {
  readonly at: number;
  readonly request: BusRequest;
}

/** A line in virtual time: units answer after their time on the wire, or, when dead, the timeout passes. */
export function virtualLine(bus: ModbusBus, devices: readonly PlanDevice[]) {
  const line: LineState = createLine(planPolls(bus, devices), 0);
  const dead = new Set<number>();
  const sent: Sent[] = [];
  const events: (LineEvent & { at: number })[] = [];
  const answers = new Map<number, BusAnswer>();
  let now = 0;
  let up = true;
  const note = (more: readonly LineEvent[]) => events.push(...more.map((event) => ({ ...event, at: now })));

  function exchange(request: BusRequest, timeout_ms: number): { answer: BusAnswer; ms: number } {
    if (!up) return { answer: { ok: false, error: 'closed' }, ms: 0 };
    if (dead.has(request.unit)) return { answer: { ok: false, error: 'timeout' }, ms: timeout_ms };
    const bits = isBitTable(request.table);
    const frames = request.kind === 'read' ? readFrames(bits, request.count) : writeFrames(bits, request.values.length);
    // On a network nobody waits for a line to turn round.
    const ms = exchangeMs(line.plan.timing, frames, bus.kind === 'modbus-tcp' ? 1 : 4);
    const values = request.kind === 'read' ? Array.from({ length: request.count }, () => 0) : [];
    return { answer: answers.get(request.unit) ?? { ok: true, values }, ms };
  }

  function run(until: number): void {
    while (now < until) {
      const step = nextStep(line, now);
      if (step.kind === 'wait') now = Math.min(until, step.until ?? until);
      else if (step.kind === 'connect') {
        now += 1;
        note(noteConnect(line, up, now));
      } else {
        sent.push({ at: now, request: step.request });
        const { answer, ms } = exchange(step.request, step.timeout_ms);
        now += ms;
        note(noteAnswer(line, answer, now));
      }
    }
  }

  let id = 0;
  function write(
    device: string,
    what: { table: 'coil' | 'holding'; address: number; value: number; act?: boolean },
  ): number {
    const found = line.devices.get(device)?.device;
    if (!found) throw new Error(device);
    id += 1;
    const most = what.table === 'coil' ? found.profile.modbus.max_write_bits : found.profile.modbus.max_write_registers;
    note(submitWrite(line, { act: false, ...what, id, device, unit: found.unit, most, tries: 0 }));
    return id;
  }

  return {
    line,
    dead,
    sent,
    events,
    answers,
    run,
    write,
    cut: (isUp: boolean) => {
      up = isUp;
    },
    now: () => now,
  };
}

/** Mean time between two reads of a unit, over the window. */
export function cycleOf(sent: readonly Sent[], unit: number, from: number): number {
  const at = sent.filter((each) => each.at >= from && each.request.unit === unit).map((each) => each.at);
  const [first, last] = [at[0], at.at(-1)];
  return first === undefined || last === undefined || at.length < 2 ? Number.NaN : (last - first) / (at.length - 1);
}
