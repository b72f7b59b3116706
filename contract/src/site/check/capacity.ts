import { type CheckContext, trouble } from './context.ts';
import type { Trouble } from './finding.ts';

/** Numbers that the file states and the plan contradicts. A zone without bays of its own states what it likes. */
export function checkCapacity({ site, pathOf }: CheckContext): Trouble[] {
  return site.zones.flatMap((zone) => {
    const about = { id: zone.id, path: pathOf('zone', zone.id) };
    const bays = site.bays.filter((bay) => bay.zone === zone.id);
    const permits = bays.filter((bay) => bay.permit_only).length;
    const found: Trouble[] = [];
    if (bays.length > 0 && zone.capacity !== bays.length)
      found.push(
        trouble('capacity-differs', about, { what: 'capacity', stated: zone.capacity, counted: `${bays.length} bays` }),
      );
    const counted =
      zone.kept_for_permits < permits
        ? `${permits} permit bays`
        : zone.kept_for_permits > zone.capacity
          ? `${zone.capacity} bays`
          : null;
    if (counted !== null)
      found.push(
        trouble('capacity-differs', about, { what: 'kept_for_permits', stated: zone.kept_for_permits, counted }),
      );
    return found;
  });
}
