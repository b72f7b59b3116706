import type { HttpProfile, MqttProfile } from '@berth/contract';
import type { Id } from '@berth/domain/kernel';
import { snapshotBytes } from '../picture/snapshot.ts';
import { type CameraServer, serveCameras } from './camera/server.ts';
import { seededChance, seedFor } from './chance.ts';
import type { UnitCounts } from './modbus/bus.ts';
import type { MqttSensor } from './mqtt/sensors.ts';
import { type Fitted, type FittedBus, formerPort, type WireParts } from './parts.ts';
import { devicePoints } from './points.ts';
import { serveModbusPort, serveModbusStream } from './serve-modbus.ts';
import { countsFor, leftOut, panelFor, type Served } from './served.ts';
import { serveLedCards } from './sign/card-server.ts';
import type { SignPanel } from './sign/panel.ts';

/** Where the bus listens now; null when nothing does, as for a bus without devices of its kind. */
export async function serveBus(served: Served, fitted: FittedBus): Promise<number | null> {
  const wanted = formerPort(served.parts, fitted.bus.id);
  if (fitted.bus.kind === 'mqtt') {
    takeSensors(served, fitted);
    return null;
  }
  if (fitted.bus.kind === 'http') {
    const server: CameraServer = await serveCameras(
      { cameras: camerasOf(served, fitted), ...served.condition },
      wanted,
    );
    served.stops.push(server.stop);
    return server.port;
  }
  const stream = served.parts.streams?.get(fitted.bus.id);
  if (stream) {
    serveModbusStream(served, fitted, stream);
    return null;
  }
  const cards = fitted.devices.some(
    (one) => one.profile.wire === 'sign' && one.profile.sign.codec === 'led-voice-card',
  );
  const server = await (cards ? serveCardSigns(served, fitted, wanted) : serveModbusPort(served, fitted, wanted));
  served.stops.push(server.stop);
  return server.port;
}

function serveCardSigns(served: Served, { bus, devices }: FittedBus, wanted: number | null) {
  const { parts, condition } = served;
  const signs = new Map<number, { device: Id; panel: SignPanel; answers: boolean; seen: UnitCounts }>();
  for (const one of devices) {
    const { device, profile } = one;
    if (profile.wire !== 'sign' || profile.sign.codec !== 'led-voice-card') leftOut(served, one, 'not an LED card');
    else if (signs.has(device.unit)) leftOut(served, one, 'address taken');
    else {
      const panel = panelFor(served, { device, profile });
      const seen = countsFor(served, device.id);
      signs.set(device.unit, { device: device.id, panel, answers: profile.sign.answers, seen });
    }
  }
  const chance = seededChance(seedFor(parts.seed, bus.id));
  return serveLedCards({ signs, chance, clock: parts.clock, ...condition }, wanted);
}

function camerasOf(served: Served, { devices }: FittedBus) {
  const { world, clock } = served.parts;
  return devices.flatMap((one) => {
    const { device, profile } = one;
    if (profile.wire !== 'http') {
      leftOut(served, one, 'not a device of this bus');
      return [];
    }
    return [
      { device: device.id, address: device.address ?? '', profile, picture: () => pictureNow(device.id, profile) },
    ];
  });

  function pictureNow(device: Id, profile: HttpProfile): Uint8Array {
    const time = new Date(clock.instant()).toISOString().slice(0, 19).replace('T', ' ');
    return snapshotBytes(
      { title: device, time: `${time}Z`, car: world.views.get(device) ?? null },
      profile.snapshot.media_type,
    );
  }
}

function takeSensors(served: Served, { devices }: FittedBus): void {
  const { parts } = served;
  for (const one of devices) {
    const { device, profile } = one;
    if (profile.wire === 'mqtt') served.sensors.push(sensorOf(parts, { device, profile }));
    else leftOut(served, one, 'not a device of this bus');
  }
}

function sensorOf(parts: WireParts, { device, profile }: Fitted<MqttProfile>): MqttSensor {
  const points = devicePoints(parts.world, device.id, parts.seed);
  return { device: device.id, address: device.address ?? device.id, profile, points };
}
