import type { Credential, Id, LaneDirection, Observation, PassageCause, PassageId } from '../kernel/index.ts';
import type { Crossing, Thread, UncountedCar } from '../stay/index.ts';
import {
  addCrossing,
  changedStays,
  credentialKey,
  credentialOf,
  emptyThread,
  passageKey,
  withPicture,
} from '../stay/index.ts';
import type { SiteContext } from './context.ts';
import type { EventBody } from './draft.ts';
import type { Lane } from './model.ts';
import type { SiteState } from './state.ts';

/** Where an observation stands in its agent's journal. */
export interface Seen {
  readonly agent: Id;
  readonly boot: string;
  readonly sequence: number;
  readonly at: number;
}

interface Passed {
  readonly lane: Lane;
  readonly direction: LaneDirection;
  readonly passage: PassageId;
  readonly cause: PassageCause;
  readonly credential: Credential | null;
}

type Committed = Extract<Observation, { kind: 'passage-committed' }>;
type Unmatched = Extract<Observation, { kind: 'car-unmatched' }>;

/** A lane as it is passed in this direction. */
export function wayThrough(lane: Lane, direction: LaneDirection) {
  const { from_area, to_area, from_zone, to_zone } = lane;
  return direction === 'forward'
    ? { from_area, to_area, from_zone, to_zone }
    : { from_area: to_area, to_area: from_area, from_zone: to_zone, to_zone: from_zone };
}

/** A car went through a lane. Its zone counts move by the car; its stay, if any, by the credential. */
export function decidePassage(
  world: { readonly context: SiteContext; readonly state: SiteState },
  seen: Seen,
  told: Committed | Unmatched,
): EventBody[] {
  const { context, state } = world;
  const lane = context.lanes.get(told.lane);
  if (!lane || state.lanes.get(lane.id)?.counted.some((one) => one.passage === told.passage)) return [];
  const { direction, passage, cause } = told;
  const credential = told.kind === 'passage-committed' ? told.credential : null;
  const passed: Passed = { lane, direction, passage, cause, credential };
  const { from_zone, to_zone } = wayThrough(lane, direction);
  const bodies: EventBody[] = [];
  if (told.kind === 'passage-committed') {
    const in_part = told.in_part === true;
    bodies.push({ kind: 'passage-committed', lane: lane.id, direction, passage, cause, credential, in_part });
  }
  if (from_zone !== to_zone) bodies.push({ kind: 'car-moved', by: lane.id, from_zone, to_zone, passage });
  bodies.push(...(credential ? crossed(state, seen, { ...passed, credential }) : uncounted(state, seen, passed)));
  return bodies;
}

function picturesOf(state: SiteState, lane: Lane, passage: PassageId): readonly string[] {
  return state.pictures.get(passageKey(lane.id, passage)) ?? [];
}

function crossed(state: SiteState, seen: Seen, passed: Passed & { readonly credential: Credential }): EventBody[] {
  const { lane, passage, cause, credential } = passed;
  const { from_area, to_area } = wayThrough(lane, passed.direction);
  if (from_area === to_area) return [];
  const pictures = picturesOf(state, lane, passage);
  const crossing: Crossing = { ...seen, lane: lane.id, passage, cause, from_area, to_area, pictures };
  return foldCrossing(state, credential, crossing);
}

/** The events that put one more crossing into the thread of its credential. */
export function foldCrossing(state: SiteState, credential: Credential, crossing: Crossing): EventBody[] {
  const former = state.threads.get(credentialKey(credential)) ?? emptyThread;
  return threadEvents(credential, former, addCrossing(credential, former, crossing));
}

function threadEvents(credential: Credential, former: Thread, thread: Thread): EventBody[] {
  const bodies: EventBody[] = changedStays(former, thread).map(({ stay, isNew }) => {
    if (stay.phase === 'closed') return { kind: 'stay-closed', stay };
    return { kind: isNew ? 'stay-opened' : 'stay-changed', stay };
  });
  if (JSON.stringify(former.strays) !== JSON.stringify(thread.strays)) {
    bodies.push({ kind: 'strays-changed', credential, strays: thread.strays });
  }
  return bodies;
}

/** No credential speaks for this car: it came in unmatched, or left and some stay is left unseen. */
function uncounted(state: SiteState, seen: Seen, passed: Passed): EventBody[] {
  const { lane, passage, cause } = passed;
  const { from_area, to_area } = wayThrough(lane, passed.direction);
  const pictures = picturesOf(state, lane, passage);
  const car: UncountedCar = {
    id: passageKey(lane.id, passage),
    lane: lane.id,
    passage,
    cause,
    at: seen.at,
    pictures,
  };
  if (from_area === null && to_area !== null) return [{ kind: 'car-unmatched', car }];
  return from_area !== null && to_area === null ? [{ kind: 'car-left-unseen', car }] : [];
}

/** A picture that comes after its car was counted is put to what was written of that car. */
export function decidePicture(state: SiteState, told: Extract<Observation, { kind: 'picture' }>): EventBody[] {
  const { lane, passage, cause, hash } = told;
  const counted = passage && state.lanes.get(lane)?.counted.find((one) => one.passage === passage);
  const taken: EventBody = { kind: 'picture-taken', lane, passage, cause, hash, counted: Boolean(counted) };
  if (!counted || passage === null) return [taken];
  const car = passageKey(lane, passage);
  const unmatched = state.unmatched.get(car);
  if (unmatched) return [taken, { kind: 'car-unmatched', car: pictured(unmatched, hash) }];
  const unseen = state.left_unseen.get(car);
  if (unseen) return [taken, { kind: 'car-left-unseen', car: pictured(unseen, hash) }];
  const thread = counted.thread === null ? undefined : state.threads.get(counted.thread);
  if (!thread || counted.thread === null) return [taken];
  return [taken, ...threadEvents(credentialOf(counted.thread), thread, withPicture(thread, { lane, passage, hash }))];
}

function pictured(car: UncountedCar, hash: string): UncountedCar {
  return car.pictures.includes(hash) ? car : { ...car, pictures: [...car.pictures, hash] };
}
