import { z } from 'zod';
import { deviceProfileSchema } from '../profile/index.ts';
import { siteFileSchema } from '../site/schema.ts';
import { tariffFileSchema } from '../tariff/schema.ts';

type Json = Record<string, unknown>;

/** JSON Schema of the files that people write, for their editors. */
export function fileSchemas(): Record<string, Json> {
  return {
    'site.schema.json': { title: 'Berth site file', ...jsonSchema(siteFileSchema, 'input') },
    'tariff.schema.json': { title: 'Berth tariff file', ...jsonSchema(tariffFileSchema, 'input') },
    'device-profile.schema.json': { title: 'Berth device profile', ...jsonSchema(deviceProfileSchema, 'input') },
  };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output' = 'output'): Json {
  return z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' }) as Json;
}

/** A schema inside another document: without the line that names the dialect. */
export function innerSchema(schema: z.ZodType, io: 'input' | 'output' = 'output'): Json {
  const { $schema: _dialect, ...rest } = jsonSchema(schema, io);
  return rest;
}
