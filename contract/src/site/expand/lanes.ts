import type { Aisle, Border, Lane, LaneEnd, PlanNode, Sign, Zone } from '@berth/domain/site';
import { poseAlong, rounded } from '../geometry.ts';
import type { WholeLane } from '../schema/lanes.ts';
import type { SiteFile } from '../schema.ts';
import { claim, type Draft, noteMissing } from './draft.ts';
import type { LaneKit } from './kits.ts';
import { addDevice } from './wiring.ts';

export function expandLanes(draft: Draft, kits: readonly LaneKit[], zones: readonly Zone[]): Lane[] {
  const areaOf = new Map(zones.map((zone) => [zone.id, zone.area]));
  const lanes: Lane[] = [];
  for (const { id, lane, path } of kits) {
    if (!claim(draft, 'lane', { id, path })) continue;
    lanes.push({
      id,
      name: lane.name,
      kind: lane.kind,
      from_area: lane.from_area ?? areaOf.get(lane.from ?? '') ?? null,
      to_area: lane.to_area ?? areaOf.get(lane.to ?? '') ?? null,
      from_zone: lane.from ?? null,
      to_zone: lane.to ?? null,
      aisle: lane.aisle,
      at_m: lane.at_m,
      gateway: lane.gateway ?? draft.devices.get(lane.barrier)?.gateway ?? '',
      barrier: lane.barrier,
      without_power: lane.without_power,
      loops: {
        approach: lane.loops.approach ?? null,
        arming: lane.loops.arming,
        closing: lane.loops.closing,
        leaving: lane.loops.leaving ?? null,
      },
      safety: lane.safety,
      forward: laneEnd(lane.forward),
      backward: laneEnd(lane.backward),
      alarm_output: lane.alarm_output ?? null,
      opened_by_hand: lane.opened_by_hand ?? null,
    });
  }
  return lanes;
}

function laneEnd(file: WholeLane['forward']): LaneEnd | null {
  if (!file) return null;
  return {
    button: file.button ?? null,
    dispenser: file.dispenser ?? null,
    collector: file.collector ?? null,
    reader: file.reader ?? null,
    long_range_reader: file.long_range_reader ?? null,
    camera: file.camera ?? null,
    display: file.display ?? null,
    height_beam: file.height_beam ?? null,
    help_button: file.help_button ?? null,
    traffic_light: file.traffic_light ?? null,
  };
}

export function expandBorders(draft: Draft): Border[] {
  const borders: Border[] = [];
  for (const [id, file] of Object.entries(draft.file.borders)) {
    const path = ['borders', id];
    const detector = `${id}-loops`;
    if (file.detector) addDevice(draft, detector, { file: file.detector, path: [...path, 'detector'] });
    if (!claim(draft, 'border', { id, path })) continue;
    const first = file.first ?? `${detector}.a`;
    const second = file.second ?? `${detector}.b`;
    borders.push({
      id,
      from_zone: file.from ?? null,
      to_zone: file.to ?? null,
      aisle: file.aisle,
      at_m: file.at_m,
      spacing_m: file.spacing_m,
      gateway: draft.devices.get(first.split('.')[0] ?? '')?.gateway ?? '',
      first,
      second,
      latched: file.latched,
    });
  }
  return borders;
}

interface SignPlace {
  readonly lanes: readonly Lane[];
  readonly aisles: readonly Aisle[];
  readonly nodes: readonly PlanNode[];
}

export function expandSigns(draft: Draft, kits: readonly LaneKit[], plan: SignPlace): Sign[] {
  const signs: Sign[] = [];
  const add = (id: string, file: SiteFile['signs'][string], path: readonly (string | number)[]): void => {
    const device = `${id}-panel`;
    const added = addDevice(draft, device, { file, path });
    if (!claim(draft, 'sign', { id, path })) return;
    const lane = laneSpot(file.lane, plan);
    const { level = lane?.level, at = lane?.at } = file;
    if (level === undefined || at === undefined) {
      const isLaneThere = plan.lanes.some((each) => each.id === file.lane);
      if (!isLaneThere) noteMissing(draft, { id, path, noun: 'lane', name: file.lane ?? '(no level, at or lane)' });
      draft.dropped.add(`sign:${id}`);
      return;
    }
    const zones = Object.entries(file.zones).map(([zone, arrow]) => ({ zone, arrow }));
    const { name, purpose } = file;
    signs.push({ id, name, purpose, level, at, gateway: added?.gateway ?? '', device, zones, lane: file.lane ?? null });
  };
  for (const [id, file] of Object.entries(draft.file.signs)) add(id, file, ['signs', id]);
  for (const kit of kits)
    for (const [id, file] of Object.entries(kit.signs))
      add(id, { ...file, name: kit.lane.name, purpose: 'lane', lane: kit.id }, kit.path);
  return signs;
}

/** Beside the lane, 2 m before its arm. */
function laneSpot(id: string | undefined, plan: SignPlace) {
  const lane = plan.lanes.find((each) => each.id === id);
  const aisle = plan.aisles.find((each) => each.id === lane?.aisle);
  const node = plan.nodes.find((each) => each.id === aisle?.from);
  if (!lane || !aisle || !node) return null;
  const { at, heading } = poseAlong(aisle.line, Math.max(0, lane.at_m - 2));
  const side_m = 2.5;
  const spot: [number, number] = [rounded(at[0] - heading[1] * side_m), rounded(at[1] + heading[0] * side_m)];
  return { level: node.level, at: spot };
}
