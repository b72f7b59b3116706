import type { Observation } from '@berth/domain/kernel';
import type { LaneOutput } from '@berth/domain/lane';
import type { Agent } from './agent.ts';
import { bayTruths, stepBays } from './bays.ts';
import { stepBorders } from './borders.ts';
import { laneOfAnswer, takeCommand, takeLaneResult } from './commands.ts';
import type { AgentInput, AgentOutput, AgentScan } from './exchange.ts';
import { noteFault } from './faults.ts';
import { fireNow } from './lane-image.ts';
import { allowHere, noteOf, stopHere, stopListKey } from './lane-memory.ts';
import { holdUp } from './lane-outputs.ts';
import { type LanePlace, noteCards, pushLaneStep, stepLanePlace, truthsOf } from './lanes.ts';

/** One scan: fire before all else, then what came in, then lanes, borders and bays. */
export function stepAgent(agent: Agent, scan: AgentScan): AgentOutput[] {
  const { image: process, now, changed } = scan;
  const { faults } = agent;
  const outputs: AgentOutput[] = [];
  heedFire(agent, scan, outputs);
  for (const input of scan.inputs) takeInput(agent, input, outputs);
  for (const place of agent.lanes) stepOneLane(agent, place, { scan, outputs });
  stepBorders(agent.borders, { process, now: now.elapsed, faults, outputs });
  stepBays(agent.bays, { process, changed, now: now.elapsed, faults, outputs });
  return outputs;
}

/** Every arm up, before any rule is asked; the lanes then hold and latch. */
function heedFire(agent: Agent, { image, now }: AgentScan, outputs: AgentOutput[]): void {
  const fire = fireNow(agent.fire_slots, image, now.elapsed) === true;
  if (fire && !agent.fire_seen) {
    for (const place of agent.lanes) outputs.push(...holdUp(place, true));
    tellFire(agent, true, outputs);
  }
  agent.fire_seen = fire;
}

function tellFire(agent: Agent, latched: boolean, outputs: AgentOutput[]): void {
  if (agent.fire_told === latched) return;
  agent.fire_told = latched;
  outputs.push({ kind: 'observe', observation: { kind: 'fire', latched } });
}

function takeInput(agent: Agent, input: AgentInput, outputs: AgentOutput[]): void {
  switch (input.kind) {
    case 'engine':
      for (const { inputs } of agent.lanes) inputs.push({ kind: 'link', up: input.here });
      return;
    case 'answer': {
      const asked = laneOfAnswer(agent, input.number);
      const place = asked && agent.lane_by_id.get(asked.lane);
      if (asked) place?.inputs.push({ kind: 'answer', question: asked.question, decision: input.decision });
      return;
    }
    case 'command':
      takeCommand(agent, input, outputs);
      return;
    case 'fault': {
      const observation = noteFault(agent.faults, input);
      if (observation) outputs.push({ kind: 'observe', observation });
      return;
    }
    case 'picture-taken': {
      const { lane, passage, cause, hash } = input;
      outputs.push({ kind: 'observe', observation: { kind: 'picture', lane, passage, cause, hash } });
    }
  }
}

interface Pass {
  readonly scan: AgentScan;
  readonly outputs: AgentOutput[];
}

function stepOneLane(agent: Agent, place: LanePlace, { scan, outputs }: Pass): void {
  noteCards(place, scan.image, scan.changed);
  const step = stepLanePlace(place, scan.image, scan.now.elapsed);
  const facts = step.facts.filter(({ kind }) => kind !== 'fire');
  pushLaneStep(place, { ...step, facts }, outputs);
  if (step.facts.length > facts.length) heedLatches(agent, outputs);
  for (const output of step.lane_outputs) takeLaneOutput(agent, place, { output, scan, outputs });
}

/** One latch for the whole agent: set with the first lane's, gone with the last one's. */
function heedLatches(agent: Agent, outputs: AgentOutput[]): void {
  tellFire(
    agent,
    agent.lanes.some(({ state }) => state.fire),
    outputs,
  );
}

function takeLaneOutput(agent: Agent, { lane }: LanePlace, about: Pass & { readonly output: LaneOutput }): void {
  const { output, outputs, scan } = about;
  if (output.kind === 'ask') {
    const { elapsed } = scan.now;
    for (const [number, { until_at }] of agent.asked) if (until_at < elapsed) agent.asked.delete(number);
    agent.questions += 1;
    const { question, direction, credential, deadline_ms } = output;
    agent.asked.set(agent.questions, { lane: lane.id, question, until_at: elapsed + deadline_ms });
    outputs.push({
      kind: 'ask',
      question: { number: agent.questions, lane: lane.id, direction, credential, deadline_ms },
    });
  }
  if (output.kind === 'command-result') takeLaneResult(agent, output, outputs);
  if (output.kind !== 'stop-card' && output.kind !== 'allow-card') return;
  if (output.kind === 'stop-card') stopHere(agent.stop_list, output.card);
  else allowHere(agent.stop_list, output.card);
  outputs.push({ kind: 'remember', key: stopListKey, value: noteOf(agent.stop_list) });
}

/** Everything that is true now, for a controller that has just come. */
export function wholeState(agent: Agent): Observation[] {
  const fire: Observation = { kind: 'fire', latched: agent.fire_told };
  const lanes = agent.lanes.flatMap((place) => truthsOf(place).filter(({ kind }) => kind !== 'fire'));
  return [fire, ...lanes, ...bayTruths(agent.bays), ...agent.faults.values()];
}
