import type { Duplex } from 'node:stream';
import type { ModbusProfile, SignProfile } from '@berth/contract';
import { type Chance, seededChance, seedFor } from './chance.ts';
import { type BusUnit, type ModbusBus, modbusBus } from './modbus/bus.ts';
import { mbapBytes, rtuBytes } from './modbus/frame.ts';
import { anyGarble, garbledMbap, garbledRtu } from './modbus/garble.ts';
import { modbusModule } from './modbus/module.ts';
import { type RegisterMap, registerMap } from './modbus/register-map.ts';
import { serveModbusRtu } from './modbus/rtu-server.ts';
import { serveModbusTcp } from './modbus/tcp-server.ts';
import type { Listening } from './net/listen.ts';
import type { Fitted, FittedBus } from './parts.ts';
import { devicePoints } from './points.ts';
import { countsFor, leftOut, panelFor, type Served } from './served.ts';
import { modbusSign } from './sign/modbus-sign.ts';

/** The bus's devices behind a TCP port, a serial line's pace kept where the site has one. */
export function serveModbusPort(served: Served, fitted: FittedBus, wanted: number | null): Promise<Listening> {
  const { line, chance } = modbusLine(served, fitted);
  const { isGarbling } = served.condition;
  return serveModbusTcp(
    line,
    (answer, from) => (isGarbling(from.device) ? garbledMbap(answer, anyGarble(chance), chance) : mbapBytes(answer)),
    wanted,
  );
}

/** The bus's devices on a byte stream that carries RTU frames: a pty, or a serial port. */
export function serveModbusStream(served: Served, fitted: FittedBus, stream: Duplex): void {
  const { line, chance } = modbusLine(served, fitted);
  const { isGarbling } = served.condition;
  const server = serveModbusRtu(stream, {
    bus: line,
    clock: served.parts.clock,
    outgoing: (answer, from) =>
      isGarbling(from.device) ? garbledRtu(answer, anyGarble(chance), chance) : rtuBytes(answer),
  });
  served.stops.push(server.stop);
}

function modbusLine(served: Served, { bus, devices }: FittedBus): { line: ModbusBus; chance: Chance } {
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
  return { line, chance: seededChance(seedFor(parts.seed, bus.id)) };
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
