import type { Device, SiteBus } from '@berth/domain/site';
import type { DeviceProfile } from '../../profile/index.ts';
import { nearest } from '../nearest.ts';
import { type CheckContext, trouble } from './context.ts';
import type { Trouble } from './finding.ts';

/** Devices whose profile, bus or address cannot be right. */
export function checkDevices(context: CheckContext): Trouble[] {
  const taken = new Map<string, Device>();
  return context.site.devices.flatMap((device) => {
    const about = { id: device.id, path: context.pathOf('device', device.id) };
    const profile = context.profiles.get(device.profile);
    const bus = context.buses.get(device.bus)?.bus;
    if (!profile) {
      const guess = nearest(device.profile, context.profiles.keys());
      const text = guess === null ? 'add it to config/devices' : `did you mean "${guess}"?`;
      return [trouble('unknown-profile', about, { profile: device.profile, guess: text })];
    }
    if (!bus) return [];
    if (!fits(profile, bus))
      return [trouble('wrong-bus', about, { wire: wireOf(profile), bus: bus.id, kind: bus.kind })];
    if (needsAddress(profile) && device.address === null) return [trouble('address-missing', about)];
    const address = addressOf(device, profile);
    const key = `${device.bus} ${address}`;
    const other = taken.get(key);
    if (other) return [trouble('double-address', about, { bus: device.bus, other: other.id, address })];
    taken.set(key, device);
    return [];
  });
}

function wireOf(profile: DeviceProfile): string {
  return profile.wire === 'sign' ? profile.sign.codec : profile.wire;
}

function fits(profile: DeviceProfile, bus: SiteBus): boolean {
  const modbus = bus.kind === 'modbus-tcp' || bus.kind === 'modbus-rtu';
  switch (profile.wire) {
    case 'modbus':
      return modbus;
    case 'mqtt':
      return bus.kind === 'mqtt';
    case 'http':
      return bus.kind === 'http';
    case 'sign':
      return profile.sign.codec === 'modbus-sign' ? modbus : bus.kind === 'sign-tcp';
  }
}

function needsAddress(profile: DeviceProfile): boolean {
  if (profile.wire === 'http') return profile.snapshot.path.includes('{address}');
  if (profile.wire !== 'mqtt') return false;
  return Object.values(profile.readings).some((reading) => reading.topic.includes('{address}'));
}

/** Modbus devices and signs are told apart by unit, the others by what their profile puts into topics and paths. */
function addressOf(device: Device, profile: DeviceProfile): string {
  return profile.wire === 'modbus' || profile.wire === 'sign' ? String(device.unit) : (device.address ?? '');
}
