import type { AgentVerb, agentVerbs, EngineStatusMessage } from '@berth/contract';
import type { Id, Now } from '@berth/domain/kernel';
import type { z } from 'zod';

export interface Clock {
  now(): Now;
}

/** Verbs that agents publish, and verbs that the engine publishes. */
type VerbsBy<By> = { [Verb in AgentVerb]: (typeof agentVerbs)[Verb]['by'] extends By ? Verb : never }[AgentVerb];
export type HeardVerb = VerbsBy<'agent'>;
export type SaidVerb = VerbsBy<'engine'>;
export type Body<Verb extends AgentVerb> = z.infer<(typeof agentVerbs)[Verb]['schema']>;

/** A message of an agent that the contract knows, from the agent that its topic names. */
export type Heard = {
  [Verb in HeardVerb]: { readonly agent: Id; readonly verb: Verb; readonly body: Body<Verb> };
}[HeardVerb];

export type Said = {
  [Verb in SaidVerb]: { readonly agent: Id; readonly verb: Verb; readonly body: Body<Verb> };
}[SaidVerb];

export interface LinkListener {
  heard(message: Heard): void;
  /** A message that is refused: its code, and what is known of where it came from. */
  refused(code: string, about: string): void;
  /** What keeps the broker from being reached. */
  trouble(text: string): void;
  /** The broker is reached, or is not. */
  connected(is: boolean): void;
}

/** To the agents, by way of the broker. Saying never waits and never fails: who is away hears nothing. */
export interface Link {
  say(message: Said): void;
  status(message: EngineStatusMessage): void;
  close(): Promise<void>;
}

export interface Disk {
  /** Free space where the data lie, for this user, in megabytes of 1,000,000 bytes. */
  freeMegabytes(): Promise<number>;
}
