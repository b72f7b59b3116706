import type { PlanDevice, PlannedRead, PollPlan } from '@berth/contract';
import type { Elapsed, FaultCode, Id } from '@berth/domain/kernel';
import type { Health, ReadState } from './health.ts';
import { createHealth, createReadState } from './health.ts';
import type { Measures } from './measures.ts';
import { createMeasures } from './measures.ts';
import type { BusError, BusRequest } from './port.ts';
import type { QueuedWrite, WriteQueue } from './write-queue.ts';
import { createWriteQueue } from './write-queue.ts';

export type LineStep =
  | { readonly kind: 'connect'; readonly timeout_ms: number }
  | { readonly kind: 'transfer'; readonly request: BusRequest; readonly timeout_ms: number }
  /** Null: until a write comes. */
  | { readonly kind: 'wait'; readonly until: Elapsed | null };

export type LineEvent =
  | { readonly kind: 'answered'; readonly read: PlannedRead; readonly values: readonly number[] }
  /** `started_at`: when it was handed to the line. */
  | { readonly kind: 'written'; readonly ids: readonly number[]; readonly started_at: Elapsed }
  /** An act is given up at once (whoever asked decides anew); a state after its third refusal. */
  | { readonly kind: 'write-failed'; readonly ids: readonly number[]; readonly error: BusError }
  | { readonly kind: 'fault-raised'; readonly device: Id; readonly code: FaultCode; readonly detail?: string }
  | { readonly kind: 'fault-cleared'; readonly device: Id; readonly code: FaultCode };

export type Link =
  | { readonly kind: 'up' }
  | { readonly kind: 'down'; readonly since: Elapsed; readonly try_at: Elapsed; readonly tries: number };

/** What is on the line now. */
export type Flight =
  | { readonly kind: 'read'; readonly state: ReadState; readonly started_at: Elapsed; readonly probe: boolean }
  | {
      readonly kind: 'write';
      readonly writes: readonly QueuedWrite[];
      readonly started_at: Elapsed;
      readonly probe: boolean;
    };

export interface DeviceState {
  readonly device: PlanDevice;
  readonly reads: readonly ReadState[];
  readonly writes: Health;
  readonly faults: Set<FaultCode>;
  /** Only a device that is never read: when its states are written again, so that it hears of us. */
  refresh_at: Elapsed | null;
}

export interface LineState {
  readonly plan: PollPlan;
  readonly reads: readonly ReadState[];
  readonly devices: ReadonlyMap<Id, DeviceState>;
  /** Those that are only written. */
  readonly unread: readonly DeviceState[];
  readonly queue: WriteQueue;
  readonly measures: Measures;
  link: Link;
  flight: Flight | null;
  /** No probe before this: probes get a tenth of the line's time. */
  probe_at: Elapsed;
  last_slow_at: Elapsed;
  fast_since_slow: number;
  wrote_last: boolean;
}

export function createLine(plan: PollPlan, now: Elapsed): LineState {
  const reads = plan.reads.map((read) => createReadState(read, now));
  const devices = new Map<Id, DeviceState>();
  plan.devices.forEach((device, index) => {
    const own = reads.filter((state) => state.read.device === device.id);
    const refresh = refreshMs(device);
    devices.set(device.id, {
      device,
      reads: own,
      writes: createHealth(device.id),
      faults: new Set(),
      refresh_at: own.length > 0 ? null : now + (refresh * (index + 1)) / plan.devices.length,
    });
  });
  return {
    plan,
    reads,
    devices,
    unread: [...devices.values()].filter((device) => device.reads.length === 0),
    queue: createWriteQueue(),
    measures: createMeasures(),
    link: { kind: 'down', since: now, try_at: now, tries: 0 },
    flight: null,
    probe_at: now,
    last_slow_at: Number.NEGATIVE_INFINITY,
    fast_since_slow: 0,
    wrote_last: false,
  };
}

/** A device that is only written hears of us three times within its watchdog, or every half minute. */
export function refreshMs(device: PlanDevice): number {
  const { watchdog_s } = device.profile.modbus;
  return watchdog_s === undefined ? 30_000 : (watchdog_s * 1000) / 3;
}

export function isSilent(device: DeviceState): boolean {
  return device.reads.length > 0 && device.reads.every((state) => state.fault === 'device-silent');
}
