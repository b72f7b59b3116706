import { asyncApi } from './asyncapi.ts';
import { openApi } from './openapi.ts';
import { fileSchemas } from './schemas.ts';

/** Every generated document by its file name in `contract/generated`, as text. */
export function generatedDocuments(): Record<string, string> {
  const documents = { ...fileSchemas(), 'asyncapi.json': asyncApi(), 'openapi.json': openApi() };
  return Object.fromEntries(
    Object.entries(documents).map(([name, document]) => [name, `${JSON.stringify(document, null, 2)}\n`]),
  );
}
