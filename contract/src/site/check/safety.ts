import type { Lane } from '@berth/domain/site';
import { type About, type CheckContext, trouble, wholeLanes } from './context.ts';
import type { Trouble } from './finding.ts';

/** What keeps an arm off cars and people, and people from being locked in (FIELD, Safety). */
export function checkSafety(context: CheckContext): Trouble[] {
  const { site, pathOf } = context;
  const withFire = new Set(site.fire_inputs.map((point) => context.devices.get(point.split('.')[0] ?? '')?.gateway));
  const withLanes = new Set(site.lanes.map((lane) => lane.gateway));
  return [
    ...wholeLanes(context).flatMap((lane) => {
      const about = { id: lane.id, path: pathOf('lane', lane.id) };
      return [
        ...safetyKinds(lane, about),
        ...limitedPresence(lane, about),
        ...power(lane, about),
        ...credential(lane, about),
      ];
    }),
    ...site.gateways
      .filter((gateway) => withLanes.has(gateway.id) && !withFire.has(gateway.id))
      .map(({ id }) => trouble('fire-input-missing', { id, path: pathOf('gateway', id) })),
  ];
}

function safetyKinds(lane: Lane, about: About): Trouble[] {
  const wired = lane.safety.filter((each) => each.wired_to_barrier);
  const loop = wired.some((each) => each.kind === 'loop' && each.presence === 'permanent');
  const second = wired.some((each) => each.kind !== 'loop');
  return [
    ...(loop ? [] : [trouble('safety-kinds', about, { missing: 'loop', missing_zh: '常存在地感' })]),
    ...(second
      ? []
      : [trouble('safety-kinds', about, { missing: 'beam, radar or contact', missing_zh: '红外、雷达或遇阻反弹' })]),
  ];
}

function limitedPresence(lane: Lane, about: About): Trouble[] {
  return lane.safety
    .filter((each) => each.presence === 'limited')
    .map((each) => trouble('safety-limited-presence', about, { input: each.input }));
}

/** Also out of an area within the site: nobody is locked in. */
function power(lane: Lane, about: About): Trouble[] {
  const leads = lane.to_area === null || lane.kind === 'exit' || lane.kind === 'reversible';
  return leads && lane.without_power === 'stays-with-crank' ? [trouble('exit-down-without-power', about)] : [];
}

function credential(lane: Lane, about: About): Trouble[] {
  if (lane.kind === 'one-car-ramp') return [];
  return (['forward', 'backward'] as const).flatMap((direction) => {
    const end = lane[direction];
    if (!end) {
      const wanted = direction === 'forward' || lane.kind === 'reversible';
      return wanted
        ? [trouble('lane-without-credential', about, { direction, wanted: 'pillar', wanted_zh: '控制柱' })]
        : [];
    }
    const entering = direction === 'forward' ? lane.from_area === null : lane.to_area === null;
    const reads = end.reader !== null || end.long_range_reader !== null || end.collector !== null;
    if (reads || (entering && end.dispenser !== null && end.button !== null)) return [];
    const wanted = entering ? 'reader, nor a dispenser with its button' : 'reader or collector';
    const wanted_zh = entering ? '读卡器，也没有发卡机和按钮' : '读卡器或收卡机';
    return [trouble('lane-without-credential', about, { direction, wanted, wanted_zh })];
  });
}
