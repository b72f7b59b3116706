import type { Elapsed, Id } from '@berth/domain/kernel';
import type { Effect } from '@berth/domain/site';
import type { OutboxEntry } from '../../store/index.ts';
import type { Said } from '../ports.ts';
import { type CommandEffect, commandMessage, sayOrders, takeOrder } from './orders.ts';
import { type Showing, signsToTell } from './signs.ts';
import type { Core, Outcome } from './step.ts';

export interface Released {
  readonly said: readonly Said[];
  readonly results: readonly { readonly id: string; readonly refusal: string | null }[];
}

/** What a face's way to its sign may take; a later one is on its way by then. */
const faceWindowMs = 5000;

/** What leaves once the batch is durable. `outbox` are its entries, in the order of the batch. */
export function release(
  core: Core,
  outcome: Outcome,
  after: { outbox: readonly OutboxEntry[]; elapsed: Elapsed; showing: Showing },
): Released {
  const { elapsed } = after;
  const said: Said[] = [...acks(core.epoch, outcome.effects)];
  const results: { id: string; refusal: string | null }[] = [];
  let kept = 0;
  for (const effect of outcome.effects) {
    if (effect.kind === 'result') results.push({ id: effect.request, refusal: effect.refusal });
    if (effect.kind === 'answer') said.push(answer(core.epoch, effect));
    if (effect.kind !== 'command') continue;
    if (effect.request === null) said.push(...sayOnce(core, effect));
    else {
      takeOrder(core.orders, effect, { id: after.outbox[kept]?.id ?? null, elapsed });
      kept += 1;
    }
  }
  said.push(...sayOrders(core.orders, core.lives, { epoch: core.epoch, elapsed }));
  said.push(...faces(core, outcome.anew, after));
  return { said, results };
}

/** One for each agent and boot: the highest says it all. */
function acks(epoch: number, effects: readonly Effect[]): Said[] {
  const highest = new Map<string, { agent: Id; boot: string; upto: number }>();
  for (const effect of effects) {
    if (effect.kind !== 'ack') continue;
    const { agent, boot, upto } = effect;
    const key = `${agent}/${boot}`;
    if (upto >= (highest.get(key)?.upto ?? 0)) highest.set(key, { agent, boot, upto });
  }
  return [...highest.values()].map(({ agent, boot, upto }) => ({ agent, verb: 'ack', body: { epoch, boot, upto } }));
}

function answer(epoch: number, effect: Extract<Effect, { kind: 'answer' }>): Said {
  const { agent, boot, number, decision } = effect;
  return { agent, verb: 'answer', body: { epoch, boot, number, decision } };
}

/** A state that is told again whenever its agent comes anew needs no order. */
function sayOnce(core: Core, effect: CommandEffect): Said[] {
  const body = commandMessage(effect, core.lives, core.epoch);
  return body ? [{ agent: effect.agent, verb: 'command', body }] : [];
}

function faces(core: Core, anew: ReadonlySet<Id>, at: { elapsed: Elapsed; showing: Showing }): Said[] {
  const moment = { context: core.context, showing: at.showing, elapsed: at.elapsed, anew };
  return signsToTell(core.plans, core.told, moment).flatMap(({ sign }): Said[] => {
    const life = core.lives.get(sign.gateway);
    const told = core.told.get(sign.id);
    if (!life?.boot || !told) return [];
    const command = { kind: 'show-sign', sign: sign.id, face: told.face } as const;
    const id = `sign.${sign.id}.${Math.round(at.elapsed)}`;
    const { boot, stamp } = life;
    return [
      {
        agent: sign.gateway,
        verb: 'command',
        body: { epoch: core.epoch, id, boot, stamp, valid_for_ms: faceWindowMs, command },
      },
    ];
  });
}
