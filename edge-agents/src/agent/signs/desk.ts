import type { FaceMessage } from '@berth/contract';
import type { Elapsed, Id } from '@berth/domain/kernel';

/** Who wants the face: the engine's counts grow stale without it, a lane's word stands. */
export type FaceOrigin = 'engine' | 'lane';

interface Entry {
  readonly sign: Id;
  readonly again_ms: number;
  face: FaceMessage | null;
  origin: FaceOrigin;
  /** Not shown yet. */
  fresh: boolean;
  /** Not spoken yet. */
  to_speak: boolean;
  tried_at: Elapsed;
  failures: number;
}

/** The signs of one bus: what each is to show, and whose turn it is. */
export interface SignDesk {
  readonly entries: ReadonlyMap<Id, Entry>;
  engine_heard_at: Elapsed;
  engine_here: boolean;
  readonly stale_ms: number;
}

export interface SignJob {
  readonly sign: Id;
  /** Spoken words only where they are to be said now. */
  readonly face: FaceMessage;
}

/** So many times in a row it did not answer: one lost answer is no fault. */
const failuresToFault = 3;
const retryMs = 1000;

export interface DeskSign {
  readonly sign: Id;
  /** It blanks by itself after this long. */
  readonly blanks_after_s: number;
}

/** Each sign hears three times within the time after which it blanks; counts without their engine end after `silence_s`. */
export function openDesk(signs: readonly DeskSign[], silence_s: number): SignDesk {
  const entries = signs.map(({ sign, blanks_after_s }): [Id, Entry] => {
    const again_ms = (Math.min(silence_s, blanks_after_s) * 1000) / 3;
    const entry: Entry = {
      sign,
      again_ms,
      face: null,
      origin: 'engine',
      fresh: false,
      to_speak: false,
      tried_at: Number.NEGATIVE_INFINITY,
      failures: 0,
    };
    return [sign, entry];
  });
  return {
    entries: new Map(entries),
    engine_heard_at: Number.NEGATIVE_INFINITY,
    engine_here: false,
    stale_ms: silence_s * 1000,
  };
}

export interface Wish {
  readonly sign: Id;
  readonly face: FaceMessage;
  readonly origin: FaceOrigin;
}

/** False when the sign is not of this desk. The same face again is no news. */
export function wish(desk: SignDesk, { sign, face, origin }: Wish): boolean {
  const entry = desk.entries.get(sign);
  if (!entry) return false;
  if (JSON.stringify(entry.face) === JSON.stringify(face) && entry.origin === origin) return true;
  entry.face = face;
  entry.origin = origin;
  entry.fresh = true;
  entry.to_speak = face.spoken !== undefined;
  return true;
}

export function noteEngine(desk: SignDesk, here: boolean, now: Elapsed): void {
  if (desk.engine_here || here) desk.engine_heard_at = now;
  desk.engine_here = here;
}

/** What to write next, new faces first; or until when there is nothing to do. */
export function nextJob(desk: SignDesk, now: Elapsed): SignJob | { readonly until: Elapsed } {
  const countsHold = desk.engine_here || now - desk.engine_heard_at < desk.stale_ms;
  let next: Entry | null = null;
  let until = Number.POSITIVE_INFINITY;
  for (const entry of desk.entries.values()) {
    if (entry.face === null || (entry.origin === 'engine' && !countsHold)) continue;
    const due = dueAt(entry);
    until = Math.min(until, due);
    if (due <= now && (next === null || due < dueAt(next))) next = entry;
  }
  if (!next?.face) return { until };
  const { spoken, ...silent } = next.face;
  return { sign: next.sign, face: next.to_speak && spoken !== undefined ? { ...silent, spoken } : silent };
}

function dueAt(entry: Entry): Elapsed {
  if (entry.failures > 0) return entry.tried_at + retryMs;
  return entry.fresh ? Number.NEGATIVE_INFINITY : entry.tried_at + entry.again_ms;
}

/** The fault that follows, if any: silent three times in a row, or heard again. */
export function noteShown(
  desk: SignDesk,
  job: SignJob,
  result: { readonly shown: boolean; readonly now: Elapsed },
): { readonly on: boolean } | null {
  const entry = desk.entries.get(job.sign);
  if (!entry) return null;
  entry.tried_at = result.now;
  if (!result.shown) {
    entry.failures += 1;
    return entry.failures === failuresToFault ? { on: true } : null;
  }
  const wasSilent = entry.failures >= failuresToFault;
  entry.failures = 0;
  if (sameRows(entry.face, job.face)) entry.fresh = false;
  if (job.face.spoken !== undefined && job.face.spoken === entry.face?.spoken) entry.to_speak = false;
  return wasSilent ? { on: false } : null;
}

function sameRows(one: FaceMessage | null, other: FaceMessage): boolean {
  return JSON.stringify(one?.rows) === JSON.stringify(other.rows);
}
