import type { Observation } from '../kernel/index.ts';
import type { LaneState } from './state.ts';
import type { LaneContext } from './types.ts';

/** Everything that is true of the lane now, for the agent's whole-state message. */
export function laneTruths(context: LaneContext, state: LaneState): readonly Observation[] {
  const lane = context.lane.id;
  const truths: Observation[] = [
    { kind: 'barrier', lane, state: state.barrier.state },
    { kind: 'lane-mode', lane, mode: state.fire ? 'closed' : state.mode, cause: state.fire ? 'fire' : 'command' },
    { kind: 'fire', latched: state.fire },
    { kind: 'keep-open', lane, on: state.keep_open !== null, reason: state.keep_open?.reason ?? '' },
    { kind: 'lane-direction', lane, direction: state.direction },
  ];
  for (const fault of state.faults) truths.push({ kind: 'fault-raised', subject: fault.subject, code: fault.code });
  const { phase } = state;
  if (phase.kind === 'authorised') {
    const { direction, passage, cause, credential } = phase;
    truths.push({ kind: 'passage-authorised', lane, direction, passage, cause, credential });
  }
  return truths;
}
