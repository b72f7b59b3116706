import type {
  AgentCommand,
  AgentVerb,
  AnswerMessage,
  HeartbeatMessage,
  PictureMessage,
  QuestionMessage,
} from '@berth/contract';
import type { Observation, RefusalCode } from '@berth/domain/kernel';
import type { Clock } from '../agent/clock.ts';
import type { Journal } from '../journal/journal.ts';
import { type Address, readInbound } from './inbound.ts';
import { type LinkInput, type LinkOutput, type LinkState, openLink, stateParts } from './link.ts';
import { linkDeadline, stepLink } from './step.ts';
import type { Transport, TransportEvents } from './transport.ts';

export interface LinkPorts {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly connect: (events: TransportEvents) => Transport;
}

/** What the link needs of the agent, and what it tells it. */
export interface LinkAgent {
  readonly onEngine: (here: boolean) => void;
  readonly onAnswer: (number: number, decision: AnswerMessage['decision']) => void;
  readonly onCommand: (id: string, command: AgentCommand) => void;
  /** Everything that is true now. */
  readonly wholeState: () => readonly Observation[];
  readonly buses: () => HeartbeatMessage['buses'];
  /** Null when it is not there any more. */
  readonly readPicture: (hash: string) => Promise<PictureMessage | null>;
  readonly forgetPicture: (hash: string) => void;
  readonly onConnection: (up: boolean, reason: string) => void;
}

export interface RunningLink {
  readonly state: Readonly<LinkState>;
  appended(): void;
  ask(question: Omit<QuestionMessage, 'boot'>): void;
  commandDone(id: string, refusal: RefusalCode | null): void;
  pictureSpooled(hash: string): void;
  leave(): Promise<void>;
}

type Event = LinkInput extends infer Input ? (Input extends LinkInput ? Omit<Input, 'now'> : never) : never;

/** Drives the core: inputs in the order they come, outputs at once, a timer for its deadline. */
export function runLink(address: Address, ports: LinkPorts, agent: LinkAgent): RunningLink {
  const { clock, journal } = ports;
  const state = openLink(address, journal.boot, journal.oldest());
  let cancelTimer = () => {};
  let left = false;

  function enter(event: Event): void {
    if (left) return;
    for (const output of stepLink(state, { ...event, now: clock.now() } as LinkInput)) perform(hands, output);
    cancelTimer();
    const wait = Math.max(1, linkDeadline(state) - clock.now().elapsed);
    cancelTimer = clock.after(wait, () => enter({ kind: 'tick' }));
  }

  const transport = ports.connect({
    onUp: () => {
      agent.onConnection(true, '');
      enter({ kind: 'up' });
    },
    onDown: (reason) => {
      agent.onConnection(false, reason);
      enter({ kind: 'down' });
    },
    onMessage: (topic, body) => {
      const inbound = readInbound(address, topic, body);
      enter(
        inbound.ok ? { kind: 'received', message: inbound.value } : { kind: 'refused', code: inbound.refusal.code },
      );
    },
  });
  const hands: Hands = { ...ports, agent, transport, enter };
  enter({ kind: 'tick' });
  return {
    state,
    appended: () => enter({ kind: 'appended', last: journal.last() }),
    ask: (question) => enter({ kind: 'ask', question }),
    commandDone: (id, refusal) => enter({ kind: 'command-done', id, refusal }),
    pictureSpooled: (hash) => enter({ kind: 'picture-spooled', hash }),
    async leave() {
      left = true;
      cancelTimer();
      await transport.close();
    },
  };
}

interface Hands extends Pick<LinkPorts, 'clock' | 'journal'> {
  readonly agent: LinkAgent;
  readonly transport: Transport;
  readonly enter: (event: Event) => void;
}

function perform(hands: Hands, output: LinkOutput): void {
  const { agent, journal } = hands;
  switch (output.kind) {
    case 'publish-observations':
      publish(hands, 'observations', { boot: output.batch.boot, observations: output.batch.records });
      break;
    case 'publish-question':
      publish(hands, 'question', output.question);
      break;
    case 'publish-result':
      publish(hands, 'result', { id: output.id, refusal: output.refusal });
      break;
    case 'publish-heartbeat':
      publish(hands, 'heartbeat', heartbeat(hands, output.stamp));
      break;
    case 'publish-state':
      publishState(hands);
      break;
    case 'publish-picture':
      void publishPicture(hands, output.hash);
      break;
    case 'read-journal':
      void readJournal(hands, output);
      break;
    case 'acknowledge':
      journal.acknowledge(output.boot, output.upto);
      break;
    case 'forget-picture':
      agent.forgetPicture(output.hash);
      break;
    case 'command':
      agent.onCommand(output.id, output.command);
      break;
    case 'answer':
      agent.onAnswer(output.number, output.decision);
      break;
    case 'engine':
      agent.onEngine(output.here);
  }
}

function publish({ transport, journal }: Hands, verb: AgentVerb, body: object): void {
  transport.publish(verb, JSON.stringify({ boot: journal.boot, ...body }));
}

function heartbeat({ clock, journal, agent }: Hands, stamp: number): Omit<HeartbeatMessage, 'boot'> {
  return { stamp, at: Math.floor(clock.now().instant), journal_waiting: journal.waiting(), buses: agent.buses() };
}

function publishState(hands: Hands): void {
  const { clock, journal, agent } = hands;
  const at = Math.floor(clock.now().instant);
  const whole = { boot: journal.boot, upto: journal.last(), at, observations: [...agent.wholeState()] };
  for (const part of stateParts(whole)) publish(hands, 'state', part);
}

async function publishPicture({ agent, transport }: Hands, hash: string): Promise<void> {
  const picture = await agent.readPicture(hash).catch(() => null);
  if (picture) transport.publish('picture', JSON.stringify(picture));
}

type ReadJournal = Extract<LinkOutput, { kind: 'read-journal' }>;

async function readJournal({ journal, enter }: Hands, { after, most }: ReadJournal): Promise<void> {
  const batch = await journal.read(after, most).catch(() => null);
  enter({ kind: 'read', batch });
}
