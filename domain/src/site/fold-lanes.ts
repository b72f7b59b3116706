import type { Id, PassageId } from '../kernel/index.ts';
import { credentialKey, passageKey } from '../stay/index.ts';
import type { Fold, Folds } from './evolve.ts';
import type { PassageStage } from './state.ts';
import { faultKey } from './state.ts';

type LaneKinds =
  | 'passage-authorised'
  | 'passage-passed'
  | 'passage-committed'
  | 'passage-voided'
  | 'lane-refused'
  | 'barrier-changed'
  | 'lane-mode-changed'
  | 'lane-mode-asked'
  | 'keep-open-changed'
  | 'lane-direction-changed'
  | 'alarm-raised'
  | 'alarm-acknowledged'
  | 'fault-raised'
  | 'fault-cleared'
  | 'fire-changed';

/** So many alarms wait for a person at most; the oldest is forgotten here, not in history. */
const alarmsKept = 1000;
/** Passages of a lane that are remembered, so that pictures which come after them find their car. */
const passagesKept = 16;

export const laneFolds: Folds<LaneKinds> = {
  'passage-authorised': (fold, event) => notePassage(fold, event, 'authorised'),
  'passage-passed': (fold, event) => notePassage(fold, event, 'passed'),
  'passage-committed': (fold, event) => {
    notePassage(fold, event, 'committed');
    const { lane, passage, credential } = event;
    countPassage(fold, { lane, passage, thread: credential && credentialKey(credential) });
  },
  'passage-voided': (fold, event) => {
    notePassage(fold, event, 'voided');
    fold.state.pictures.delete(passageKey(event.lane, event.passage));
  },
  'lane-refused': () => {},
  'barrier-changed': ({ state, recorded }, event) => {
    const lane = state.lanes.get(event.lane);
    if (!lane) return;
    lane.barrier = event.state;
    lane.barrier_since = recorded.seen_at ?? recorded.at;
  },
  'lane-mode-changed': ({ state }, event) => {
    const lane = state.lanes.get(event.lane);
    if (lane) lane.mode = event.mode;
  },
  'lane-mode-asked': ({ state }, event) => {
    const lane = state.lanes.get(event.lane);
    if (!lane) return;
    lane.asked_mode = event.mode;
    lane.by_operator = event.by_operator;
  },
  'keep-open-changed': ({ state, recorded }, event) => {
    const lane = state.lanes.get(event.lane);
    if (!lane) return;
    lane.keep_open = event.on ? { since: recorded.at, actor: recorded.actor, reason: recorded.reason ?? '' } : null;
  },
  'lane-direction-changed': ({ state }, event) => {
    const lane = state.lanes.get(event.lane);
    if (lane) lane.direction = event.direction;
  },
  'alarm-raised': ({ state, recorded }, event) => {
    const at = recorded.seen_at ?? recorded.at;
    state.alarms.set(event.alarm, {
      id: event.alarm,
      lane: event.lane,
      code: event.code,
      passage: event.passage,
      at,
    });
    const [oldest] = state.alarms.keys();
    if (state.alarms.size > alarmsKept && oldest !== undefined) state.alarms.delete(oldest);
  },
  'alarm-acknowledged': ({ state }, event) => {
    state.alarms.delete(event.alarm);
  },
  'fault-raised': ({ state, recorded }, event) => {
    const key = faultKey(event.agent, event.subject, event.code);
    const since = recorded.seen_at ?? recorded.at;
    const { agent, subject, code, detail } = event;
    state.faults.set(key, { agent, subject, code, detail, since });
  },
  'fault-cleared': ({ state }, event) => {
    state.faults.delete(faultKey(event.agent, event.subject, event.code));
  },
  'fire-changed': ({ state }, event) => {
    if (event.latched) state.fire.add(event.agent);
    else state.fire.delete(event.agent);
  },
};

function notePassage({ state, recorded }: Fold, seen: { lane: Id; passage: PassageId }, stage: PassageStage): void {
  const lane = state.lanes.get(seen.lane);
  if (lane) lane.last_passage = { passage: seen.passage, stage, at: recorded.seen_at ?? recorded.at };
}

/** Its car is counted: pictures that waited for the passage were written to its stay. */
export function countPassage({ state }: Fold, seen: { lane: Id; passage: PassageId; thread: string | null }): void {
  state.pictures.delete(passageKey(seen.lane, seen.passage));
  const lane = state.lanes.get(seen.lane);
  if (!lane || lane.counted.some((one) => one.passage === seen.passage)) return;
  lane.counted = [...lane.counted, { passage: seen.passage, thread: seen.thread }].slice(-passagesKept);
}
