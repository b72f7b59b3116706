import type { AgentCommand } from '@berth/contract';
import type { Id, RefusalCode } from '@berth/domain/kernel';
import { unreachable } from '@berth/domain/kernel';
import type { LaneCommand } from '@berth/domain/lane';
import type { Agent } from './agent.ts';
import type { AgentOutput } from './exchange.ts';
import { noteOf, stopListKey, takeStopList } from './lane-memory.ts';

interface Asked {
  readonly id: string;
  readonly command: AgentCommand;
}

/** Gives a command to whom it is for. Lanes answer in their own step, everybody else at once. */
export function takeCommand(agent: Agent, { id, command }: Asked, outputs: AgentOutput[]): void {
  const done = (refusal: RefusalCode | null) => outputs.push({ kind: 'command-done', id, refusal });
  switch (command.kind) {
    case 'show-sign':
      if (!agent.signs.has(command.sign)) return void done('not-found');
      outputs.push({ kind: 'show', sign: command.sign, face: command.face, origin: 'engine' });
      return void done(null);
    case 'stop-list':
      if (command.version >= agent.stop_list.version) {
        takeStopList(agent.stop_list, command.version, command.cards);
        outputs.push({ kind: 'remember', key: stopListKey, value: noteOf(agent.stop_list) });
      }
      return void done(null);
    case 'reset-fire':
      toAllLanes(agent, { id, command }, outputs);
      return;
    case 'raise':
    case 'lower':
    case 'lane-mode':
    case 'lane-direction':
    case 'keep-open':
    case 'acknowledge-alarm': {
      const { lane, ...rest } = command;
      const place = agent.lane_by_id.get(lane);
      if (!place) return void done('not-found');
      place.inputs.push({ kind: 'command', id, command: rest as LaneCommand });
      return;
    }
    default:
      unreachable(command);
  }
}

function toAllLanes(agent: Agent, { id, command }: { id: string; command: LaneCommand }, outputs: AgentOutput[]): void {
  if (agent.lanes.length === 0) {
    const refusal = agent.fire_seen ? 'lane-fire' : null;
    if (!refusal && agent.fire_told) outputs.push({ kind: 'observe', observation: { kind: 'fire', latched: false } });
    if (!refusal) agent.fire_told = false;
    outputs.push({ kind: 'command-done', id, refusal });
    return;
  }
  agent.shared.set(id, { left: agent.lanes.length, refusal: null });
  for (const place of agent.lanes) place.inputs.push({ kind: 'command', id, command });
}

/** A lane has answered; a command to all lanes is refused when one of them refuses it. */
export function takeLaneResult(
  agent: Agent,
  { id, refusal }: { readonly id: string; readonly refusal: RefusalCode | null },
  outputs: AgentOutput[],
): void {
  const shared = agent.shared.get(id);
  if (!shared) {
    outputs.push({ kind: 'command-done', id, refusal });
    return;
  }
  shared.left -= 1;
  shared.refusal ??= refusal;
  if (shared.left > 0) return;
  agent.shared.delete(id);
  outputs.push({ kind: 'command-done', id, refusal: shared.refusal });
}

export function laneOfAnswer(agent: Agent, number: number): { lane: Id; question: number } | null {
  const asked = agent.asked.get(number);
  agent.asked.delete(number);
  return asked ?? null;
}
