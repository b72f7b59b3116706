import type { DeviceProfile } from '@berth/contract';
import type { Id } from '@berth/domain/kernel';
import type { Device } from '@berth/domain/site';
import type { ImagePoint } from './image.ts';

/** Every point that these devices have, by their profiles. A device without a profile has none. */
export function pointsOf(devices: readonly Device[], profiles: ReadonlyMap<Id, DeviceProfile>): readonly ImagePoint[] {
  return devices.flatMap((device) => {
    const profile = profiles.get(device.profile);
    if (profile?.wire !== 'modbus' && profile?.wire !== 'mqtt') return [];
    return Object.entries(profile.readings).flatMap(([reading, { max_age_ms, ...about }]) =>
      Array.from({ length: 'count' in about ? about.count : 1 }, (_, index) => ({
        device: device.id,
        reading,
        index,
        max_age_ms,
      })),
    );
  });
}
