import {
  type AckMessage,
  type AnswerMessage,
  agentTopic,
  engineStatusTopic,
  type ObservationsMessage,
  type QuestionMessage,
  type StateMessage,
} from '@berth/contract';
import type { Id, Observation } from '@berth/domain/kernel';
import mqtt, { type MqttClient } from 'mqtt';
import { secret } from './rig.ts';

/**
 * What an agent is to broker and engine, without devices: it logs in as one, says what an agent says,
 * and keeps as many messages on their way as an agent does.
 */
export interface Sender {
  readonly agent: Id;
  readonly boot: string;
  /** Everything up to here is durable. */
  acked(): number;
  /** Tells its whole state, as an agent does on each connection. */
  tellState(observations: readonly Observation[]): void;
  /** Queues observations; they leave as the window allows. */
  send(observations: readonly Observation[]): void;
  /** Resolves when the engine has acknowledged everything that was sent. */
  drained(): Promise<void>;
  /** Milliseconds until the answer came, and what it was. */
  ask(question: Pick<QuestionMessage, 'lane' | 'credential'>): Promise<{ kind: string; after_ms: number }>;
  /** Called with each status of the engine. */
  onEngine(listener: (epoch: number) => void): void;
  close(): Promise<void>;
}

export interface SenderPlace {
  readonly site: Id;
  readonly agent: Id;
  readonly port: number;
}

/** As the outbox of an agent has them. */
const recordsInMessage = 100;
const messagesOnTheirWay = 16;

interface Waiting {
  readonly from: number;
  readonly done: (answer: { kind: string; after_ms: number }) => void;
}

interface SenderState {
  readonly client: MqttClient;
  readonly place: SenderPlace;
  readonly boot: string;
  readonly queue: Observation[][];
  /** The last sequence of each message on its way. */
  readonly flying: number[];
  readonly questions: Map<number, Waiting>;
  sequence: number;
  acked: number;
  asked: number;
  onDrained: () => void;
  onEngine: (epoch: number) => void;
}

export async function openSender(place: SenderPlace): Promise<Sender> {
  const client = await mqtt.connectAsync({
    ...{ host: '127.0.0.1', port: place.port, username: `agent-${place.agent}`, password: secret },
    ...{ clientId: place.agent, reconnectPeriod: 0, clean: true, queueQoSZero: false },
  });
  if ('setNoDelay' in client.stream && typeof client.stream.setNoDelay === 'function') client.stream.setNoDelay(true);
  const boot = `${Date.now()}-0000be4c`;
  const state: SenderState = {
    ...{ client, place, boot, queue: [], flying: [], questions: new Map(), sequence: 0, acked: 0, asked: 0 },
    onDrained: () => undefined,
    onEngine: () => undefined,
  };
  client.on('message', (topic, payload) => hear(state, topic, payload));
  const { site, agent } = place;
  await client.subscribeAsync([
    engineStatusTopic(site),
    agentTopic(site, agent, 'ack'),
    agentTopic(site, agent, 'answer'),
  ]);
  return senderOf(state);
}

function senderOf(state: SenderState): Sender {
  const { client, place, boot } = state;
  const { site, agent } = place;
  return {
    ...{ agent, boot },
    acked: () => state.acked,
    tellState: (observations) => {
      const body = { boot, upto: state.sequence, at: Date.now(), part: 0, parts: 1, observations: [...observations] };
      client.publish(agentTopic(site, agent, 'state'), JSON.stringify(body satisfies StateMessage), { qos: 1 });
    },
    send: (observations) => {
      for (let from = 0; from < observations.length; from += recordsInMessage)
        state.queue.push(observations.slice(from, from + recordsInMessage));
      pump(state);
    },
    drained: () =>
      new Promise((resolve) => {
        state.onDrained = resolve;
        tellDrained(state);
      }),
    ask: (question) =>
      new Promise((resolve) => {
        state.asked += 1;
        state.questions.set(state.asked, { from: performance.now(), done: resolve });
        const body = { ...question, boot, number: state.asked, direction: 'forward' as const, deadline_ms: 400 };
        client.publish(agentTopic(site, agent, 'question'), JSON.stringify(body satisfies QuestionMessage), { qos: 0 });
      }),
    onEngine: (listener) => {
      state.onEngine = listener;
    },
    close: () => client.endAsync(true),
  };
}

function pump(state: SenderState): void {
  const { client, place, boot, flying, queue } = state;
  while (flying.length < messagesOnTheirWay) {
    const next = queue.shift();
    if (!next) return;
    const at = Date.now();
    const body: ObservationsMessage = {
      boot,
      observations: next.map((observation, index) => ({ sequence: state.sequence + 1 + index, at, observation })),
    };
    state.sequence += next.length;
    flying.push(state.sequence);
    client.publish(agentTopic(place.site, place.agent, 'observations'), JSON.stringify(body), { qos: 1 });
  }
}

function hear(state: SenderState, topic: string, payload: Buffer): void {
  const body = JSON.parse(payload.toString()) as Partial<AckMessage & AnswerMessage>;
  if (topic === engineStatusTopic(state.place.site)) state.onEngine(body.epoch ?? 0);
  else if (topic.endsWith('/answer')) takeAnswer(state, body);
  else takeAck(state, body);
}

function takeAck(state: SenderState, body: Partial<AckMessage>): void {
  if (body.boot !== state.boot || body.upto === undefined) return;
  state.acked = Math.max(state.acked, body.upto);
  while ((state.flying[0] ?? Number.POSITIVE_INFINITY) <= state.acked) state.flying.shift();
  pump(state);
  tellDrained(state);
}

function takeAnswer(state: SenderState, { number = 0, decision }: Partial<AnswerMessage>): void {
  const waiting = state.questions.get(number);
  state.questions.delete(number);
  waiting?.done({ kind: decision?.kind ?? '', after_ms: performance.now() - waiting.from });
}

function tellDrained(state: SenderState): void {
  if (state.acked === state.sequence && state.queue.length === 0) state.onDrained();
}
