import type { Stay } from '../stay/index.ts';
import { credentialKey, emptyThread, passageKey, withStay } from '../stay/index.ts';
import type { Fold, Folds } from './evolve.ts';
import { countPassage } from './fold-lanes.ts';

type StayKinds =
  | 'stay-opened'
  | 'stay-changed'
  | 'stay-closed'
  | 'strays-changed'
  | 'car-unmatched'
  | 'car-left-unseen'
  | 'car-settled'
  | 'picture-taken';

/** Pictures that wait for their passage, at most: a passage that never ends must not fill the memory. */
const picturesWaiting = 2000;

export const stayFolds: Folds<StayKinds> = {
  'stay-opened': (fold, event) => writeStay(fold, event.stay),
  'stay-changed': (fold, event) => writeStay(fold, event.stay),
  'stay-closed': (fold, event) => writeStay(fold, event.stay),
  'strays-changed': ({ state }, event) => {
    const key = credentialKey(event.credential);
    state.threads.set(key, { ...(state.threads.get(key) ?? emptyThread), strays: event.strays });
  },
  'car-unmatched': (fold, event) => {
    fold.state.unmatched.set(event.car.id, event.car);
    countPassage(fold, { ...event.car, thread: null });
  },
  'car-left-unseen': (fold, event) => {
    fold.state.left_unseen.set(event.car.id, event.car);
    countPassage(fold, { ...event.car, thread: null });
  },
  'car-settled': ({ state }, event) => {
    state.unmatched.delete(event.car);
    state.left_unseen.delete(event.car);
  },
  'picture-taken': ({ state }, event) => {
    if (event.passage === null || event.counted) return;
    const key = passageKey(event.lane, event.passage);
    const waiting = state.pictures.get(key) ?? [];
    if (!waiting.includes(event.hash)) state.pictures.set(key, [...waiting, event.hash]);
    const [oldest] = state.pictures.keys();
    if (state.pictures.size > picturesWaiting && oldest !== undefined) state.pictures.delete(oldest);
  },
};

function writeStay({ state }: Fold, stay: Stay): void {
  const key = credentialKey(stay.credential);
  state.threads.set(key, withStay(state.threads.get(key) ?? emptyThread, stay));
  if (stay.phase === 'closed') state.stays.delete(stay.id);
  else state.stays.set(stay.id, key);
}
