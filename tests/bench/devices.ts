import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeviceKind } from '@berth/contract';
import type { Id } from '@berth/domain/kernel';
import { processClock, startWire, type Wire } from '@berth/hardware-sim/wire/index';
import { createPhysical, type PhysicalWorld } from '@berth/hardware-sim/world/physical';
import { type Rig, secret } from './rig.ts';

/** The simulator's devices on their wires, in this process, with a world in which only a bench moves anything. */
export interface Devices {
  readonly wiring_file: string;
  readonly world: PhysicalWorld;
  readonly wire: Wire;
  /** A car drives into a bay, or out of it. */
  readonly turn: (bay: Id) => void;
}

export async function startDevices(rig: Pick<Rig, 'site' | 'profiles' | 'dir' | 'broker_port'>): Promise<Devices> {
  const { site, profiles } = rig;
  const kinds = new Map<Id, DeviceKind>();
  for (const { id, profile } of site.devices) {
    const kind = profiles.get(profile)?.kind;
    if (kind) kinds.set(id, kind);
  }
  const world = createPhysical(site, kinds);
  const wire = await startWire({
    ...{ site, profiles, world, seed: 1, clock: processClock(), former: null },
    brokerLogin: { host: '127.0.0.1', port: rig.broker_port, username: 'engine', secret },
    log: { warn: (details, message) => process.stderr.write(`  ${message}: ${JSON.stringify(details)}\n`) },
  });
  const wiring_file = join(rig.dir, 'wiring.json');
  writeFileSync(wiring_file, JSON.stringify(wire.wiring));
  const channels = new Map([...world.bays.values()].flat().map((channel) => [channel.bay, channel]));
  const turn = (bay: Id) => {
    const channel = channels.get(bay);
    if (channel) channel.cover = channel.cover > 0.5 ? 0 : 1;
  };
  return { wiring_file, world, wire, turn };
}
