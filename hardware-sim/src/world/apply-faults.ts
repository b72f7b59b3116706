import type { PointReference } from '@berth/domain/kernel';
import { parsePoint } from '@berth/domain/kernel';
import type { Fault, FaultKind } from './faults.ts';
import type { Network } from './network.ts';
import { inputAt } from './physical.ts';
import type { World } from './world.ts';

/** Makes the physical state what the faults that are on say. Called when the list has changed. */
export function applyFaults(world: World): void {
  const { physical, network } = world;
  for (const readings of physical.inputs.values()) {
    for (const channels of readings.values()) for (const input of channels) if (input) input.stuck = null;
  }
  for (const fault of physical.faults) {
    if (fault.kind === 'loop_stuck' || fault.kind === 'button_stuck') stick(world, fault, true);
    if (fault.kind === 'loop_missed') stick(world, fault, false);
    if (fault.kind === 'height_beam_blocked') stick(world, fault, true);
  }
  for (const channel of world.channels.values()) {
    const point = network.site.bays.find((bay) => bay.id === channel.bay)?.sensor;
    const stuck = physical.faults.some(
      ({ kind, target }) => kind === 'bay_sensor_stuck' && (target === channel.bay || target === point),
    );
    if (!stuck) channel.stuck_m = null;
    else channel.stuck_m ??= channel.cover > 0.5 ? channel.roof_m : channel.floor_m;
  }
  const on = (kind: FaultKind, ...targets: (string | null)[]) =>
    physical.faults.some((fault) => fault.kind === kind && (fault.target === 'site' || targets.includes(fault.target)));
  for (const { lane } of network.lanes) {
    const barrier = physical.barriers.get(lane.barrier);
    if (!barrier) continue;
    const names = [lane.id, lane.barrier];
    const handOff = barrier.by_hand;
    barrier.arm_off = on('arm_torn_off', ...names);
    barrier.by_hand = on('opened_by_hand', ...names);
    barrier.stuck = on('barrier_stuck', ...names);
    barrier.mains_lost = on('power_lost', ...names, lane.gateway);
    barrier.fire = on('fire', lane.gateway);
    // Whoever cranked it up lets it down again, unless a car is there.
    if (handOff && !barrier.by_hand) barrier.pulse = 'lower';
    setInput(world, lane.opened_by_hand, barrier.by_hand);
  }
  for (const [id, dispenser] of physical.dispensers) {
    dispenser.jammed = on('dispenser_jammed', id);
    dispenser.empty_fault = on('dispenser_empty', id);
    dispenser.low_fault = on('dispenser_low', id) || dispenser.empty_fault;
  }
  for (const [id, collector] of physical.collectors) {
    collector.jammed = on('collector_jammed', id);
    collector.full_fault = on('collector_full', id);
  }
  for (const point of network.site.fire_inputs) setInput(world, point, on('fire', gatewayOf(network, point), point));
  setInput(world, network.site.power.mains_lost, on('power_lost'));
}

function stick(world: World, fault: Fault, value: boolean): void {
  const input = inputAt(world.physical, fault.target);
  if (input) input.stuck = value;
}

function setInput(world: World, point: PointReference | null, on: boolean): void {
  const input = point === null ? null : inputAt(world.physical, point);
  if (input) input.on = on;
}

function gatewayOf(network: Network, point: PointReference): string | null {
  const device = parsePoint(point)?.device;
  return network.site.devices.find((each) => each.id === device)?.gateway ?? null;
}

/** Ends the faults whose time is up; true when there were any. */
export function endFaults(world: World): boolean {
  const { faults, time_ms } = world.physical;
  const before = faults.length;
  for (let at = faults.length - 1; at >= 0; at--) {
    const until = faults[at]?.until_ms ?? null;
    if (until !== null && until <= time_ms) faults.splice(at, 1);
  }
  return faults.length !== before;
}

/** Which targets a kind of fault may have in this site. */
export function fitsTarget(network: Network, kind: FaultKind, target: string): boolean {
  const { site } = network;
  const device = site.devices.some((each) => each.id === target);
  const gateway = site.gateways.some((each) => each.id === target);
  const lane = site.lanes.some((each) => each.id === target || each.barrier === target);
  switch (kind) {
    case 'fire':
      return target === 'site' || gateway || site.fire_inputs.includes(target);
    case 'power_lost':
      return target === 'site' || gateway || lane;
    case 'network_cut':
    case 'network_black_hole':
      return target === 'site' || gateway;
    case 'loop_stuck':
    case 'loop_missed':
    case 'button_stuck':
    case 'height_beam_blocked': {
      const point = parsePoint(target);
      return point !== null && site.devices.some((each) => each.id === point.device);
    }
    case 'bay_sensor_stuck':
      return site.bays.some((bay) => bay.id === target || bay.sensor === target);
    case 'arm_torn_off':
    case 'opened_by_hand':
    case 'barrier_stuck':
      return lane;
    default:
      return device || target === 'site';
  }
}
