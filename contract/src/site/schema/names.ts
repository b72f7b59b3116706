import { idPattern } from '@berth/domain/kernel';
import { z } from 'zod';

const pointPattern = /^[a-z0-9][a-z0-9-]{0,62}\.[a-z0-9_]+(?:\[\d+\])?$/;

/** The names a site file is written in: plain ones, and those of a kit, which may hold `{lane}` and the like. */
export interface NameSchemas {
  readonly id: z.ZodType<string>;
  readonly point: z.ZodType<string>;
}

export const plainNames: NameSchemas = {
  id: z.string().regex(idPattern, 'letters a to z, digits and dashes, at most 63').describe('an id'),
  point: z
    .string()
    .regex(pointPattern, 'device.reading or device.reading[index]')
    .describe('device.reading or device.reading[index]'),
};

export const kitNames: NameSchemas = {
  id: z
    .string()
    .regex(/^[a-z0-9{][a-z0-9{}_-]{0,90}$/, 'an id, which may hold {lane} and the words of `with`')
    .describe('an id; {lane} and the words of `with` are filled in'),
  point: z
    .string()
    .regex(/^[a-z0-9{][a-z0-9{}_-]{0,90}\.[a-z0-9_]+(?:\[\d+\])?$/, 'device.reading or device.reading[index]')
    .describe('device.reading or device.reading[index]; {lane} and the words of `with` are filled in'),
};

export const localTextSchema = z.strictObject({ zh: z.string().min(1), en: z.string().min(1) });

export const planPointSchema = z
  .tuple([z.number(), z.number()])
  .describe('metres east and north of the corner of the level');

export const outlineSchema = z.array(planPointSchema).min(3);
