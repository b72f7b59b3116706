import type { ModbusProfile, PollPlan } from '@berth/contract';
import type { Elapsed, Id, Result } from '@berth/domain/kernel';
import { accept, refuse } from '@berth/domain/kernel';
import { encodeCommand } from '../codec/command.ts';
import type { ReadingValue } from '../codec/reading.ts';
import type { ProcessImage } from '../image/image.ts';
import { silenceDevice } from '../image/image.ts';
import type { Clock } from './clock.ts';
import type { ReadDecoder } from './decode.ts';
import { applyAnswer, createDecoder } from './decode.ts';
import type { LineEvent, LineState } from './line-state.ts';
import { createLine } from './line-state.ts';
import type { BusReport } from './measures.ts';
import { reportOf } from './measures.ts';
import { noteAnswer, noteConnect } from './outcome.ts';
import type { Bus } from './port.ts';
import { nextStep, submitWrite } from './scheduler.ts';

/** `read`: a device answered, and the image has it already. */
export type LineNews =
  | { readonly kind: 'read'; readonly device: Id; readonly changed: boolean }
  | Exclude<LineEvent, { kind: 'answered' }>;

export interface LineParts {
  readonly bus: Bus;
  readonly plan: PollPlan;
  readonly clock: Clock;
  readonly image: ProcessImage;
  readonly hear: (news: LineNews) => void;
}

export interface CommandAt {
  readonly device: Id;
  readonly command: string;
  readonly index: number;
}

export interface RunningLine {
  /** The id under which the news tells what became of it; refused: `not-found`, `malformed`. */
  write(target: CommandAt, value: ReadingValue): Result<number>;
  report(): BusReport;
  stop(): Promise<void>;
}

/** Runs one Modbus line until it is stopped: asks, fills the image, writes, and tells. */
export function startLine(parts: LineParts): RunningLine {
  const { plan, clock } = parts;
  const state = createLine(plan, clock.elapsed());
  const tell = teller(parts, createDecoder(plan, parts.image));
  const waiting: Waiting = { wake: () => {} };
  const run = { stopped: false, ids: 0 };
  const ended = runSteps(parts, state, { tell, waiting, stopped: () => run.stopped });

  return {
    write(target, value) {
      const device = state.devices.get(target.device)?.device;
      if (!device) return refuse('not-found', target.device);
      const write = encodeCommand(device.profile, target, value);
      if (!write.ok) return write;
      run.ids += 1;
      const most = mostInOneWrite(device.profile, write.value.table);
      const queued = { ...write.value, id: run.ids, device: device.id, unit: device.unit, most, tries: 0 };
      const failed = submitWrite(state, queued);
      waiting.wake();
      // Told after the caller has the id.
      if (failed.length > 0) queueMicrotask(() => tell(failed, clock.elapsed()));
      return accept(run.ids);
    },
    report: () => reportOf(plan.bus, state.measures, { reads: state.reads, dead: deadDevices(state) }),
    async stop() {
      run.stopped = true;
      waiting.wake();
      await parts.bus.close();
      await ended;
    },
  };
}

interface Waiting {
  wake: () => void;
}

function mostInOneWrite(profile: ModbusProfile, table: 'coil' | 'holding'): number {
  return table === 'coil' ? profile.modbus.max_write_bits : profile.modbus.max_write_registers;
}

function deadDevices(state: LineState): Id[] {
  return [...state.devices.values()]
    .filter((device) => device.faults.has('device-silent'))
    .map((device) => device.device.id);
}

async function runSteps(
  { bus, clock }: LineParts,
  state: LineState,
  how: {
    tell: (events: readonly LineEvent[], at: Elapsed) => void;
    waiting: Waiting;
    stopped: () => boolean;
  },
): Promise<void> {
  while (!how.stopped()) {
    const step = nextStep(state, clock.elapsed());
    if (step.kind === 'wait') await wait(clock, step.until, how.waiting);
    else if (step.kind === 'connect') {
      const connected = await bus.connect(step.timeout_ms);
      how.tell(noteConnect(state, connected, clock.elapsed()), clock.elapsed());
    } else {
      const answer = await bus.transfer(step.request, step.timeout_ms);
      const at = clock.elapsed();
      how.tell(noteAnswer(state, answer, at), at);
    }
  }
}

function wait(clock: Clock, until: Elapsed | null, waiting: Waiting): Promise<void> {
  return new Promise((resolve) => {
    const forget = until === null ? () => {} : clock.wakeAt(until, () => waiting.wake());
    waiting.wake = () => {
      waiting.wake = () => {};
      forget();
      resolve();
    };
  });
}

function teller(parts: LineParts, decoder: ReadDecoder): (events: readonly LineEvent[], at: Elapsed) => void {
  return (events, at) => {
    for (const event of events) {
      if (event.kind === 'answered') {
        const changed = applyAnswer(decoder, event, at);
        parts.hear({ kind: 'read', device: event.read.device, changed });
        continue;
      }
      if (event.kind === 'fault-raised' && event.code === 'device-silent') silenceDevice(parts.image, event.device);
      parts.hear(event);
    }
  };
}
