import type { z } from 'zod';
import {
  ackMessageSchema,
  answerMessageSchema,
  commandMessageSchema,
  commandResultMessageSchema,
  engineStatusMessageSchema,
  goneMessageSchema,
  heartbeatMessageSchema,
  observationsMessageSchema,
  pictureAckMessageSchema,
  pictureMessageSchema,
  questionMessageSchema,
  stateMessageSchema,
} from './messages.ts';

export interface Verb {
  /** Who may publish: the agent whose id stands in the topic, or the engine. */
  readonly by: 'agent' | 'engine';
  readonly qos: 0 | 1;
  readonly schema: z.ZodType;
  readonly about: string;
}

/** Every message of the suite on `berth/<site>/agent/<agent>/<verb>`. Rights are this table. */
export const agentVerbs = {
  observations: {
    by: 'agent',
    qos: 1,
    schema: observationsMessageSchema,
    about: 'what the agent saw, in journal order',
  },
  state: { by: 'agent', qos: 1, schema: stateMessageSchema, about: 'the whole state, on every connection' },
  heartbeat: { by: 'agent', qos: 0, schema: heartbeatMessageSchema, about: 'every second' },
  gone: { by: 'agent', qos: 1, schema: goneMessageSchema, about: 'last will' },
  question: { by: 'agent', qos: 0, schema: questionMessageSchema, about: 'a lane asks about a credential' },
  result: { by: 'agent', qos: 1, schema: commandResultMessageSchema, about: 'what became of a command' },
  picture: { by: 'agent', qos: 1, schema: pictureMessageSchema, about: 'bytes of a picture' },
  ack: { by: 'engine', qos: 0, schema: ackMessageSchema, about: 'observations that are durable' },
  answer: { by: 'engine', qos: 0, schema: answerMessageSchema, about: 'the answer to a question' },
  command: { by: 'engine', qos: 0, schema: commandMessageSchema, about: 'an act or a state asked of the agent' },
  'picture-ack': { by: 'engine', qos: 0, schema: pictureAckMessageSchema, about: 'a picture that is durable' },
} as const satisfies Record<string, Verb>;
export type AgentVerb = keyof typeof agentVerbs;

/** `berth/<site>/engine/main/status`, by the engine. */
export const engineVerbs = {
  status: { by: 'engine', qos: 0, schema: engineStatusMessageSchema, about: 'every second and at its start' },
} as const satisfies Record<string, Verb>;

export const largestMessageBytes = 1_000_000;

export function agentTopic(site: string, agent: string, verb: AgentVerb): string {
  return `berth/${site}/agent/${agent}/${verb}`;
}

export function engineStatusTopic(site: string): string {
  return `berth/${site}/engine/main/status`;
}

/** Null when it is no topic of an agent. */
export function parseAgentTopic(topic: string): { site: string; agent: string; verb: AgentVerb } | null {
  const [berth, site, kind, agent, verb, more] = topic.split('/');
  if (berth !== 'berth' || kind !== 'agent' || !site || !agent || !verb || more !== undefined) return null;
  return Object.hasOwn(agentVerbs, verb) ? { site, agent, verb: verb as AgentVerb } : null;
}
