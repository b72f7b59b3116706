import { z } from 'zod';
import type { Path } from './check/finding.ts';

const formats = new Map<z.ZodType, JsonSchema>();

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/** The keys that a format knows at a path. */
export function knownKeys(schema: z.ZodType, path: Path): string[] {
  const format = formats.get(schema) ?? (z.toJSONSchema(schema, { io: 'input', reused: 'inline' }) as JsonSchema);
  formats.set(schema, format);
  let at: JsonSchema[] = [format];
  for (const key of path) at = at.flatMap((schema) => stepInto(schema, key));
  return [...new Set(at.flatMap(alternatives).flatMap((schema) => Object.keys(schema.properties ?? {})))];
}

function stepInto(schema: JsonSchema, key: string | number): JsonSchema[] {
  return alternatives(schema).flatMap((each) => {
    const next = each.properties?.[key] ?? (typeof key === 'number' ? each.items : each.additionalProperties);
    return typeof next === 'object' ? [next] : [];
  });
}

function alternatives(schema: JsonSchema): JsonSchema[] {
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return choices.length > 0 ? choices.flatMap(alternatives) : [schema];
}
