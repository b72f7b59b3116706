#!/usr/bin/env node
// The command of the suite. It builds the suite on its first use, so that `npm ci` is all it needs.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const main = new URL('../cli/dist/main.js', import.meta.url);

if (!existsSync(main)) {
  process.stderr.write('berth: building, once\n');
  const built = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (built.status !== 0) {
    process.stderr.write('berth: the build failed; run `npm ci` first\n');
    process.exit(70);
  }
}
await import(main.href);
