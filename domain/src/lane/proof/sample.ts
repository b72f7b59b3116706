import { defaultSiteRules } from '../../site/defaults.ts';
import type { Lane, LaneEnd, LaneKind, SiteRules } from '../../site/model.ts';

/** Lanes with everything a lane can have, for tests and walks. */
const end: LaneEnd = {
  button: null,
  dispenser: null,
  collector: null,
  reader: null,
  long_range_reader: null,
  camera: 'cam',
  display: 'disp',
  height_beam: null,
  help_button: 'help.in',
  traffic_light: null,
};

const entryEnd: LaneEnd = {
  ...end,
  button: 'press.in',
  dispenser: 'dispenser',
  height_beam: 'height.blocked',
  long_range_reader: 'far-reader',
  reader: 'reader',
};

const exitEnd: LaneEnd = { ...end, collector: 'collector', reader: 'reader' };
const lit = { traffic_light: 'light.light' };

const lane: Lane = {
  id: 'l1',
  name: { zh: '车道', en: 'Lane' },
  kind: 'entry',
  from_area: null,
  to_area: 'public',
  from_zone: null,
  to_zone: 'b1',
  aisle: 'aisle',
  at_m: 20,
  gateway: 'g1',
  barrier: 'barrier',
  without_power: 'rises',
  loops: { approach: 'loop.c', arming: 'loop.a', closing: 'loop.b', leaving: null },
  safety: [
    { kind: 'loop', input: 'loop.b', wired_to_barrier: true, presence: 'permanent' },
    { kind: 'beam', input: 'beam.in', wired_to_barrier: true, presence: 'permanent' },
  ],
  forward: entryEnd,
  backward: null,
  alarm_output: 'siren.alarm',
  opened_by_hand: 'crank.in',
};

export const sampleLanes: Readonly<Record<LaneKind, Lane>> = {
  entry: lane,
  exit: { ...lane, kind: 'exit', from_area: 'public', to_area: null, from_zone: 'b1', to_zone: null, forward: exitEnd },
  inner: { ...lane, kind: 'inner', from_area: 'public', to_area: 'office', forward: exitEnd },
  reversible: { ...lane, kind: 'reversible', forward: { ...entryEnd, ...lit }, backward: { ...exitEnd, ...lit } },
  'one-car-ramp': {
    ...lane,
    kind: 'one-car-ramp',
    from_area: 'public',
    loops: { ...lane.loops, leaving: 'loop.d' },
    forward: { ...end, ...lit },
    backward: { ...end, ...lit },
  },
};

export const sampleRules: SiteRules = defaultSiteRules;
