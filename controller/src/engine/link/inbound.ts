import { agentVerbs, largestMessageBytes, parseAgentTopic } from '@berth/contract';
import type { Id, RefusalCode } from '@berth/domain/kernel';
import type { Heard } from '../ports.ts';

export type Inbound =
  | { readonly ok: true; readonly message: Heard }
  | { readonly ok: false; readonly code: RefusalCode; readonly about: string };

export interface InboundRules {
  readonly site: Id;
  readonly agents: ReadonlySet<Id>;
}

/** What came from the broker, as a message of the contract, or the code by which it is refused. */
export function readInbound(rules: InboundRules, topic: string, payload: Uint8Array): Inbound {
  const address = parseAgentTopic(topic);
  if (!address) return refused('malformed', topic);
  const { site, agent, verb } = address;
  if (site !== rules.site) return refused('wrong-site', topic);
  if (!rules.agents.has(agent)) return refused('wrong-agent', topic);
  if (agentVerbs[verb].by !== 'agent') return refused('wrong-agent', topic);
  if (payload.length > largestMessageBytes) return refused('too-large', topic);
  const parsed = agentVerbs[verb].schema.safeParse(parseJson(payload));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return refused('malformed', `${topic}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
  }
  return { ok: true, message: { agent, verb, body: parsed.data } as Heard };
}

function parseJson(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString('utf8'));
  } catch {
    return undefined;
  }
}

function refused(code: RefusalCode, about: string): Inbound {
  return { ok: false, code, about: about.slice(0, 200) };
}
