import { parsePoint } from '@berth/domain/kernel';
import type { Lane, LaneEnd } from '@berth/domain/site';
import { type DeviceKind, type DeviceProfile, deviceKinds } from '../../profile/index.ts';
import { type About, type CheckContext, missing, resolvePoint, trouble, wholeLanes } from './context.ts';
import type { Trouble } from './finding.ts';

/** One place where the site names a point or a device, and what has to be there. */
interface Use {
  readonly about: About;
  readonly role: string;
  /** A point reference, or the id of a device. */
  readonly name: string;
  readonly as: 'reading' | 'command' | 'device';
  readonly kinds: readonly DeviceKind[] | null;
  readonly gateway: string | null;
  /** Nothing else may use the same point. */
  readonly alone: boolean;
}

/** Wires that lead to nothing, to the wrong device, or to two things at once. */
export function checkPoints(context: CheckContext): Trouble[] {
  const users = new Map<string, string>();
  return usesOf(context).flatMap((use) => {
    if (use.as === 'device') return checkDevice(context, use);
    const found = checkPoint(context, use);
    const point = parsePoint(use.name);
    if (found.length > 0 || !point || !use.alone) return found;
    const key = `${point.device}.${point.reading}[${point.index}]`;
    const other = users.get(key) ?? use.about.id;
    users.set(key, other);
    return other === use.about.id ? [] : [trouble('double-use', use.about, { other, point: use.name })];
  });
}

function checkDevice(context: CheckContext, use: Use): Trouble[] {
  const device = context.devices.get(use.name);
  if (!device) return missing(context, use.about, ['device', use.name]);
  const profile = context.profiles.get(device.profile);
  return [...(profile ? wrongKind(use, profile, device.id) : []), ...otherGateway(use, device)];
}

function checkPoint(context: CheckContext, use: Use): Trouble[] {
  const point = parsePoint(use.name);
  if (!point) return [trouble('dangling-reference', use.about, { noun: 'point', name: use.name })];
  const device = context.devices.get(point.device);
  if (!device) return missing(context, use.about, ['device', point.device]);
  const gateway = otherGateway(use, device);
  const resolved = resolvePoint(context, use.name);
  if (!resolved) return gateway;
  const kind = wrongKind(use, resolved.profile, device.id);
  if (kind.length > 0) return [...kind, ...gateway];
  const table = pointsOf(resolved.profile, use.as === 'command' ? 'commands' : 'readings');
  const values = { point: use.name, reading: point.reading, profile: resolved.profile.profile };
  const count = table.get(point.reading);
  if (count === undefined) {
    const known = [...table.keys()].join(', ') || '-';
    return [trouble('unknown-reading', use.about, { ...values, known }), ...gateway];
  }
  if (point.index < count) return gateway;
  return [trouble('wrong-index', use.about, { ...values, count, last: count - 1 }), ...gateway];
}

function pointsOf(profile: DeviceProfile, which: 'readings' | 'commands'): Map<string, number> {
  const table = which === 'readings' ? ('readings' in profile ? profile.readings : {}) : commandsOf(profile);
  const known = Object.keys(deviceKinds[profile.kind][which]);
  return new Map(
    Object.entries(table).flatMap(([name, each]) =>
      known.includes(name) || profile.kind === 'output-module' ? [[name, 'count' in each ? each.count : 1]] : [],
    ),
  );
}

function commandsOf(profile: DeviceProfile) {
  return 'commands' in profile ? profile.commands : {};
}

function wrongKind(use: Use, profile: DeviceProfile, name: string): Trouble[] {
  if (use.kinds === null || use.kinds.includes(profile.kind)) return [];
  const wanted = use.kinds.join(' / ');
  return [trouble('wrong-device-kind', use.about, { role: use.role, wanted, name, kind: profile.kind })];
}

function otherGateway(use: Use, device: { id: string; gateway: string }): Trouble[] {
  if (use.gateway === null || use.gateway === '' || use.gateway === device.gateway) return [];
  const values = { gateway: use.gateway, name: device.id, other: device.gateway };
  return [trouble('other-gateway', use.about, values)];
}

function usesOf(context: CheckContext): Use[] {
  const { site, pathOf } = context;
  const reading = { as: 'reading', kinds: null, gateway: null, alone: false } as const;
  const contact = { ...reading, about: { id: 'fire-inputs', path: ['fire_inputs'] }, role: 'fire_inputs' } as const;
  const power = { ...reading, about: { id: 'power', path: ['power'] }, role: 'power' } as const;
  const loops = ['loop-detector', 'input-module', 'output-module'] as const;
  return [
    ...site.bays.flatMap((bay): Use[] => {
      const about = { id: bay.id, path: pathOf('bay', bay.id) };
      const use = { about, gateway: null, alone: true };
      const light = { ...use, role: 'light', as: 'command', kinds: ['bay-sensor', 'bay-light'] } as const;
      return [
        ...named(bay.sensor, { ...use, role: 'sensor', as: 'reading', kinds: ['bay-sensor'] }),
        ...named(bay.light, light),
      ];
    }),
    ...site.borders.flatMap((border): Use[] => {
      const about = { id: border.id, path: pathOf('border', border.id) };
      const use = { ...reading, about, kinds: loops, gateway: border.gateway, alone: true };
      return [...named(border.first, { ...use, role: 'first' }), ...named(border.second, { ...use, role: 'second' })];
    }),
    ...wholeLanes(context).flatMap((lane) => usesOfLane(lane, { id: lane.id, path: pathOf('lane', lane.id) })),
    ...site.fire_inputs.map((name) => ({ ...contact, name })),
    ...named(site.power.mains_lost, power),
    ...named(site.power.battery_low, power),
  ];
}

function named(name: string | null, use: Omit<Use, 'name'>): Use[] {
  return name === null ? [] : [{ ...use, name }];
}

function usesOfLane(lane: Lane, about: About): Use[] {
  const base = { about, gateway: lane.gateway, kinds: null, alone: true };
  const input = { ...base, as: 'reading' } as const;
  const loop = { ...input, kinds: ['loop-detector', 'input-module', 'output-module'] } as const;
  return [
    { ...base, name: lane.barrier, role: 'barrier', as: 'device', kinds: ['barrier'] },
    ...named(lane.loops.approach, { ...loop, role: 'loops.approach' }),
    ...named(lane.loops.arming, { ...loop, role: 'loops.arming' }),
    ...named(lane.loops.closing, { ...loop, role: 'loops.closing' }),
    ...named(lane.loops.leaving, { ...loop, role: 'loops.leaving' }),
    ...lane.safety.map((safety): Use => ({ ...input, name: safety.input, role: 'safety' })),
    ...named(lane.opened_by_hand, { ...input, role: 'opened_by_hand' }),
    ...named(lane.alarm_output, { ...base, role: 'alarm_output', as: 'command', alone: false }),
    ...usesOfEnd(lane.forward, base),
    ...usesOfEnd(lane.backward, base),
  ];
}

function usesOfEnd(end: LaneEnd | null, base: Omit<Use, 'name' | 'role' | 'as'>): Use[] {
  if (!end) return [];
  const device = { ...base, as: 'device' } as const;
  const input = { ...base, as: 'reading' } as const;
  return [
    ...named(end.button, { ...input, role: 'button' }),
    ...named(end.help_button, { ...input, role: 'help_button' }),
    ...named(end.height_beam, { ...input, role: 'height_beam' }),
    ...named(end.traffic_light, { ...base, as: 'command', role: 'traffic_light', kinds: ['traffic-light'] }),
    ...named(end.dispenser, { ...device, role: 'dispenser', kinds: ['card-dispenser'] }),
    ...named(end.collector, { ...device, role: 'collector', kinds: ['card-collector'] }),
    ...named(end.reader, { ...device, role: 'reader', kinds: ['card-reader'] }),
    ...named(end.long_range_reader, { ...device, role: 'long_range_reader', kinds: ['card-reader'] }),
    ...named(end.camera, { ...device, role: 'camera', kinds: ['camera'] }),
  ];
}
