import type { PointReference } from '@berth/domain/kernel';
import { fastPeriodMs, isModbusBus, type PollPlan, planPolls, worstCycleMs } from '../../profile/index.ts';
import { type CheckContext, resolvePoint, trouble } from './context.ts';
import type { Trouble } from './finding.ts';

/** At 15 km/h edges 1 m apart are 0.24 s apart (FIELD, Counting): faster than cars drive under ground. */
const fastestKmh = 15;
/** Each state of a pair must be read twice before it can be gone: once may fall on a lost answer. */
const readsForEachEdge = 2;
/** A fast round may wait behind one short slow read. */
const fastAllowanceMs = 10;

/** Buses that are too slow for the loops, arms and buttons on them. */
export function checkPace(context: CheckContext): Trouble[] {
  const plans = plansOf(context);
  const cycle = (reference: PointReference): { bus: string; cycle_ms: number } | null => {
    const point = resolvePoint(context, reference);
    const plan = point && plans.get(point.on.bus);
    const cycle_ms = plan ? worstCycleMs(plan, point.device, point.reading) : null;
    return point && cycle_ms !== null ? { bus: point.on.bus, cycle_ms: Math.round(cycle_ms) } : null;
  };
  return [...slowBorders(context, cycle), ...slowInputs(context, cycle)];
}

type CycleOf = (reference: PointReference) => { bus: string; cycle_ms: number } | null;

function plansOf(context: CheckContext): Map<string, PollPlan> {
  const plans = new Map<string, PollPlan>();
  for (const [id, { bus }] of context.buses) {
    if (!isModbusBus(bus)) continue;
    const devices = context.site.devices.flatMap((device) => {
      const profile = device.bus === id ? context.profiles.get(device.profile) : undefined;
      return profile?.wire === 'modbus' ? [{ id: device.id, unit: device.unit, profile }] : [];
    });
    plans.set(id, planPolls(bus, devices));
  }
  return plans;
}

function slowBorders({ site, pathOf }: CheckContext, cycleOf: CycleOf): Trouble[] {
  const speed_kmh = Math.max(fastestKmh, site.rules.drive_kmh);
  return site.borders.flatMap((border) => {
    if (border.latched) return [];
    const limit_ms = Math.floor((border.spacing_m / (speed_kmh / 3.6)) * (1000 / readsForEachEdge));
    const slow = [cycleOf(border.first), cycleOf(border.second)].find((each) => each && each.cycle_ms > limit_ms);
    if (!slow) return [];
    const about = { id: border.id, path: pathOf('border', border.id) };
    return [trouble('bus-too-slow', about, { ...slow, spacing_m: border.spacing_m, speed_kmh, limit_ms })];
  });
}

function slowInputs({ site, pathOf }: CheckContext, cycleOf: CycleOf): Trouble[] {
  return site.lanes.flatMap((lane) => {
    const about = { id: lane.id, path: pathOf('lane', lane.id) };
    const ends = [lane.forward, lane.backward];
    const inputs = [
      ...Object.values(lane.loops),
      ...lane.safety.map((each) => each.input),
      ...ends.flatMap((end) => [end?.button ?? null, end?.height_beam ?? null]),
      `${lane.barrier}.up`,
      `${lane.barrier}.down`,
    ];
    const points = [...new Set(inputs.filter((point) => point !== null))];
    return points.flatMap((point) => {
      const read = cycleOf(point);
      if (!read || read.cycle_ms <= fastPeriodMs + fastAllowanceMs) return [];
      return [trouble('fast-input-slow', about, { point, cycle_ms: read.cycle_ms })];
    });
  });
}
