import type { AgentVerb } from '@berth/contract';

/**
 * Port: the way to the broker. It connects, subscribes to what an agent may hear, and connects again
 * by itself. `publish` never throws and never waits: without a connection the message is gone.
 */
export interface Transport {
  publish(verb: AgentVerb, body: string): void;
  /** Bytes handed over and not yet taken by the socket. */
  backlog(): number;
  close(): Promise<void>;
}

export interface TransportEvents {
  /** Connected and subscribed. */
  readonly onUp: () => void;
  readonly onDown: (reason: string) => void;
  readonly onMessage: (topic: string, body: Uint8Array) => void;
}
