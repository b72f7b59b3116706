import { bayMarks, type Screen, type ScreenChange, type ScreenLane } from '@berth/contract';
import type { Id } from '@berth/domain/kernel';
import type { RecordedEvent, SiteContext, SiteState } from '@berth/domain/site';
import type { UncountedCar } from '@berth/domain/stay';
import type { Mirror } from './mirror.ts';

/** The parts of a screen that are made from the state. */
export type ScreenPart = 'occupancy' | 'lanes' | 'faults' | 'alarms' | 'fire' | 'unmatched' | 'left_unseen';

const partsOf: Partial<Record<RecordedEvent['event']['kind'], readonly ScreenPart[]>> = {
  'bay-changed': ['occupancy'],
  'car-moved': ['occupancy'],
  'count-corrected': ['occupancy'],
  'inventory-taken': ['occupancy'],
  'passage-authorised': ['lanes'],
  'passage-passed': ['lanes'],
  'passage-committed': ['lanes'],
  'passage-voided': ['lanes'],
  'barrier-changed': ['lanes'],
  'lane-mode-changed': ['lanes'],
  'lane-mode-asked': ['lanes'],
  'keep-open-changed': ['lanes'],
  'alarm-raised': ['alarms'],
  'alarm-acknowledged': ['alarms'],
  'fault-raised': ['faults', 'occupancy'],
  'fault-cleared': ['faults', 'occupancy'],
  'fire-changed': ['fire', 'lanes'],
  'car-unmatched': ['unmatched'],
  'car-left-unseen': ['left_unseen'],
  'car-settled': ['unmatched', 'left_unseen'],
  'picture-taken': ['unmatched', 'left_unseen'],
  'stay-changed': ['left_unseen'],
  'stay-closed': ['left_unseen'],
};

/** What has changed since the last change left, gathered so that a busy moment is one message. */
export interface PendingChange {
  from: number;
  readonly bays: Map<Id, string>;
  readonly parts: Set<ScreenPart>;
  readonly events: RecordedEvent[];
}

export function noChange(revision: number): PendingChange {
  return { from: revision, bays: new Map(), parts: new Set(), events: [] };
}

export function gatherChange(pending: PendingChange, recorded: RecordedEvent): void {
  const { event } = recorded;
  if (event.kind === 'bay-changed') pending.bays.set(event.bay, bayMarks[event.state]);
  if (isWorthTelling(recorded)) pending.events.push(recorded);
  for (const part of partsOf[event.kind] ?? []) pending.parts.add(part);
}

const silent: ReadonlySet<string> = new Set([
  'inbox-moved',
  'bay-changed',
  'command-asked',
  'command-answered',
  'strays-changed',
]);

/** Bays and bookkeeping are shown where they are, not told as events. */
function isWorthTelling({ event }: RecordedEvent): boolean {
  return !silent.has(event.kind);
}

type StatePart = Pick<Screen, ScreenPart>;

export interface ScreenMaker {
  readonly context: SiteContext;
  readonly mirror: Mirror;
  readonly occupancy: () => Screen['occupancy'];
  readonly health: () => Screen['health'];
  readonly simulator: boolean;
}

const makers: { readonly [Part in ScreenPart]: (maker: ScreenMaker) => StatePart[Part] } = {
  occupancy: ({ occupancy }) => occupancy(),
  lanes: ({ mirror }) => [...mirror.state.lanes].map(([id, lane]) => laneView(id, lane)),
  faults: ({ mirror }) =>
    [...mirror.state.faults.values()].map(({ subject, code, detail, since }) => ({ subject, code, detail, since })),
  alarms: ({ mirror }) => [...mirror.state.alarms.values()].map(({ id, lane, code, at }) => ({ id, lane, code, at })),
  fire: ({ mirror }) => mirror.state.fire.size > 0,
  unmatched: ({ mirror }) => [...mirror.state.unmatched.values()].map(carView),
  left_unseen: ({ mirror }) => [...mirror.state.left_unseen.values()].map(carView),
};

const carView = ({ id, lane, cause, at, pictures }: UncountedCar) => ({
  id,
  lane,
  cause,
  at,
  picture: pictures.at(-1) ?? null,
});

function laneView(id: Id, lane: SiteState['lanes'] extends Map<Id, infer Lane> ? Lane : never): ScreenLane {
  const { barrier, mode, asked_mode, keep_open, last_passage } = lane;
  return { id, barrier, mode: mode ?? asked_mode, keep_open: keep_open !== null, car: last_passage?.stage ?? null };
}

function makeParts(maker: ScreenMaker, parts: Iterable<ScreenPart>): Partial<StatePart> {
  return Object.fromEntries([...parts].map((part) => [part, makers[part](maker)]));
}

const everyPart = Object.keys(makers) as ScreenPart[];

export function wholeScreen(maker: ScreenMaker, at: number): Screen {
  const { mirror, context } = maker;
  const bays = context.site.bays.map((bay) => bayMarks[mirror.state.bays.get(bay.id)?.state ?? 'unknown']).join('');
  return {
    epoch: mirror.epoch,
    revision: mirror.state.revision,
    at,
    bays,
    events: mirror.recent.filter(isWorthTelling).reverse(),
    engine: mirror.engine,
    simulator: maker.simulator,
    signs: mirror.status?.signs ?? [],
    agents: mirror.status?.agents ?? [],
    health: maker.health(),
    ...(makeParts(maker, everyPart) as StatePart),
  };
}

/** The change that is pending, or null when there is none. */
export function takeChange(
  maker: ScreenMaker,
  pending: PendingChange,
  places: ReadonlyMap<Id, number>,
): Partial<ScreenChange> | null {
  if (pending.parts.size === 0 && pending.bays.size === 0 && pending.events.length === 0) return null;
  const bays = [...pending.bays].flatMap(([id, mark]): [number, string][] => {
    const place = places.get(id);
    return place === undefined ? [] : [[place, mark]];
  });
  return {
    ...(bays.length > 0 ? { bays } : {}),
    ...(pending.events.length > 0 ? { events: [...pending.events] } : {}),
    ...makeParts(maker, pending.parts),
  };
}
