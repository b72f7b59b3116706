import { journalledObservationSchema } from '@berth/contract';
import type { JournalledObservation } from '@berth/domain/kernel';
import { z } from 'zod';
import { type Damage, frameRecord, scanRecords } from './record.ts';

/** One file of the journal: the records of one boot from `first` on, in order. */
export interface Segment {
  readonly name: string;
  readonly boot: string;
  readonly first: number;
  /** The last sequence known to be in it; `first - 1` while it is empty. */
  last: number;
  bytes: number;
}

const namePattern = /^(\d{13}-[0-9a-f]{8})\.(\d{12})\.journal$/;
const text = new TextDecoder('utf-8', { fatal: true });
const utf8 = new TextEncoder();

export function segmentOf(boot: string, first: number): Segment {
  const name = `${boot}.${String(first).padStart(12, '0')}.journal`;
  return { name, boot, first, last: first - 1, bytes: 0 };
}

/** Null for a file that is none of ours. */
export function parseSegment(name: string): Segment | null {
  const match = namePattern.exec(name);
  return match?.[1] && match[2] ? segmentOf(match[1], Number(match[2])) : null;
}

/** Later boots sort later, even when the calendar clock was set back between them. */
export function nextBoot(names: readonly string[], instant: number, random: string): string {
  let start = Math.max(0, Math.floor(instant));
  for (const name of names) {
    const boot = parseSegment(name)?.boot;
    if (boot) start = Math.max(start, Number(boot.slice(0, 13)) + 1);
  }
  return `${String(start).padStart(13, '0')}-${random}`;
}

export function encodeObservation(record: JournalledObservation): Uint8Array {
  return frameRecord(utf8.encode(JSON.stringify(record)));
}

/** A note: what is to be remembered under a key until the next note of it, unnumbered and never sent. */
export function encodeNote(key: string, value: unknown): Uint8Array {
  return frameRecord(utf8.encode(JSON.stringify({ note: key, value })));
}

export interface DecodedSegment {
  /** Whole records, ascending, each sequence once. */
  readonly records: readonly JournalledObservation[];
  /** The last note of each key. */
  readonly notes: ReadonlyMap<string, unknown>;
  readonly damage: readonly Damage[];
}

/** Records that fit no more (another version wrote them) count as missing, not as damage. */
export function decodeSegment(bytes: Uint8Array): DecodedSegment {
  const { payloads, damage } = scanRecords(bytes);
  const records: JournalledObservation[] = [];
  const notes = new Map<string, unknown>();
  let last = 0;
  for (const payload of payloads) {
    const body = parseJson(payload);
    const note = noteSchema.safeParse(body);
    if (note.success) notes.set(note.data.note, note.data.value);
    const record = journalledObservationSchema.safeParse(body);
    if (!record.success || record.data.sequence <= last) continue;
    last = record.data.sequence;
    records.push(record.data as JournalledObservation);
  }
  return { records, notes, damage };
}

const noteSchema = z.strictObject({ note: z.string(), value: z.unknown() });

function parseJson(payload: Uint8Array): unknown {
  try {
    return JSON.parse(text.decode(payload));
  } catch {
    return null;
  }
}

/**
 * The records `first..last` without a hole: each one that is missing is replaced by a fault in its
 * place, so that the controller, which takes only what follows on, is told and goes on.
 */
export function withoutHoles(
  records: readonly JournalledObservation[],
  range: { readonly first: number; readonly last: number; readonly subject: string },
): { readonly records: JournalledObservation[]; readonly missing: number } {
  const whole: JournalledObservation[] = [];
  let missing = 0;
  let at = records[0]?.at ?? 0;
  const fill = (until: number) => {
    for (let sequence = range.first + whole.length; sequence < until; sequence += 1) {
      whole.push({ sequence, at, observation: lostRecord(range.subject) });
      missing += 1;
    }
  };
  for (const record of records) {
    if (record.sequence < range.first || record.sequence > range.last) continue;
    fill(record.sequence);
    at = record.at;
    whole.push(record);
  }
  fill(range.last + 1);
  return { records: whole, missing };
}

function lostRecord(subject: string): JournalledObservation['observation'] {
  return { kind: 'fault-raised', subject, code: 'journal-failing', detail: 'a damaged record stood here' };
}
