import type { AgentCommand, AnswerMessage, FaceMessage, QuestionMessage } from '@berth/contract';
import type {
  FaultCode,
  Id,
  Now,
  Observation,
  PassageId,
  PictureCause,
  Point,
  RefusalCode,
} from '@berth/domain/kernel';
import type { ReadingValue } from '../codec/reading.ts';
import type { ProcessImage, Slot } from '../image/image.ts';
import type { FaceOrigin } from './signs/desk.ts';

/** What reached the agent since the last step, besides readings. */
export type AgentInput =
  | { readonly kind: 'engine'; readonly here: boolean }
  | { readonly kind: 'answer'; readonly number: number; readonly decision: AnswerMessage['decision'] }
  | { readonly kind: 'command'; readonly id: string; readonly command: AgentCommand }
  /** Of a bus, a camera, a sign, the journal: whoever notices tells, as often as it likes. */
  | {
      readonly kind: 'fault';
      readonly on: boolean;
      readonly subject: Id;
      readonly code: FaultCode;
      readonly detail?: string;
    }
  | {
      readonly kind: 'picture-taken';
      readonly lane: Id;
      readonly passage: PassageId | null;
      readonly cause: PictureCause;
      readonly hash: string;
    };

/** One scan: the image as it is now, and which of its slots changed since the last one. */
export interface AgentScan {
  readonly now: Now;
  readonly image: ProcessImage;
  readonly changed: readonly Slot[];
  readonly inputs: readonly AgentInput[];
}

/** What is to be done, in this order. */
export type AgentOutput =
  | { readonly kind: 'observe'; readonly observation: Observation }
  /** For the next start, written behind the observations before it. */
  | { readonly kind: 'remember'; readonly key: string; readonly value: unknown }
  | Drive
  | { readonly kind: 'ask'; readonly question: Omit<QuestionMessage, 'boot'> }
  | {
      readonly kind: 'take-picture';
      readonly camera: Id;
      readonly lane: Id;
      readonly passage: PassageId | null;
      readonly cause: PictureCause;
    }
  | { readonly kind: 'show'; readonly sign: Id; readonly face: FaceMessage; readonly origin: FaceOrigin }
  | { readonly kind: 'command-done'; readonly id: string; readonly refusal: RefusalCode | null };

/** A command to a device, by the names of its kind. */
export interface Drive {
  readonly kind: 'drive';
  readonly point: Point;
  readonly value: ReadingValue;
  /** It lets a car go or moves a card: what was observed before it is to be durable first, within a budget. */
  readonly behind_facts: boolean;
  /** When the reading was taken that it follows from, for measuring; null: it follows from none. */
  readonly because_of: number | null;
}

export function drive(point: Point, value: ReadingValue): Drive {
  return { kind: 'drive', point, value, behind_facts: false, because_of: null };
}
