import type {
  AgentCommand,
  AnswerMessage,
  HeartbeatMessage,
  PictureMessage,
  QuestionMessage,
  StateMessage,
} from '@berth/contract';
import type { Elapsed, Now, RefusalCode } from '@berth/domain/kernel';
import type { JournalBatch, JournalPlace } from '../journal/journal.ts';
import { type CommandGate, openGate } from './command-gate.ts';
import type { Address, Inbound } from './inbound.ts';
import { type Outbox, openOutbox } from './outbox.ts';

/** What happens to the link, in the order it happened. */
export type LinkInput = { readonly now: Now } & (
  | { readonly kind: 'up' }
  | { readonly kind: 'down' }
  | { readonly kind: 'received'; readonly message: Inbound }
  | { readonly kind: 'refused'; readonly code: RefusalCode }
  | { readonly kind: 'tick' }
  | { readonly kind: 'appended'; readonly last: number }
  | { readonly kind: 'read'; readonly batch: JournalBatch | null }
  | { readonly kind: 'ask'; readonly question: Omit<QuestionMessage, 'boot'> }
  | { readonly kind: 'command-done'; readonly id: string; readonly refusal: RefusalCode | null }
  | { readonly kind: 'picture-spooled'; readonly hash: PictureMessage['hash'] }
);

/** What the adapter is to do, in this order. */
export type LinkOutput =
  | { readonly kind: 'publish-observations'; readonly batch: JournalBatch }
  | { readonly kind: 'publish-question'; readonly question: QuestionMessage }
  | { readonly kind: 'publish-result'; readonly id: string; readonly refusal: RefusalCode | null }
  | { readonly kind: 'publish-heartbeat'; readonly stamp: HeartbeatMessage['stamp'] }
  | { readonly kind: 'publish-state' }
  | { readonly kind: 'publish-picture'; readonly hash: string }
  | { readonly kind: 'read-journal'; readonly after: JournalPlace; readonly most: number }
  | { readonly kind: 'acknowledge'; readonly boot: string; readonly upto: number }
  | { readonly kind: 'forget-picture'; readonly hash: string }
  | { readonly kind: 'command'; readonly id: string; readonly command: AgentCommand }
  | { readonly kind: 'answer'; readonly number: number; readonly decision: AnswerMessage['decision'] }
  | { readonly kind: 'engine'; readonly here: boolean };

export interface LinkState {
  readonly address: Address;
  readonly boot: string;
  readonly outbox: Outbox;
  readonly gate: CommandGate;
  connected: boolean;
  /** The engine was heard on this connection and not longer than `engineSilenceMs` ago. */
  engine_here: boolean;
  engine_heard_at: Elapsed;
  /** The highest epoch seen; what carries a lower one is refused. */
  epoch: number;
  stamp: number;
  heartbeat_at: Elapsed;
  readonly pictures: { waiting: string[]; sent_at: Elapsed | null };
  readonly refused: Map<RefusalCode, number>;
}

/** Two of the engine's statuses: past it the lanes ask nobody. */
export const engineSilenceMs = 2000;
export const heartbeatMs = 1000;

export function openLink(address: Address, boot: string, oldest: JournalPlace): LinkState {
  return {
    address,
    boot,
    outbox: openOutbox(boot, oldest),
    gate: openGate(boot),
    connected: false,
    engine_here: false,
    engine_heard_at: Number.NEGATIVE_INFINITY,
    epoch: 0,
    stamp: 0,
    heartbeat_at: Number.NEGATIVE_INFINITY,
    pictures: { waiting: [], sent_at: null },
    refused: new Map(),
  };
}

/** The whole state in messages that fit. */
export function stateParts(whole: Omit<StateMessage, 'part' | 'parts'>): StateMessage[] {
  const size = 1000;
  const parts = Math.max(1, Math.ceil(whole.observations.length / size));
  return Array.from({ length: parts }, (_, part) => ({
    ...whole,
    part,
    parts,
    observations: whole.observations.slice(part * size, (part + 1) * size),
  }));
}
