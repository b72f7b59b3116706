import { type DeviceProfile, type ModbusProfile, planPolls, type Wiring } from '@berth/contract';
import type { Id } from '@berth/domain/kernel';
import type { Device, Gateway, Site, SiteBus } from '@berth/domain/site';
import { systemClock } from '../bus/clock.ts';
import { type LineNews, type RunningLine, startLine } from '../bus/line.ts';
import { createMqttSensors, type MqttSensors } from '../bus/mqtt-sensors.ts';
import type { Bus } from '../bus/port.ts';
import { createRtuBus } from '../bus/rtu-bus.ts';
import { createTcpBus } from '../bus/tcp-bus.ts';
import { createImage, type ProcessImage } from '../image/image.ts';
import { pointsOf } from '../image/points.ts';
import type { Camera } from './pictures/take.ts';
import { shareBus } from './signs/shared-bus.ts';

/** The devices of one cabinet, and the ways to them. Modules that the site has not are simply not there. */
export interface Hardware {
  readonly image: ProcessImage;
  readonly devices: ReadonlyMap<Id, Device>;
  /** Modbus lines by bus, made and not yet polled. */
  readonly buses: ReadonlyMap<Id, Bus>;
  readonly sensors: MqttSensors;
  readonly cameras: ReadonlyMap<Id, Camera>;
  readonly place: (bus: SiteBus) => { readonly host: string; readonly port: number } | null;
}

export interface HardwareParts {
  readonly site: Site;
  readonly gateway: Gateway;
  readonly profiles: ReadonlyMap<Id, DeviceProfile>;
  /** The simulator's addresses; null with real hardware. */
  readonly wiring: Wiring | null;
}

export function openHardware(parts: HardwareParts): Hardware {
  const { site, gateway, profiles, wiring } = parts;
  const devices = site.devices.filter((device) => device.gateway === gateway.id);
  const image = createImage(pointsOf(devices, profiles));
  const place = (bus: SiteBus) => wiring?.buses[bus.id] ?? ('host' in bus ? { host: bus.host, port: bus.port } : null);
  const buses = new Map<Id, Bus>();
  for (const bus of gateway.buses) {
    const made = openBus(bus, place(bus));
    if (made) buses.set(bus.id, shareBus(made));
  }
  const mqttDevices = devices.flatMap(({ id, address, profile: name }) => {
    const profile = profiles.get(name);
    return profile?.wire === 'mqtt' ? [{ id, address: address ?? id, profile }] : [];
  });
  return {
    image,
    devices: new Map(devices.map((device) => [device.id, device])),
    buses,
    sensors: createMqttSensors(mqttDevices, image),
    cameras: camerasOf(parts, devices),
    place,
  };
}

/** A serial line that the simulator stands in for is reached over TCP. */
function openBus(bus: SiteBus, place: { host: string; port: number } | null): Bus | null {
  if (bus.kind === 'modbus-tcp') return place && createTcpBus(place);
  if (bus.kind === 'modbus-rtu') return place ? createTcpBus(place) : createRtuBus(bus);
  return null;
}

function camerasOf({ gateway, profiles, wiring }: HardwareParts, devices: readonly Device[]): Map<Id, Camera> {
  const cameras = new Map<Id, Camera>();
  for (const { id, profile: name, address, bus: busId } of devices) {
    const profile = profiles.get(name);
    const bus = gateway.buses.find((each) => each.id === busId);
    if (profile?.wire !== 'http' || bus?.kind !== 'http') continue;
    cameras.set(id, { profile, base_url: wiring?.http[busId] ?? bus.base_url, address });
  }
  return cameras;
}

export interface LinesParts extends HardwareParts {
  readonly hardware: Hardware;
  readonly hear: (news: LineNews, bus: Id) => void;
}

/** Starts to poll every line that has something to poll or to write. */
export function startLines({ gateway, profiles, hardware, hear }: LinesParts): Map<Id, RunningLine> {
  const lines = new Map<Id, RunningLine>();
  const { image } = hardware;
  for (const siteBus of gateway.buses) {
    const bus = hardware.buses.get(siteBus.id);
    if (!bus || (siteBus.kind !== 'modbus-tcp' && siteBus.kind !== 'modbus-rtu')) continue;
    const onBus = [...hardware.devices.values()].filter((device) => device.bus === siteBus.id);
    const devices = onBus.flatMap(({ id, unit, profile: name }) => {
      const profile = profiles.get(name);
      return profile?.wire === 'modbus' ? [{ id, unit, profile: profile satisfies ModbusProfile }] : [];
    });
    if (devices.length === 0) continue;
    const plan = planPolls(siteBus, devices);
    lines.set(siteBus.id, startLine({ bus, plan, clock: systemClock, image, hear: (news) => hear(news, siteBus.id) }));
  }
  return lines;
}
