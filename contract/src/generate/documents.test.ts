import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generatedDocuments } from './documents.ts';

const fresh = generatedDocuments();

describe('generated documents', () => {
  it.each(Object.keys(fresh))('%s is what the schemas say (npm run generate writes it)', (name) => {
    const stored = readFileSync(new URL(`../../generated/${name}`, import.meta.url), 'utf8');
    expect(stored).toBe(fresh[name]);
  });

  it('describes every topic and every field that has words', () => {
    const asyncapi = JSON.parse(fresh['asyncapi.json'] ?? '') as { channels: Record<string, unknown> };
    expect(Object.keys(asyncapi.channels)).toContain('agent-observations');
    expect(fresh['site.schema.json']).toContain('"description"');
  });
});
