import type { Id, Point } from '@berth/domain/kernel';
import { parsePoint } from '@berth/domain/kernel';
import type { LaneOutput } from '@berth/domain/lane';
import type { AgentOutput, Drive } from './exchange.ts';
import { drive } from './exchange.ts';
import type { LanePlace, LaneStepResult } from './lanes.ts';
import { pillarFace } from './pillar-text.ts';

const act = (device: Id, reading: string): Point => ({ device, reading, index: 0 });

/**
 * What the rules want, as commands of the standard names. An arm that rises for a passage, and a card
 * that moves, follow their facts to the disk; what protects people waits for nothing.
 */
export function laneActs(place: LanePlace, step: LaneStepResult): AgentOutput[] {
  const authorised = step.facts.some(({ kind }) => kind === 'passage-authorised');
  const told = step.facts.length > 0;
  return step.lane_outputs.flatMap((output) => laneAct(place, output, { authorised, told }));
}

interface Told {
  readonly authorised: boolean;
  readonly told: boolean;
}

function laneAct(place: LanePlace, output: LaneOutput, { authorised, told }: Told): AgentOutput[] {
  const { lane } = place;
  const card = (device: Id, reading: string): Drive => ({ ...drive(act(device, reading), true), behind_facts: told });
  switch (output.kind) {
    case 'raise':
      return [
        {
          ...drive(act(lane.barrier, 'raise'), true),
          behind_facts: authorised,
          because_of: authorised ? place.card_at : null,
        },
      ];
    case 'lower':
      return [drive(act(lane.barrier, 'lower'), true)];
    case 'hold-up':
      return holdUp(place, output.on);
    case 'issue-card':
      return [card(output.dispenser, 'issue')];
    case 'draw-back':
      return [card(output.dispenser, 'draw_back')];
    case 'keep-card':
      return [card(output.collector, 'keep')];
    case 'give-back':
      return [card(output.collector, 'give_back')];
    case 'traffic-light':
      return atPoint(output.point, output.light);
    case 'alarm-output':
      return atPoint(output.point, output.on);
    case 'take-picture': {
      const { camera, passage, cause } = output;
      return [{ kind: 'take-picture', camera, lane: lane.id, passage, cause }];
    }
    case 'display':
      return [{ kind: 'show', sign: output.device, face: pillarFace(output.text), origin: 'lane' }];
    case 'ask':
    case 'stop-card':
    case 'allow-card':
    case 'command-result':
      return [];
  }
}

/** A barrier without a level for it is raised again and again while it is to stay up. */
export function holdUp({ lane, can_hold }: LanePlace, on: boolean): Drive[] {
  if (can_hold) return [drive(act(lane.barrier, 'hold_up'), on)];
  return on ? [drive(act(lane.barrier, 'raise'), true)] : [];
}

function atPoint(reference: string, value: string | boolean): Drive[] {
  const point = parsePoint(reference);
  return point ? [drive(point, value)] : [];
}
