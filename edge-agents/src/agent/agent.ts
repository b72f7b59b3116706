import type { DeviceProfile } from '@berth/contract';
import type { Elapsed, Id, RefusalCode } from '@berth/domain/kernel';
import type { Sign, Site } from '@berth/domain/site';
import type { ProcessImage, Slot } from '../image/image.ts';
import { type Bays, openBays } from './bays.ts';
import { type Borders, openBorders } from './borders.ts';
import type { FaultRegister } from './faults.ts';
import { fireSlots } from './lane-image.ts';
import { readStopList, type StopList, stopListKey } from './lane-memory.ts';
import { type LanePlace, openLane } from './lanes.ts';

/** Everything one agent knows between two scans. Changed in place by `stepAgent`, its only writer. */
export interface Agent {
  readonly gateway: Id;
  readonly lanes: readonly LanePlace[];
  readonly lane_by_id: ReadonlyMap<Id, LanePlace>;
  readonly borders: Borders;
  readonly bays: Bays;
  readonly signs: ReadonlyMap<Id, Sign>;
  readonly fire_slots: readonly (Slot | null)[];
  readonly faults: FaultRegister;
  readonly stop_list: StopList;
  /** The contact was on at the last scan. */
  fire_seen: boolean;
  /** As it was last observed to the controller. */
  fire_told: boolean;
  questions: number;
  /** Which lane waits for the answer to which question, by the agent's number. */
  readonly asked: Map<number, { readonly lane: Id; readonly question: number; readonly until_at: Elapsed }>;
  /** Commands to all lanes, until each has answered. */
  readonly shared: Map<string, { left: number; refusal: RefusalCode | null }>;
}

export interface AgentOpening {
  readonly site: Site;
  readonly gateway: Id;
  readonly profiles: ReadonlyMap<Id, DeviceProfile>;
  readonly process: ProcessImage;
  readonly boot: string;
  readonly now: Elapsed;
  /** What the boot before noted under a key; null: nothing. */
  readonly noted: (key: string) => unknown;
}

export function openAgent(opening: AgentOpening): Agent {
  const { site, gateway, process, now, noted } = opening;
  const stop_list = readStopList(noted(stopListKey));
  const lanes = site.lanes
    .filter((lane) => lane.gateway === gateway)
    .map((lane) => openLane(lane, { ...opening, stopped: stop_list.stopped }));
  return {
    gateway,
    lanes,
    lane_by_id: new Map(lanes.map((place) => [place.lane.id, place])),
    borders: openBorders(site, gateway, process),
    bays: openBays(site, gateway, { process, now }),
    signs: new Map(site.signs.filter((sign) => sign.gateway === gateway).map((sign) => [sign.id, sign])),
    fire_slots: fireSlots(site, gateway, process),
    faults: new Map(),
    stop_list,
    fire_seen: false,
    fire_told: lanes.some(({ state }) => state.fire),
    questions: 0,
    asked: new Map(),
    shared: new Map(),
  };
}
