import type { Id, LaneDirection, LaneMode } from '../kernel/index.ts';

/** What the engine asks of an agent, besides sign faces, which the engine makes itself. */
export type AgentOrder =
  | { readonly kind: 'raise'; readonly lane: Id; readonly reason: string }
  | { readonly kind: 'lower'; readonly lane: Id; readonly reason: string }
  | { readonly kind: 'lane-mode'; readonly lane: Id; readonly mode: LaneMode }
  | { readonly kind: 'lane-direction'; readonly lane: Id; readonly direction: LaneDirection }
  | {
      readonly kind: 'keep-open';
      readonly lane: Id;
      readonly on: boolean;
      readonly reason: string;
      readonly for_s?: number;
    }
  | { readonly kind: 'reset-fire'; readonly reason: string }
  | { readonly kind: 'acknowledge-alarm'; readonly lane: Id }
  | { readonly kind: 'stop-list'; readonly version: number; readonly cards: readonly string[] };

export type Decision = { readonly kind: 'let-pass' } | { readonly kind: 'refuse'; readonly code: string };

/** What leaves the engine once the events decided with it are durable. */
export type Effect =
  | { readonly kind: 'ack'; readonly agent: Id; readonly boot: string; readonly upto: number }
  | {
      readonly kind: 'answer';
      readonly agent: Id;
      readonly boot: string;
      readonly number: number;
      readonly decision: Decision;
    }
  /**
   * `id` comes back in the command-result. `request` is the operator request that waits for it, or
   * null for a state that the engine keeps up by itself.
   */
  | {
      readonly kind: 'command';
      readonly agent: Id;
      readonly id: string;
      readonly request: string | null;
      readonly command: AgentOrder;
    }
  | { readonly kind: 'result'; readonly request: string; readonly refusal: string | null };
