import type { SiteRules } from './model.ts';

/**
 * What holds unless the site file says otherwise. Lane times: makers' manuals as gathered in the
 * field rules (card drawn back after 20 s, alarm 60 s after it was taken, help at an exit in 60 s and
 * out after 5 min, a tag read held 10 s and then deaf 60 s). Clocks: GA/T 1742, 5 s.
 */
export const defaultSiteRules: SiteRules = {
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
