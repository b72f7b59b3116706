import type { Id } from '@berth/domain/kernel';
import type { Site } from '@berth/domain/site';
import { type FaultKind, isFaultOn } from '../world/faults.ts';
import type { PhysicalWorld } from '../world/physical.ts';
import type { NetworkState } from './net/relay.ts';

/** What the faults that are on make of devices and networks. */
export interface Condition {
  /** It gives no answer at all. */
  isDead(device: Id): boolean;
  /** It answers, and nothing in it can be trusted. */
  isGarbling(device: Id): boolean;
  network(gateway: Id): NetworkState;
}

/** A fault may name a device, its whole bus, its gateway, or the site. */
export function conditionOf(world: PhysicalWorld, site: Site): Condition {
  const above = new Map<Id, readonly Id[]>();
  for (const device of site.devices) above.set(device.id, [device.id, device.bus, device.gateway]);
  const hit = (kind: FaultKind, device: Id) =>
    (above.get(device) ?? [device]).some((target) => isFaultOn(world.faults, kind, target));
  const ownKinds: Readonly<Record<string, FaultKind>> = { camera: 'camera_dead', sign: 'sign_dead' };
  return {
    isDead: (device) => {
      if (world.faults.length === 0) return false;
      const own = ownKinds[world.kinds.get(device) ?? ''];
      return hit('slave_dead', device) || (own !== undefined && hit(own, device));
    },
    isGarbling: (device) => world.faults.length > 0 && hit('answer_garbage', device),
    network: (gateway) => {
      if (isFaultOn(world.faults, 'network_cut', gateway)) return 'cut';
      return isFaultOn(world.faults, 'network_black_hole', gateway) ? 'black-hole' : 'well';
    },
  };
}
