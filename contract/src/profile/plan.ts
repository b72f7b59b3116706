import type { Id } from '@berth/domain/kernel';
import type { ModbusTable, Span } from './registers.ts';
import { elementPlace, isBitTable, registersOf } from './registers.ts';
import type { ModbusProfile } from './schema.ts';
import type { LineTiming, ModbusBus, Timeouts } from './timing.ts';
import { exchangeMs, exchangeTimeouts, lineTiming, readFrames } from './timing.ts';

/** A fast reading is asked for this often (FIELD, Counting: a pair of loops is read every 50 ms). */
export const fastPeriodMs = 50;

/** A slow reading is asked for as often as the line allows, but no oftener than this: it would only heat. */
export const slowPeriodMs = 250;

export interface PlanDevice {
  readonly id: Id;
  readonly unit: number;
  readonly profile: ModbusProfile;
}

/** Where one element of a reading stands in the answer of its read. */
export interface PlannedPoint {
  readonly reading: string;
  readonly index: number;
  readonly offset: number;
  readonly bit: number | null;
}

/** One question on the line. */
export interface PlannedRead extends Span, Timeouts {
  readonly device: Id;
  readonly unit: number;
  readonly poll: 'fast' | 'slow';
  readonly exchange_ms: number;
  readonly points: readonly PlannedPoint[];
}

export interface PollPlan {
  readonly bus: Id;
  readonly timing: LineTiming;
  readonly devices: readonly PlanDevice[];
  readonly reads: readonly PlannedRead[];
}

interface Element {
  readonly reading: string;
  readonly index: number;
  readonly address: number;
  readonly bit: number | null;
  readonly registers: number;
}

/** Which reads a bus needs: neighbouring registers of a device in one, fast ones apart from slow ones. */
export function planPolls(bus: ModbusBus, devices: readonly PlanDevice[]): PollPlan {
  const timing = lineTiming(bus);
  const reads = devices.flatMap((device) => planDevice(device, timing));
  return { bus: bus.id, timing, devices, reads };
}

const tables: readonly ModbusTable[] = ['discrete-input', 'coil', 'input', 'holding'];

function planDevice(device: PlanDevice, timing: LineTiming): PlannedRead[] {
  return tables.flatMap((table) => {
    const fast = runsOf(device.profile, table, elementsOf(device.profile, table, 'fast'));
    const slow: Element[] = [];
    // A slow element that a fast read passes over anyway comes with it.
    for (const element of elementsOf(device.profile, table, 'slow')) {
      const host = fast.find((run) => holds(run, element));
      if (host) host.push(element);
      else slow.push(element);
    }
    return [
      ...fast.map((run) => toRead(device, { table, poll: 'fast', timing }, run)),
      ...runsOf(device.profile, table, slow).map((run) => toRead(device, { table, poll: 'slow', timing }, run)),
    ];
  });
}

function elementsOf(profile: ModbusProfile, table: ModbusTable, poll: 'fast' | 'slow'): Element[] {
  const elements: Element[] = [];
  for (const [name, reading] of Object.entries(profile.readings)) {
    if (reading.table !== table || reading.poll !== poll) continue;
    for (let index = 0; index < reading.count; index += 1) {
      elements.push({ reading: name, index, ...elementPlace(reading, index), registers: registersOf(reading) });
    }
  }
  return elements.sort((left, right) => left.address - right.address);
}

function runsOf(profile: ModbusProfile, table: ModbusTable, elements: readonly Element[]): Element[][] {
  const most = isBitTable(table) ? profile.modbus.max_bits : profile.modbus.max_registers;
  const runs: Element[][] = [];
  let first = 0;
  let end = 0;
  for (const element of elements) {
    const run = runs.at(-1);
    const grown = Math.max(end, element.address + element.registers);
    if (run && element.address - end <= profile.modbus.bridge_gap && grown - first <= most) {
      run.push(element);
      end = grown;
    } else {
      runs.push([element]);
      first = element.address;
      end = element.address + element.registers;
    }
  }
  return runs;
}

function spanOf(run: readonly Element[]): { first: number; count: number } {
  const first = Math.min(...run.map((element) => element.address));
  const end = Math.max(...run.map((element) => element.address + element.registers));
  return { first, count: end - first };
}

function holds(run: readonly Element[], element: Element): boolean {
  const { first, count } = spanOf(run);
  return element.address >= first && element.address + element.registers <= first + count;
}

function toRead(
  device: PlanDevice,
  how: { table: ModbusTable; poll: 'fast' | 'slow'; timing: LineTiming },
  run: readonly Element[],
): PlannedRead {
  const { first, count } = spanOf(run);
  const frames = readFrames(isBitTable(how.table), count);
  const exchange_ms = exchangeMs(how.timing, frames, device.profile.modbus.turnaround_ms);
  return {
    device: device.id,
    unit: device.unit,
    table: how.table,
    first,
    count,
    poll: how.poll,
    exchange_ms,
    ...exchangeTimeouts(how.timing, exchange_ms),
    points: run.map(({ reading, index, address, bit }) => ({ reading, index, offset: address - first, bit })),
  };
}

/** The worst that a bus with this plan does while all of its devices answer. */
export interface BusTiming {
  /** Longest time from one start of a fast read to its next; 0 when there is none. */
  readonly fast_cycle_ms: number;
  readonly slow_cycle_ms: number;
  /** Line time that one round of all fast, or of all slow reads takes. */
  readonly fast_wire_ms: number;
  readonly slow_wire_ms: number;
  /** Share of the line's time that the plan uses; 1 is a line that never rests. */
  readonly load: number;
  /** Reads in a second if the line never rested. */
  readonly polls_per_s_limit: number;
}

/**
 * Fast reads come round every 50 ms, or back to back when the line is too slow for that. The line
 * is never interrupted, so a fast read may wait behind the longest slow read; each fast round
 * leaves time for at least one slow read.
 */
export function busTiming(plan: PollPlan): BusTiming {
  const fast = plan.reads.filter((read) => read.poll === 'fast').map((read) => read.exchange_ms);
  const slow = plan.reads.filter((read) => read.poll === 'slow').map((read) => read.exchange_ms);
  const fast_wire_ms = sum(fast);
  const slow_wire_ms = sum(slow);
  const longestSlow = Math.max(0, ...slow);
  const fast_cycle_ms = fast.length === 0 ? 0 : Math.max(fastPeriodMs, fast_wire_ms) + longestSlow;
  const slow_cycle_ms = slow.length === 0 ? 0 : Math.max(slowPeriodMs, slowRound(fast_wire_ms, slow));
  const wanted = fast_wire_ms / fastPeriodMs + slow_wire_ms / slowPeriodMs;
  const all = fast_wire_ms + slow_wire_ms;
  return {
    fast_cycle_ms,
    slow_cycle_ms,
    fast_wire_ms,
    slow_wire_ms,
    load: Math.min(1, wanted),
    polls_per_s_limit: all === 0 ? 0 : (1000 * plan.reads.length) / all,
  };
}

function slowRound(fast_wire_ms: number, slow: readonly number[]): number {
  if (fast_wire_ms === 0) return sum(slow);
  const longest = Math.max(...slow);
  const free = Math.max(fastPeriodMs - fast_wire_ms, longest);
  // A slow read is not begun when it would not end in time: up to one of them is lost in each round.
  const used = Math.max(free - longest, Math.min(...slow));
  return Math.ceil(sum(slow) / used) * Math.max(fastPeriodMs, fast_wire_ms + longest);
}

/** Longest time from one start of the read of this reading to its next; null when no plan reads it. */
export function worstCycleMs(plan: PollPlan, device: Id, reading: string): number | null {
  const read = plan.reads.find(
    (each) => each.device === device && each.points.some((point) => point.reading === reading),
  );
  if (!read) return null;
  const timing = busTiming(plan);
  return read.poll === 'fast' ? timing.fast_cycle_ms : timing.slow_cycle_ms;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
