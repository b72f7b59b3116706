import type { SiteRules } from '@berth/domain/site';
import { z } from 'zod';

const positive = z.number().positive();
const whole = z.int().min(0);

/** What a site may choose; whatever is left out takes `defaultSiteRules`. */
export const siteRulesSchema = z
  .strictObject({
    card_not_taken_s: positive.describe('a card not taken is drawn back after this'),
    taken_no_passage_s: positive.describe('a card taken without a passage is an alarm after this'),
    open_too_long_s: positive.describe('an arm up for longer is a fault'),
    barrier_move_s: positive.describe('an arm that needs longer is a fault'),
    exit_help_s: positive.describe('a car at an exit that cannot decide gets help within this'),
    exit_limit_s: positive.describe('and is let out after this'),
    question_deadline_ms: z.int().positive().describe('a lane waits this long for the controller'),
    tag_held_s: positive.describe('a tag read is held this long'),
    tag_deaf_s: positive.describe('a tag that was used is deaf in that lane for this long'),
    convoys: z.boolean().describe('the next car may be let in while the arm is still up and the lane clear'),
    keep_open_pays: z.enum(['free', 'flat', 'before', 'spot-checks']),
    height_beam_hold_s: positive,
    bay_debounce_ms: z.int().positive(),
    bay_stuck_h: positive.describe('a bay sensor that never changes for this long is in doubt'),
    stale_after_ms: z.int().positive().describe('a count whose source is silent for longer is not shown'),
    full_at: whole.describe('cars left when FULL starts to show'),
    full_until: whole.describe('cars left when FULL stops to show'),
    sign_silence_s: positive,
    picture_retention_d: positive,
    drive_kmh: positive,
    disk_low_mb: positive,
    clock_offset_limit_ms: z.int().positive(),
  } satisfies Record<keyof SiteRules, z.ZodType>)
  .partial();
