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
    for (const output of stepLink(state, { ...event, now: clock.now() } as LinkInput)) perform(output);
    cancelTimer();
    const wait = Math.max(1, linkDeadline(state) - clock.now().elapsed);
    cancelTimer = clock.after(wait, () => enter({ kind: 'tick' }));
  }
  const publish = (verb: AgentVerb, body: object) =>
    transport.publish(verb, JSON.stringify({ boot: journal.boot, ...body }));

  function perform(output: LinkOutput): void {
    switch (output.kind) {
      case 'publish-observations':
        publish('observations', { boot: output.batch.boot, observations: output.batch.records });
        break;
      case 'publish-question':
        publish('question', output.question);
        break;
      case 'publish-result':
        publish('result', { id: output.id, refusal: output.refusal });
        break;
      case 'publish-heartbeat':
        publish('heartbeat', heartbeat(output.stamp));
        break;
      case 'publish-state':
        publishState();
        break;
      case 'publish-picture':
        void publishPicture(output.hash);
        break;
      case 'read-journal':
        void readJournal(output);
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
  function heartbeat(stamp: number) {
    return { stamp, at: Math.floor(clock.now().instant), journal_waiting: journal.waiting(), buses: agent.buses() };
  }
  function publishState(): void {
    const at = Math.floor(clock.now().instant);
    const observations = [...agent.wholeState()];
    const whole = { boot: journal.boot, upto: journal.last(), at, observations };
    for (const part of stateParts(whole)) publish('state', part);
  }
  async function publishPicture(hash: string): Promise<void> {
    const picture = await agent.readPicture(hash).catch(() => null);
    if (picture) transport.publish('picture', JSON.stringify(picture));
  }
  async function readJournal({ after, most }: Extract<LinkOutput, { kind: 'read-journal' }>): Promise<void> {
    const batch = await journal.read(after, most).catch(() => null);
    enter({ kind: 'read', batch });
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
