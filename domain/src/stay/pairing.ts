import type { Credential } from '../kernel/index.ts';
import type { Crossing, Segment, Stay, StayDoubt, Thread } from './model.ts';
import { passageKey } from './model.ts';

/**
 * Clocks of two agents may disagree by this much (a wrong time zone, a lost hour) and an exit that
 * seems to come before its entry still ends its stay, with a doubt.
 */
const clockDisagreementMs = 24 * 3_600_000;

/**
 * Closed stays that a thread keeps, so that facts which come late still find their place: an agent may
 * be away for as long as a card takes to come and go so often.
 */
const closedKept = 4;
const straysKept = 32;

export const emptyThread: Thread = { open: [], closed: [], strays: [] };

/** A way from entry to exit as the crossings tell it. */
interface Visit {
  readonly entry: Crossing;
  readonly inner: Crossing[];
  exit: Crossing | null;
  doubt: StayDoubt | null;
}

/**
 * The thread of a credential with one more crossing. It is worked out from the set of its crossings
 * alone, so that the order in which agents were heard leaves no trace: a card goes in and out in turn,
 * so crossings are laid in the order of their times, each exit ends the entry before it, and an entry
 * upon an entry leaves the former stay in doubt. A crossing that is there already changes nothing. Closed
 * stays are all there, to be written; `withStay` keeps the last ones.
 */
export function addCrossing(credential: Credential, thread: Thread, crossing: Crossing): Thread {
  const fixed = thread.closed.filter(isFixed);
  const crossings = crossingsOf(thread);
  if (crossings.some((one) => isSame(one, crossing))) return thread;
  const { visits, strays } = pairVisits([...crossings, crossing].sort(byTime));
  const stays = visits.map((visit, index) => stayOf(credential, visit, visits[index + 1]?.entry ?? null));
  return {
    open: stays.filter((stay) => stay.phase !== 'closed'),
    closed: [...fixed, ...stays.filter((stay) => stay.phase === 'closed')].sort(byEntry),
    strays: strays.slice(-straysKept),
  };
}

/** Closed by a person: no late fact opens it again. */
function isFixed(stay: Stay): boolean {
  return stay.exit?.cause === 'operator-closed';
}

export function crossingsOf(thread: Thread): Crossing[] {
  const stays = [...thread.open, ...thread.closed.filter((stay) => !isFixed(stay))];
  const crossings = stays.flatMap((stay) => [stay.entry, ...stay.inner, ...(stay.exit ? [stay.exit] : [])]);
  return [...crossings, ...thread.strays];
}

function isSame(one: Crossing, other: Crossing): boolean {
  return one.agent === other.agent && one.boot === other.boot && one.sequence === other.sequence;
}

function byTime(one: Crossing, other: Crossing): number {
  return (
    one.at - other.at ||
    compare(one.agent, other.agent) ||
    compare(one.boot, other.boot) ||
    one.sequence - other.sequence
  );
}

function byEntry(one: Stay, other: Stay): number {
  return byTime(one.entry, other.entry);
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function pairVisits(crossings: readonly Crossing[]): { visits: Visit[]; strays: Crossing[] } {
  const visits: Visit[] = [];
  const left: Crossing[] = [];
  for (const crossing of crossings) {
    const last = visits.at(-1);
    const inside = last !== undefined && last.exit === null ? last : null;
    if (crossing.from_area === null) visits.push({ entry: crossing, inner: [], exit: null, doubt: null });
    else if (inside === null) left.push(crossing);
    else if (crossing.to_area === null) inside.exit = crossing;
    else inside.inner.push(crossing);
  }
  return { visits, strays: left.filter((crossing) => !endDespiteClocks(visits, crossing)) };
}

/** Gives an exit that found no entry before it to an entry after it, if clocks may explain that. */
function endDespiteClocks(visits: Visit[], crossing: Crossing): boolean {
  const visit = visits.find((one) => one.entry.at >= crossing.at && one.exit === null);
  if (!visit || visit.entry.at - crossing.at > clockDisagreementMs) return false;
  if (crossing.to_area !== null) visit.inner.push(crossing);
  else visit.exit = crossing;
  visit.doubt = 'times-disagree';
  return true;
}

function stayOf(credential: Credential, visit: Visit, next: Crossing | null): Stay {
  const { entry, inner, exit } = visit;
  const phase = exit ? 'closed' : next ? 'left-unseen' : 'open';
  const ended_at = exit?.at ?? next?.at ?? null;
  return {
    id: stayId(credential, entry),
    credential,
    phase,
    doubt: phase === 'left-unseen' ? 'entered-again' : visit.doubt,
    entry,
    inner,
    exit,
    segments: segmentsOf([entry, ...inner], ended_at),
    ended_at,
  };
}

function stayId(credential: Credential, entry: Crossing): string {
  if (entry.lane !== null && entry.passage !== null) return passageKey(entry.lane, entry.passage);
  return `inventory.${entry.boot}.${credential.number}`;
}

function segmentsOf(crossings: readonly Crossing[], ended_at: number | null): Segment[] {
  return crossings.flatMap((crossing, index) => {
    if (crossing.to_area === null) return [];
    const until = crossings[index + 1]?.at ?? ended_at;
    return [{ area: crossing.to_area, lane: crossing.lane, since: crossing.at, until }];
  });
}

/** The stay as a person ends it: its car is known to be gone. */
export function closeByHand(stay: Stay, by: { readonly request: string; readonly at: number }): Stay {
  const ended_at = stay.ended_at ?? by.at;
  const exit: Crossing = {
    at: by.at,
    agent: 'engine',
    boot: by.request,
    sequence: 0,
    lane: null,
    passage: null,
    cause: 'operator-closed',
    from_area: stay.segments.at(-1)?.area ?? null,
    to_area: null,
    pictures: [],
  };
  const segments = stay.segments.map((segment) => ({ ...segment, until: segment.until ?? ended_at }));
  return { ...stay, phase: 'closed', doubt: null, exit, segments, ended_at };
}

/** What differs between two threads of one credential, as stays to write. */
export function changedStays(former: Thread, thread: Thread): readonly { stay: Stay; isNew: boolean }[] {
  const known = new Map([...former.open, ...former.closed].map((stay) => [stay.id, stay]));
  return [...thread.closed, ...thread.open].flatMap((stay) => {
    const before = known.get(stay.id);
    return before && JSON.stringify(before) === JSON.stringify(stay) ? [] : [{ stay, isNew: before === undefined }];
  });
}

/** The thread after one of its stays was written. */
export function withStay(thread: Thread, stay: Stay): Thread {
  const open = thread.open.filter((one) => one.id !== stay.id);
  const closed = thread.closed.filter((one) => one.id !== stay.id);
  if (stay.phase !== 'closed') return { ...thread, open: [...open, stay].sort(byEntry), closed };
  return { ...thread, open, closed: [...closed, stay].sort(byEntry).slice(-closedKept) };
}

/** The thread with a picture put to the crossing of that passage; the same thread when it has none. */
export function withPicture(thread: Thread, passage: { lane: string; passage: string; hash: string }): Thread {
  let found = false;
  const put = (crossing: Crossing): Crossing => {
    if (crossing.lane !== passage.lane || crossing.passage !== passage.passage) return crossing;
    if (crossing.pictures.includes(passage.hash)) return crossing;
    found = true;
    return { ...crossing, pictures: [...crossing.pictures, passage.hash] };
  };
  const putStay = (stay: Stay): Stay => ({
    ...stay,
    entry: put(stay.entry),
    inner: stay.inner.map(put),
    exit: stay.exit && put(stay.exit),
  });
  const pictured = {
    open: thread.open.map(putStay),
    closed: thread.closed.map(putStay),
    strays: thread.strays.map(put),
  };
  return found ? pictured : thread;
}
