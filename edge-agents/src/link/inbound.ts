import {
  type AckMessage,
  type AnswerMessage,
  ackMessageSchema,
  agentTopic,
  answerMessageSchema,
  type CommandMessage,
  commandMessageSchema,
  type EngineStatusMessage,
  engineStatusMessageSchema,
  engineStatusTopic,
  largestMessageBytes,
  type PictureAckMessage,
  parseAgentTopic,
  pictureAckMessageSchema,
} from '@berth/contract';
import type { Result } from '@berth/domain/kernel';
import { accept, refuse } from '@berth/domain/kernel';
import type { z } from 'zod';

export type Inbound =
  | { readonly verb: 'ack'; readonly body: AckMessage }
  | { readonly verb: 'answer'; readonly body: AnswerMessage }
  | { readonly verb: 'command'; readonly body: CommandMessage }
  | { readonly verb: 'picture-ack'; readonly body: PictureAckMessage }
  | { readonly verb: 'status'; readonly body: EngineStatusMessage };

export interface Address {
  readonly site: string;
  readonly agent: string;
}

const heardVerbs = ['ack', 'answer', 'command', 'picture-ack'] as const;

export function heardTopics({ site, agent }: Address): string[] {
  return [engineStatusTopic(site), ...heardVerbs.map((verb) => agentTopic(site, agent, verb))];
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Refused, counted and never fatal: `malformed`, `too-large`, `wrong-site`, `wrong-agent`. */
export function readInbound(address: Address, topic: string, bytes: Uint8Array): Result<Inbound> {
  if (bytes.length > largestMessageBytes) return refuse('too-large', topic);
  const body = parseJson(bytes);
  if (topic === engineStatusTopic(address.site)) return fitting('status', engineStatusMessageSchema, body);
  const parsed = parseAgentTopic(topic);
  if (!parsed) return refuse('malformed', topic);
  if (parsed.site !== address.site) return refuse('wrong-site', topic);
  if (parsed.agent !== address.agent) return refuse('wrong-agent', topic);
  if (parsed.verb === 'ack') return fitting('ack', ackMessageSchema, body);
  if (parsed.verb === 'answer') return fitting('answer', answerMessageSchema, body);
  if (parsed.verb === 'command') return fitting('command', commandMessageSchema, body);
  if (parsed.verb === 'picture-ack') return fitting('picture-ack', pictureAckMessageSchema, body);
  return refuse('malformed', topic);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    return undefined;
  }
}

function fitting<Verb extends Inbound['verb'], Body>(
  verb: Verb,
  schema: z.ZodType<Body>,
  body: unknown,
): Result<{ readonly verb: Verb; readonly body: Body }> {
  const parsed = schema.safeParse(body);
  return parsed.success ? accept({ verb, body: parsed.data }) : refuse('malformed', verb);
}
