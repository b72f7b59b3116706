import { describe, expect, it } from 'vitest';
import { sampleLanes } from './proof/sample.ts';
import { walkLane } from './proof/walk.ts';

describe('a walk over all inputs', () => {
  for (const kind of ['entry', 'exit', 'reversible'] as const) {
    it(`[SF2] [SF3] [SF4] [SF7] [LN2] [LN3] [LN8] reaches no unsafe lowering at an ${kind} lane`, () => {
      const walk = walkLane(sampleLanes[kind], 4000);
      console.log(
        `${kind}: ${walk.states} states seen, ${walk.steps} steps judged, ${walk.complete ? 'all there are' : 'bounded'}`,
      );
      expect(walk.violations).toEqual([]);
      expect(walk.states).toBeGreaterThan(2000);
    }, 90_000);
  }
});
