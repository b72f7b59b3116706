import { type Bay, defaultSiteRules, type Site, type Zone } from '@berth/domain/site';
import type { DeviceProfile } from '../../profile/index.ts';
import type { Path, Trouble } from '../check/finding.ts';
import type { SiteFile } from '../schema.ts';
import { expandBays } from './bays.ts';
import { claim, type Draft, startDraft } from './draft.ts';
import { fillKits } from './kits.ts';
import { expandBorders, expandLanes, expandSigns } from './lanes.ts';
import {
  expandAisles,
  expandAreas,
  expandLevels,
  expandLobbies,
  expandNodes,
  expandWaivers,
  expandWalks,
} from './plan.ts';
import { tieSensors } from './sensors.ts';
import { expandDevices, expandGateways } from './wiring.ts';

export interface ExpandedSite {
  readonly site: Site;
  /** Where each thing comes from in the file, by `noun:id` (`bay:b1-001`). */
  readonly origins: ReadonlyMap<string, Path>;
  /** `noun:id` of what could not be made; the findings say why. */
  readonly dropped: ReadonlySet<string>;
  readonly troubles: readonly Trouble[];
}

/**
 * Writes a site file out: rows to bays, kits to lanes, ranges to devices, defaults filled in. What
 * cannot be made is left out and reported; whether the rest makes sense is for `checkSite`.
 */
export function expandSite(
  file: SiteFile,
  profiles: ReadonlyMap<string, DeviceProfile>,
  droppedBefore: Iterable<string> = [],
): ExpandedSite {
  const draft = startDraft(file, profiles);
  for (const key of droppedBefore) draft.dropped.add(key);
  const kits = fillKits(draft);
  const gateways = expandGateways(draft, kits);
  expandDevices(draft, kits);
  const areas = expandAreas(draft);
  const levels = expandLevels(draft);
  const nodes = expandNodes(draft);
  const aisles = expandAisles(draft, nodes);
  const bays = tieSensors(draft, expandBays(draft, nodes, aisles));
  const zones = expandZones(draft, bays);
  const lanes = expandLanes(draft, kits, zones);
  const borders = expandBorders(draft);
  const signs = expandSigns(draft, kits, { lanes, aisles, nodes });
  const lobbies = expandLobbies(draft);
  const site: Site = {
    id: file.site,
    name: file.name,
    time_zone: file.time_zone,
    currency: file.currency,
    rules: { ...defaultSiteRules, ...withoutUndefined(file.rules) },
    areas,
    levels,
    zones,
    nodes,
    aisles,
    lobbies,
    walks: expandWalks(draft, [...nodes, ...lobbies]),
    bays,
    lanes,
    borders,
    signs,
    gateways,
    devices: [...draft.devices.values()],
    waivers: expandWaivers(draft),
    fire_inputs: file.fire_inputs,
    power: { mains_lost: file.power.mains_lost ?? null, battery_low: file.power.battery_low ?? null },
  };
  return { site, origins: draft.origins, dropped: draft.dropped, troubles: draft.troubles };
}

function expandZones(draft: Draft, bays: readonly Bay[]): Zone[] {
  const counts = new Map<string, { bays: number; permits: number }>();
  for (const bay of bays) {
    const count = counts.get(bay.zone) ?? { bays: 0, permits: 0 };
    counts.set(bay.zone, { bays: count.bays + 1, permits: count.permits + (bay.permit_only ? 1 : 0) });
  }
  return Object.entries(draft.file.zones).map(([id, file]) => {
    claim(draft, 'zone', { id, path: ['zones', id] });
    const counted = counts.get(id) ?? { bays: 0, permits: 0 };
    const { name, level, area } = file;
    const capacity = file.capacity ?? counted.bays;
    return { id, name, level, area, capacity, kept_for_permits: file.kept_for_permits ?? counted.permits };
  });
}

function withoutUndefined<Value extends object>(
  value: Value,
): { [Key in keyof Value]: Exclude<Value[Key], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    [Key in keyof Value]: Exclude<Value[Key], undefined>;
  };
}
