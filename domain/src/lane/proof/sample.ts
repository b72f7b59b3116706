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

/** The defaults of a site, written out: a noun does not import the site. */
export const sampleRules: SiteRules = {
  card_not_taken_s: 20,
  taken_no_passage_s: 60,
  open_too_long_s: 120,
  barrier_move_s: 6,
  exit_help_s: 60,
  exit_limit_s: 300,
  question_deadline_ms: 400,
  tag_held_s: 10,
  tag_deaf_s: 60,
  convoys: false,
  keep_open_pays: 'free',
  height_beam_hold_s: 30,
  bay_debounce_ms: 1500,
  bay_stuck_h: 72,
  stale_after_ms: 10_000,
  full_at: 0,
  full_until: 3,
  sign_silence_s: 30,
  picture_retention_d: 30,
  drive_kmh: 10,
  disk_low_mb: 200,
  clock_offset_limit_ms: 5000,
};
