import type {
  Credential,
  FaultCode,
  Id,
  Instant,
  JournalledObservation,
  LaneDirection,
  Observation,
} from '../kernel/index.ts';
import type { OperatorCommand } from './command.ts';

/** Age in milliseconds of the last word of each agent, by the engine's monotonic clock; absent: never heard. */
export type Liveness = ReadonlyMap<Id, number>;

/** Everything the engine decides on. */
export type SiteInput =
  | {
      readonly kind: 'observations';
      readonly agent: Id;
      readonly boot: string;
      readonly observations: readonly JournalledObservation[];
    }
  /** An agent's whole state, all parts together (`gatherState`). */
  | {
      readonly kind: 'agent-state';
      readonly agent: Id;
      readonly boot: string;
      readonly upto: number;
      readonly at: Instant;
      readonly observations: readonly Observation[];
    }
  | { readonly kind: 'heartbeat'; readonly agent: Id; readonly boot: string; readonly at: Instant }
  | { readonly kind: 'agent-gone'; readonly agent: Id; readonly boot: string }
  | {
      readonly kind: 'question';
      readonly agent: Id;
      readonly boot: string;
      readonly number: number;
      readonly lane: Id;
      readonly direction: LaneDirection;
      readonly credential: Credential;
    }
  | {
      readonly kind: 'request';
      /** Chosen by who asks; the same id again changes nothing. */
      readonly id: string;
      readonly actor: string;
      readonly reason: string;
      readonly command: OperatorCommand;
    }
  | { readonly kind: 'command-result'; readonly agent: Id; readonly id: string; readonly refusal: string | null }
  /** After every batch of inputs, and at least every 250 ms. */
  | {
      readonly kind: 'tick';
      readonly liveness: Liveness;
      /** How long the engine runs: an agent that it never heard is away once this is over the limit. */
      readonly running_ms?: number;
    }
  | {
      readonly kind: 'own-fault';
      readonly raised: boolean;
      readonly subject: Id;
      readonly code: FaultCode;
      readonly detail: string | null;
    };
