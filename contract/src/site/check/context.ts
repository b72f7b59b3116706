import { type Id, type Point, parsePoint } from '@berth/domain/kernel';
import type { Aisle, Device, Lane, Site, SiteBus } from '@berth/domain/site';
import type { DeviceProfile } from '../../profile/index.ts';
import type { Noun } from '../expand/draft.ts';
import type { ExpandedSite } from '../expand/index.ts';
import type { Path, Trouble, Values } from './finding.ts';
import type { FindingCode } from './texts.ts';

/** A written-out site with what the checks look up in it. */
export interface CheckContext {
  readonly site: Site;
  readonly profiles: ReadonlyMap<Id, DeviceProfile>;
  readonly dropped: ReadonlySet<string>;
  readonly devices: ReadonlyMap<Id, Device>;
  readonly buses: ReadonlyMap<Id, { readonly gateway: Id; readonly bus: SiteBus }>;
  readonly aisles: ReadonlyMap<Id, Aisle>;
  readonly pathOf: (noun: Noun, id: Id) => Path;
  readonly has: (noun: Noun, id: Id) => boolean;
}

export function contextOf(expanded: ExpandedSite, profiles: ReadonlyMap<Id, DeviceProfile>): CheckContext {
  const { site, origins, dropped } = expanded;
  const buses = site.gateways.flatMap((gateway) =>
    gateway.buses.map((bus) => [bus.id, { gateway: gateway.id, bus }] as const),
  );
  return {
    site,
    profiles,
    dropped,
    devices: new Map(site.devices.map((device) => [device.id, device])),
    buses: new Map(buses),
    aisles: new Map(site.aisles.map((aisle) => [aisle.id, aisle])),
    pathOf: (noun, id) => origins.get(`${noun}:${id}`) ?? [],
    has: (noun, id) => origins.has(`${noun}:${id}`),
  };
}

export interface About {
  readonly id: string;
  readonly path: Path;
}

export function trouble(code: FindingCode, about: About, values: Values = {}): Trouble {
  return { code, id: about.id, path: about.path, values };
}

/** Nothing when the thing is there, or was dropped for a fault of its own. */
export function missing(
  context: CheckContext,
  about: About,
  [noun, name]: readonly [noun: Noun, name: string | null],
): Trouble[] {
  if (name === null || context.has(noun, name) || context.dropped.has(`${noun}:${name}`)) return [];
  return [trouble('dangling-reference', about, { noun, name })];
}

export interface ResolvedPoint extends Point {
  readonly on: Device;
  readonly profile: DeviceProfile;
}

/** The device and profile behind a point; null when one is missing, which other checks report. */
export function resolvePoint(context: CheckContext, reference: string): ResolvedPoint | null {
  const point = parsePoint(reference);
  const on = point && context.devices.get(point.device);
  const profile = on && context.profiles.get(on.profile);
  return point && on && profile ? { ...point, on, profile } : null;
}

/** Lanes without those that only hold the place of one that could not be made. */
export function wholeLanes({ site, dropped }: CheckContext): Lane[] {
  return site.lanes.filter((lane) => !dropped.has(`lane:${lane.id}`));
}
