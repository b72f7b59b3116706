import { agentVerbs, engineVerbs, largestMessageBytes, type Verb } from '../mqtt/index.ts';
import { innerSchema } from './schemas.ts';

/** AsyncAPI 3.0 of every topic: who publishes what, with its schema. */
export function asyncApi(): Record<string, unknown> {
  const agentChannels = Object.entries(agentVerbs).map(([name, verb]) =>
    channelOf(`agent/{agent}/${name}`, `agent-${name}`, verb),
  );
  const engineChannels = Object.entries(engineVerbs).map(([name, verb]) =>
    channelOf(`engine/main/${name}`, `engine-${name}`, verb),
  );
  const channels = [...agentChannels, ...engineChannels];
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Berth on MQTT',
      version: '1',
      description: `Between edge agents and the engine, MQTT 3.1.1. Nothing is retained; a message has at most ${largestMessageBytes} bytes.`,
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(channels.map(({ id, channel }) => [id, channel])),
    operations: Object.fromEntries(channels.map(({ id, operation }) => [id, operation])),
  };
}

function channelOf(path: string, id: string, verb: Verb) {
  const parameters = {
    site: { description: 'id of the site' },
    ...(path.includes('{agent}') ? { agent: { description: 'id of the gateway' } } : {}),
  };
  const channel = {
    address: `berth/{site}/${path}`,
    description: verb.about,
    parameters,
    messages: { [id]: { payload: innerSchema(verb.schema, 'input'), bindings: { mqtt: { bindingVersion: '0.2.0' } } } },
  };
  const operation = {
    action: verb.by === 'engine' ? 'send' : 'receive',
    summary: `published by the ${verb.by}: ${verb.about}`,
    channel: { $ref: `#/channels/${id}` },
    bindings: { mqtt: { qos: verb.qos, retain: false, bindingVersion: '0.2.0' } },
  };
  return { id, channel, operation };
}
