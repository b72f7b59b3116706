import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generatedDocuments } from './documents.ts';

const folder = fileURLToPath(new URL('../../generated/', import.meta.url));
mkdirSync(folder, { recursive: true });
for (const [name, text] of Object.entries(generatedDocuments())) {
  writeFileSync(folder + name, text);
  process.stdout.write(`contract/generated/${name}\n`);
}
