import type { HttpProfile, ModbusProfile, MqttProfile, SignProfile } from '@berth/contract';
import type { Id } from '@berth/domain/kernel';
import { snapshotBytes } from '../picture/snapshot.ts';
import { type CameraServer, serveCameras } from './camera/server.ts';
import { seededChance, seedFor } from './chance.ts';
import type { Condition } from './condition.ts';
import { type BusUnit, modbusBus, noCounts, type UnitCounts } from './modbus/bus.ts';
import { mbapBytes } from './modbus/frame.ts';
import { anyGarble, garbledMbap } from './modbus/garble.ts';
import { modbusModule } from './modbus/module.ts';
import { type RegisterMap, registerMap } from './modbus/register-map.ts';
import { type Outgoing, serveModbusTcp } from './modbus/tcp-server.ts';
import type { MqttSensor } from './mqtt/sensors.ts';
import { type Fitted, type FittedBus, formerPort, type WireParts } from './parts.ts';
import { devicePoints } from './points.ts';
import { serveLedCards } from './sign/card-server.ts';
import { modbusSign } from './sign/modbus-sign.ts';
import { type SignPanel, signPanel } from './sign/panel.ts';

/** What runs for a site, gathered while its buses are served. */
export interface Served {
  readonly parts: WireParts;
  readonly condition: Condition;
  readonly panels: Map<Id, SignPanel>;
  readonly counts: Map<Id, UnitCounts>;
  readonly sensors: MqttSensor[];
  readonly stops: (() => Promise<void> | void)[];
}

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
  const cards = fitted.devices.some(
    (one) => one.profile.wire === 'sign' && one.profile.sign.codec === 'led-voice-card',
  );
  const server = await (cards ? serveCardSigns(served, fitted, wanted) : serveModbus(served, fitted, wanted));
  served.stops.push(server.stop);
  return server.port;
}

function leftOut(served: Served, one: Fitted, why: string): void {
  served.parts.log.warn({ device: one.device.id, bus: one.device.bus }, `${why}: the device is left out`);
}

function serveModbus(served: Served, { bus, devices }: FittedBus, wanted: number | null) {
  const { parts, condition } = served;
  const units = new Map<number, BusUnit>();
  const maps = new Map<ModbusProfile, RegisterMap>();
  for (const one of devices) {
    const { device, profile } = one;
    if (units.has(device.unit)) leftOut(served, one, 'unit id taken');
    else if (profile.wire === 'modbus') units.set(device.unit, moduleUnit(served, { device, profile }, maps));
    else if (profile.wire === 'sign') units.set(device.unit, signUnit(served, { device, profile }));
    else leftOut(served, one, 'not a device of this bus');
  }
  const baud = bus.kind === 'modbus-rtu' ? bus.baud : bus.kind === 'modbus-tcp' ? bus.line_baud : null;
  const line = modbusBus({ units, baud, clock: parts.clock, isDead: condition.isDead });
  served.stops.push(line.stop);
  const chance = seededChance(seedFor(parts.seed, bus.id));
  const outgoing: Outgoing = (answer, from) =>
    condition.isGarbling(from.device) ? garbledMbap(answer, anyGarble(chance), chance) : mbapBytes(answer);
  return serveModbusTcp(line, outgoing, wanted);
}

function countsFor(served: Served, device: Id): UnitCounts {
  const counts = noCounts();
  served.counts.set(device, counts);
  return counts;
}

function moduleUnit(served: Served, one: Fitted<ModbusProfile>, maps: Map<ModbusProfile, RegisterMap>): BusUnit {
  const { parts } = served;
  const { device, profile } = one;
  const map = maps.get(profile) ?? registerMap(profile);
  maps.set(profile, map);
  const points = devicePoints(parts.world, device.id, parts.seed);
  const slave = modbusModule({ profile, map, points, clock: parts.clock });
  served.stops.push(slave.stop);
  return {
    device: device.id,
    slave,
    turnaround_ms: profile.modbus.turnaround_ms,
    seen: countsFor(served, device.id),
    heard: slave.heard,
  };
}

const signTurnaround_ms = 8;

function signUnit(served: Served, one: Fitted<SignProfile>): BusUnit {
  return {
    device: one.device.id,
    slave: modbusSign(panelFor(served, one)),
    turnaround_ms: signTurnaround_ms,
    seen: countsFor(served, one.device.id),
    heard: () => undefined,
  };
}

function panelFor(served: Served, one: Fitted<SignProfile>): SignPanel {
  const panel = signPanel(one.profile, served.parts.clock.now);
  served.panels.set(one.device.id, panel);
  return panel;
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
