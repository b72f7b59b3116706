import type { DeviceProfile, SignProfile } from '@berth/contract';
import type { Id } from '@berth/domain/kernel';
import type { Device, Sign, Site, SiteBus } from '@berth/domain/site';
import type { Bus } from '../../bus/port.ts';
import type { Clock } from '../clock.ts';
import { openDesk } from './desk.ts';
import { ledSignWire } from './led-wire.ts';
import { modbusSignWire } from './modbus-wire.ts';
import { type RunningSigns, runSigns } from './run.ts';
import type { SignWire } from './wire.ts';

export interface SignParts {
  readonly site: Site;
  readonly gateway: Id;
  readonly profiles: ReadonlyMap<Id, DeviceProfile>;
  readonly clock: Clock;
  /** The Modbus line of a bus; null where there is none. */
  readonly bus: (id: Id) => Bus | null;
  /** Where a bus really is, over what the site file says. */
  readonly place: (bus: SiteBus) => { readonly host: string; readonly port: number } | null;
  readonly onFault: (sign: Id, on: boolean) => void;
  readonly onHandedOver: (sign: Id) => void;
}

interface Fitted {
  readonly sign: Sign;
  readonly device: Device;
  readonly profile: SignProfile;
}

/** The signs of this gateway, by bus: each bus is written to by one hand. */
export function openSigns(parts: SignParts): RunningSigns[] {
  const byBus = new Map<Id, Fitted[]>();
  for (const sign of parts.site.signs) {
    const device = sign.gateway === parts.gateway ? parts.site.devices.find(({ id }) => id === sign.device) : undefined;
    const profile = device && parts.profiles.get(device.profile);
    if (!device || profile?.wire !== 'sign') continue;
    byBus.set(device.bus, [...(byBus.get(device.bus) ?? []), { sign, device, profile }]);
  }
  return [...byBus.values()].map((fitted) => openBusSigns(parts, fitted));
}

function openBusSigns(parts: SignParts, fitted: readonly Fitted[]): RunningSigns {
  const wires = new Map<Id, SignWire>();
  for (const each of fitted) {
    const wire = openWire(parts, each);
    if (wire) wires.set(each.sign.id, wire);
  }
  const signs = fitted.map(({ sign, profile }) => ({ sign: sign.id, blanks_after_s: profile.sign.blanks_after_s }));
  const desk = openDesk(signs, parts.site.rules.sign_silence_s);
  const { clock, onFault, onHandedOver } = parts;
  return runSigns({ clock, desk, wires, onFault, onHandedOver });
}

/** Null where the site file wires a sign to a bus that cannot carry it: it then stays silent, a fault. */
function openWire(parts: SignParts, { device, profile }: Fitted): SignWire | null {
  const { sign } = profile;
  if (sign.codec === 'modbus-sign') {
    const bus = parts.bus(device.bus);
    return bus && modbusSignWire(bus, device.unit, sign);
  }
  const bus = parts.site.gateways.flatMap(({ buses }) => buses).find(({ id }) => id === device.bus);
  const place = bus && parts.place(bus);
  return place ? ledSignWire({ ...place, address: device.unit, sign }) : null;
}
