import type { DeviceKind, Wiring } from '@berth/contract';
import type { Id } from '@berth/domain/kernel';
import { conditionOf } from './condition.ts';
import { startSensorNetwork } from './mqtt/sensors.ts';
import { loopback } from './net/listen.ts';
import { type Relay, startRelay } from './net/relay.ts';
import { fittedBuses, type WireParts } from './parts.ts';
import { serveBus } from './serve-bus.ts';
import type { Served } from './served.ts';
import type { PanelLook } from './sign/panel.ts';

export interface SignLook extends PanelLook {
  /** The sign's id in the site file, or the device's where no sign names it. */
  readonly id: Id;
  readonly device: Id;
}

export interface DeviceLook {
  readonly id: Id;
  readonly kind: DeviceKind | null;
  readonly bus: Id;
  readonly unit: number;
  readonly state: 'well' | 'dead' | 'garbling';
  /** For devices that are asked; null for those that speak by themselves. */
  readonly questions: number | null;
  readonly exceptions: number | null;
  readonly heard_ms_ago: number | null;
}

export interface Wire {
  /** Where everything listens, for the wiring file. */
  readonly wiring: Wiring;
  signs(): SignLook[];
  devices(): DeviceLook[];
  stop(): Promise<void>;
}

/** Faults and signs are looked at this often. */
const look_ms = 25;

/** Every device of the site on its own wire, on loopback ports; the broker behind relays, one for each gateway. */
export async function startWire(parts: WireParts): Promise<Wire> {
  const served: Served = {
    parts,
    condition: conditionOf(parts.world, parts.site),
    panels: new Map(),
    counts: new Map(),
    sensors: [],
    stops: [],
  };
  const wiring: Wiring = { buses: {}, http: {}, brokers: {} };
  const relays = new Map<Id, Relay>();
  const stop = async () => {
    for (const end of served.stops.splice(0)) await end();
  };
  try {
    await serveAll(served, wiring, relays);
  } catch (error) {
    await stop();
    throw error;
  }
  const look = lookAround(served, relays);
  look();
  const timer = setInterval(look, look_ms);
  served.stops.unshift(() => clearInterval(timer));
  return { wiring, signs: () => signLooks(served), devices: () => deviceLooks(served), stop };
}

/** Those that listened before come first, so that no other is given their port. */
async function serveAll(served: Served, wiring: Wiring, relays: Map<Id, Relay>): Promise<void> {
  const { parts } = served;
  const { brokerLogin: login, former } = parts;
  const isFormer = (id: Id) => former !== null && (id in former.buses || id in former.http);
  const buses = fittedBuses(parts).sort((one, other) => Number(isFormer(other.bus.id)) - Number(isFormer(one.bus.id)));
  const relayFor = async (gateway: Id) => {
    const far = { host: login.host, port: login.port };
    const relay = await startRelay(far, former?.brokers[gateway]?.port ?? null);
    served.stops.push(relay.stop);
    relays.set(gateway, relay);
    wiring.brokers[gateway] = { host: loopback, port: relay.port };
  };
  const gateways = parts.site.gateways.map((gateway) => gateway.id);
  const known = (gateway: Id) => former !== null && gateway in former.brokers;
  for (const gateway of gateways.filter(known)) await relayFor(gateway);
  for (const fitted of buses) {
    const port = await serveBus(served, fitted);
    if (port === null) continue;
    const { id, kind } = fitted.bus;
    if (kind === 'http') wiring.http[id] = `http://${loopback}:${port}`;
    else wiring.buses[id] = { host: loopback, port };
  }
  for (const gateway of gateways.filter((id) => !known(id))) await relayFor(gateway);
  if (served.sensors.length === 0) return;
  served.stops.push(startSensorNetwork({ sensors: served.sensors, login, ...served.condition }).stop);
}

/** Networks follow the faults; what the signs show is put where drivers read it. */
function lookAround(served: Served, relays: ReadonlyMap<Id, Relay>): () => void {
  const names = signNames(served);
  return () => {
    for (const [gateway, relay] of relays) relay.set(served.condition.network(gateway));
    for (const [device, panel] of served.panels) {
      const rows = panel.look().rows.map((row) => row.text.trim());
      const shown = rows.some((row) => row !== '') ? rows : [];
      served.parts.world.signs.set(names.get(device) ?? device, shown);
    }
  };
}

function signNames(served: Served): ReadonlyMap<Id, Id> {
  return new Map(served.parts.site.signs.map((sign) => [sign.device, sign.id]));
}

function signLooks(served: Served): SignLook[] {
  const names = signNames(served);
  return [...served.panels].map(([device, panel]) => ({ id: names.get(device) ?? device, device, ...panel.look() }));
}

function deviceLooks(served: Served): DeviceLook[] {
  const { condition, counts, parts } = served;
  const now = parts.clock.now();
  return parts.site.devices.map((device) => {
    const seen = counts.get(device.id);
    const heardAt = seen?.heard_at ?? null;
    return {
      id: device.id,
      kind: parts.world.kinds.get(device.id) ?? null,
      bus: device.bus,
      unit: device.unit,
      state: condition.isDead(device.id) ? 'dead' : condition.isGarbling(device.id) ? 'garbling' : 'well',
      questions: seen?.questions ?? null,
      exceptions: seen?.exceptions ?? null,
      heard_ms_ago: heardAt === null ? null : now - heardAt,
    };
  });
}
