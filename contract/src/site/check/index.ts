import type { DeviceProfile } from '../../profile/index.ts';
import type { ExpandedSite } from '../expand/index.ts';
import type { Trouble } from './finding.ts';

/** Everything that does not make sense in a site that could be written out. */
export function checkSite(_expanded: ExpandedSite, _profiles: ReadonlyMap<string, DeviceProfile>): Trouble[] {
  return [];
}
