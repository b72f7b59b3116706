import type { DeviceProfile } from '../../profile/index.ts';
import type { ExpandedSite } from '../expand/index.ts';
import type { LastSite } from '../last-site.ts';
import { checkAgainst } from './against.ts';
import { checkAreas } from './areas.ts';
import { checkCapacity } from './capacity.ts';
import { contextOf } from './context.ts';
import { checkCrossings } from './crossings.ts';
import type { Trouble } from './finding.ts';
import { checkLayout } from './layout.ts';
import { checkPace } from './pace.ts';
import { checkPoints } from './points.ts';
import { checkReach } from './reach.ts';
import { checkReferences } from './references.ts';
import { checkSafety } from './safety.ts';
import { checkDevices } from './wires.ts';

/** Everything that does not make sense in a site that could be written out. `before` is the site last in use. */
export function checkSite(
  expanded: ExpandedSite,
  profiles: ReadonlyMap<string, DeviceProfile>,
  before: LastSite | null = null,
): Trouble[] {
  const context = contextOf(expanded, profiles);
  const checks = [
    checkReferences,
    checkDevices,
    checkPoints,
    checkSafety,
    checkPace,
    checkAreas,
    checkCrossings,
    checkReach,
    checkLayout,
    checkCapacity,
  ];
  const found = checks.flatMap((check) => check(context));
  return before ? [...found, ...checkAgainst(context, before)] : found;
}
