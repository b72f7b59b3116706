import type { Id } from '@berth/domain/kernel';
import type { Clock } from '../clock.ts';
import { nextJob, noteEngine, noteShown, type SignDesk, type SignJob, type Wish, wish } from './desk.ts';
import type { SignWire } from './wire.ts';

export interface SignRunOptions {
  readonly clock: Clock;
  readonly desk: SignDesk;
  readonly wires: ReadonlyMap<Id, SignWire>;
  readonly onFault: (sign: Id, on: boolean) => void;
  /** The last bytes of a face were handed to the line. */
  readonly onHandedOver: (sign: Id) => void;
}

export interface RunningSigns {
  /** False when the sign is none of these. */
  show(wish: Wish): boolean;
  engine(here: boolean): void;
  close(): Promise<void>;
}

/** Writes faces to the signs of one bus, one after the other. */
export function runSigns(options: SignRunOptions): RunningSigns {
  const { clock, desk, wires } = options;
  let busy = false;
  let closed = false;
  let cancel = () => {};

  async function perform(job: SignJob): Promise<void> {
    const wire = wires.get(job.sign);
    const shown = (await wire?.show(job.face, () => options.onHandedOver(job.sign)).catch(() => false)) ?? false;
    const fault = noteShown(desk, job, { shown, now: clock.now().elapsed });
    if (fault) options.onFault(job.sign, fault.on);
  }
  function kick(): void {
    if (busy || closed) return;
    cancel();
    const { elapsed } = clock.now();
    const next = nextJob(desk, elapsed);
    if ('until' in next) {
      if (Number.isFinite(next.until)) cancel = clock.after(Math.max(1, next.until - elapsed), kick);
      return;
    }
    busy = true;
    void perform(next).finally(() => {
      busy = false;
      kick();
    });
  }

  return {
    show(wanted) {
      const known = wish(desk, wanted);
      if (known) kick();
      return known;
    },
    engine(here) {
      noteEngine(desk, here, clock.now().elapsed);
      kick();
    },
    async close() {
      closed = true;
      cancel();
      for (const wire of new Set(wires.values())) await wire.close();
    },
  };
}
