import type { AgentVerb, BrokerConfig, Verb } from '@berth/contract';
import { agentVerbs, engineStatusTopic, parseAgentTopic } from '@berth/contract';

export type BrokerUser = BrokerConfig['users'][number];

/** Who may say what: an agent its own verbs, the engine the engine's, sensors their prefix. */
export function mayPublish(site: string, user: BrokerUser, topic: string): boolean {
  if (user.role === 'sensors') return topic.startsWith(user.prefix);
  if (user.role === 'engine' && topic === engineStatusTopic(site)) return true;
  const parsed = parseAgentTopic(topic);
  if (parsed?.site !== site || verbOf(parsed.verb).by !== user.role) return false;
  return user.role === 'engine' || parsed.agent === user.agent;
}

/** Who may hear what: an agent what is meant for it and its sensors, the engine every agent. */
export function maySubscribe(broker: Pick<BrokerConfig, 'site' | 'users'>, user: BrokerUser, filter: string): boolean {
  const { site, users } = broker;
  if (user.role === 'sensors') return false;
  if (user.role === 'engine') return isAgentsFilter(site, filter);
  if (filter === engineStatusTopic(site)) return true;
  if (users.some((other) => other.role === 'sensors' && filter.startsWith(other.prefix))) return true;
  const parsed = parseAgentTopic(filter);
  return parsed?.site === site && parsed.agent === user.agent && verbOf(parsed.verb).by === 'engine';
}

function verbOf(verb: AgentVerb): Verb {
  return agentVerbs[verb];
}

/** `berth/<site>/agent/<one or +>/<verb of agents>`. */
function isAgentsFilter(site: string, filter: string): boolean {
  const parsed = parseAgentTopic(filter);
  return parsed?.site === site && verbOf(parsed.verb).by === 'agent';
}
