import type { Duplex } from 'node:stream';
import type { DeviceProfile, Wiring } from '@berth/contract';
import type { Id } from '@berth/domain/kernel';
import type { Device, Site, SiteBus } from '@berth/domain/site';
import type { PhysicalWorld } from '../world/physical.ts';
import type { WireClock } from './clock.ts';
import type { BrokerLogin } from './mqtt/sensors.ts';

export interface WireParts {
  readonly site: Site;
  readonly profiles: ReadonlyMap<Id, DeviceProfile>;
  readonly world: PhysicalWorld;
  /** The real broker: relays lead to it, and sensors that speak MQTT log in there. */
  readonly brokerLogin: BrokerLogin;
  readonly seed: number;
  readonly clock: WireClock;
  /** Where everything listened before; those ports are taken again where they are free. */
  readonly former: Wiring | null;
  readonly log: WireLog;
  /** Serial lines that are there, by bus: what is on such a bus speaks RTU on it, and not on TCP. */
  readonly streams?: ReadonlyMap<Id, Duplex>;
}

/** As a pino logger has it. */
export interface WireLog {
  warn(details: object, message: string): void;
}

/** A device with its profile. */
export interface Fitted<Profile extends DeviceProfile = DeviceProfile> {
  readonly device: Device;
  readonly profile: Profile;
}

/** A bus with what is on it. Devices whose profile is not there, or does not belong on it, are told of and left out. */
export interface FittedBus {
  readonly bus: SiteBus;
  readonly devices: readonly Fitted[];
}

export function fittedBuses(parts: WireParts): FittedBus[] {
  const byBus = new Map<Id, Fitted[]>();
  for (const device of parts.site.devices) {
    const profile = parts.profiles.get(device.profile);
    if (!profile) {
      parts.log.warn({ device: device.id, profile: device.profile }, 'no such profile: the device is left out');
      continue;
    }
    const devices = byBus.get(device.bus) ?? [];
    devices.push({ device, profile });
    byBus.set(device.bus, devices);
  }
  return parts.site.gateways.flatMap((gateway) =>
    gateway.buses.map((bus) => ({ bus, devices: byBus.get(bus.id) ?? [] })),
  );
}

export function formerPort(parts: WireParts, bus: Id): number | null {
  const url = parts.former?.http[bus];
  if (url !== undefined) return Number(new URL(url).port) || null;
  return parts.former?.buses[bus]?.port ?? null;
}
