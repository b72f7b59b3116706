import type { Bay } from '@berth/domain/site';
import type { Noun } from '../expand/draft.ts';
import type { LastSite } from '../last-site.ts';
import { type CheckContext, trouble } from './context.ts';
import type { Trouble } from './finding.ts';

/**
 * What a changed site file would do to the cars that are inside: things that the store's counts and
 * stays name and that are gone, or now mean another place. `before` is the site last in use.
 */
export function checkAgainst(context: CheckContext, before: LastSite): Trouble[] {
  const { site } = context;
  if (site.id !== before.id) return [trouble('other-site', { id: site.id, path: ['site'] }, { other: before.id })];
  return [
    ...changedBays(context, before),
    ...gone(['zone', 'zones'], before.zones, site.zones),
    ...gone(['area', 'areas'], before.areas, site.areas),
    ...gone(['lane', 'lanes'], before.lanes, site.lanes),
    ...gone(['gateway', 'gateways'], before.gateways, site.gateways),
    ...before.zones.flatMap((old) => {
      const zone = site.zones.find((each) => each.id === old.id);
      if (!zone || zone.capacity === old.capacity) return [];
      const about = { id: zone.id, path: context.pathOf('zone', zone.id) };
      return [trouble('capacity-changed', about, { from: old.capacity, to: zone.capacity })];
    }),
  ];
}

interface Named {
  readonly id: string;
}

function gone([noun, section]: readonly [Noun, string], before: readonly Named[], now: readonly Named[]): Trouble[] {
  const ids = new Set(now.map((each) => each.id));
  return before
    .filter((old) => !ids.has(old.id))
    .map(({ id }) => trouble('thing-removed', { id, path: [section] }, { noun }));
}

function changedBays({ site, pathOf }: CheckContext, before: LastSite): Trouble[] {
  const byId = new Map(site.bays.map((bay) => [bay.id, bay]));
  const byPlace = new Map(site.bays.map((bay) => [placeOf(bay), bay]));
  return before.bays.flatMap((old) => {
    const bay = byId.get(old.id);
    const here = byPlace.get(placeOf(old));
    if (here && here.id !== old.id)
      return [trouble('bay-renumbered', { id: old.id, path: pathOf('bay', here.id) }, { other: here.label })];
    if (!bay) return [trouble('bay-removed', { id: old.id, path: [site.bays.length > 0 ? 'rows' : 'bays'] })];
    const about = { id: bay.id, path: pathOf('bay', bay.id) };
    if (bay.label !== old.label) return [trouble('bay-renumbered', about, { other: bay.label })];
    return bay.zone === old.zone ? [] : [trouble('bay-moved', about, { from: old.zone, to: bay.zone })];
  });
}

/** A bay drawn anew within half a metre is the same bay. */
function placeOf(bay: Pick<Bay, 'level' | 'outline'>): string {
  const xs = bay.outline.map((point) => point[0]);
  const ys = bay.outline.map((point) => point[1]);
  const middle = (values: readonly number[]) => Math.round(Math.min(...values) + Math.max(...values));
  return `${bay.level} ${middle(xs)} ${middle(ys)}`;
}
