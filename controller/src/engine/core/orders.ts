import type { CommandMessage } from '@berth/contract';
import { agentCommandSchema } from '@berth/contract';
import type { Elapsed, Id, Instant } from '@berth/domain/kernel';
import type { Effect } from '@berth/domain/site';
import { z } from 'zod';
import type { Said } from '../ports.ts';
import type { AgentLives } from './agents.ts';

export type CommandEffect = Extract<Effect, { kind: 'command' }>;

/**
 * A command that somebody waits for, from its durable outbox entry until its agent has answered or
 * its time is over. It survives the engine, but not its own time.
 */
export interface Order {
  readonly outbox_id: number | null;
  readonly effect: CommandEffect;
  readonly until: Elapsed;
  sent: boolean;
}

export type Orders = Map<string, Order>;

const storedOrderSchema = z.object({ effect: z.custom<CommandEffect>(isCommand), asked_at: z.number() });
export type StoredOrder = z.infer<typeof storedOrderSchema>;

/** An operator who raises an arm looks at it: what has not moved by then must not move later. */
const actWindowMs = 2000;
/** A state may come later: it is what is wanted now, until another is. */
const stateWindowMs = 5000;
/** The answer's way back. */
const answerMs = 500;

function windowOf(effect: CommandEffect): number {
  switch (effect.command.kind) {
    case 'lane-mode':
    case 'stop-list':
      return stateWindowMs;
    default:
      return actWindowMs;
  }
}

export function takeOrder(orders: Orders, effect: CommandEffect, at: { id: number | null; elapsed: Elapsed }): void {
  const until = at.elapsed + windowOf(effect) + answerMs;
  orders.set(effect.id, { outbox_id: at.id, effect, until, sent: false });
}

/** What the process before left undelivered. Whose time is over is answered for by `expired`. */
export function restoreOrder(
  orders: Orders,
  entry: { id: number; effect: unknown },
  now: { instant: Instant; elapsed: Elapsed },
): boolean {
  const stored = storedOrderSchema.safeParse(entry.effect);
  if (!stored.success) return false;
  const { effect, asked_at } = stored.data;
  const age = Math.max(0, now.instant - asked_at);
  const until = now.elapsed + windowOf(effect) + answerMs - age;
  orders.set(effect.id, { outbox_id: entry.id, effect, until, sent: false });
  return true;
}

/** Messages for orders whose agent is known and that were not said yet. */
export function sayOrders(orders: Orders, lives: AgentLives, at: { epoch: number; elapsed: Elapsed }): Said[] {
  const said: Said[] = [];
  for (const order of orders.values()) {
    if (order.sent || order.until - answerMs <= at.elapsed) continue;
    const message = commandMessage(order.effect, lives, at.epoch);
    if (!message) continue;
    order.sent = true;
    said.push({ agent: order.effect.agent, verb: 'command', body: message });
  }
  return said;
}

/** Null while the agent's boot is not known: nothing can be asked of it. */
export function commandMessage(effect: CommandEffect, lives: AgentLives, epoch: number): CommandMessage | null {
  const life = lives.get(effect.agent);
  if (!life?.boot) return null;
  const command = agentCommandSchema.parse(effect.command);
  return { epoch, id: effect.id, boot: life.boot, stamp: life.stamp, valid_for_ms: windowOf(effect), command };
}

/** Takes the orders out that nobody answered in time. */
export function expired(orders: Orders, elapsed: Elapsed): { agent: Id; id: string }[] {
  const over = [...orders.values()].filter((order) => order.until <= elapsed);
  return over.map(({ effect }) => ({ agent: effect.agent, id: effect.id }));
}

function isCommand(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'command' && 'agent' in value;
}
