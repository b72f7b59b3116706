import { sampleLanes } from '@berth/domain/lane/proof/sample';
import { walkLane } from '@berth/domain/lane/proof/walk';
import type { LaneKind } from '@berth/domain/site';
import type { Proof } from './proof.ts';

const kinds: readonly LaneKind[] = ['entry', 'exit', 'inner', 'reversible', 'one-car-ramp'];

/** Every state of every kind of lane, breadth-first, as far as it goes, with the judge of unsafe acts beside it. */
export const lanes: Proof = {
  name: 'lanes',
  title: 'No unsafe lowering is reachable, whatever inputs, messages, times and restarts come in whatever order',
  run: async ({ short, progress }) => {
    const mostStates = short ? 6000 : 100_000;
    const violations: string[] = [];
    const totals = { states: 0, steps: 0 };
    for (const kind of kinds) {
      const { states, steps, complete, violations: broken } = walkLane(sampleLanes[kind], mostStates);
      totals.states += states;
      totals.steps += steps;
      const end = complete ? 'all there are' : 'the nearest to the start';
      progress(`${kind}: ${states.toLocaleString('en')} states, ${end}; ${steps.toLocaleString('en')} steps judged`);
      for (const { rule, way } of broken) violations.push(`${kind}: ${rule}, by ${way.join(', ')}`);
    }
    const did = `${totals.states.toLocaleString('en')} states of ${kinds.length} kinds of lanes, ${totals.steps.toLocaleString('en')} steps judged`;
    return { did, violations };
  },
};
