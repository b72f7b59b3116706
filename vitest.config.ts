import { defineConfig } from 'vitest/config';

// Node gets these for its own loading too: with 'import' among them, a require would be given a package's ESM.
const conditions = ['berth', 'node', 'default'];
const shared = {
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
};

export default defineConfig({
  ...shared,
  test: {
    // Whole suites mostly wait for cars to drive.
    maxWorkers: 2,
    reporters: process.env.BERTH_REPORT ? ['default', 'json'] : ['default'],
    ...(process.env.BERTH_REPORT ? { outputFile: { json: process.env.BERTH_REPORT } } : {}),
    projects: [
      {
        ...shared,
        test: {
          name: 'unit',
          include: [
            '{domain,contract,signage,edge-agents,hardware-sim,cli}/src/**/*.test.ts',
            'controller/{src,control-room/src}/**/*.test.ts',
          ],
          testTimeout: 20_000,
        },
      },
      { ...shared, test: { name: 'tidy', include: ['tests/tidy/**/*.test.ts'], testTimeout: 30_000 } },
      {
        ...shared,
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
