import type { AgentConfig, DeviceProfile, Wiring } from '@berth/contract';
import type { Id } from '@berth/domain/kernel';
import type { Gateway, Site } from '@berth/domain/site';
import type { Logger } from 'pino';
import type { Agent } from './agent.ts';
import type { Clock } from './clock.ts';
import type { AgentInput, Drive } from './exchange.ts';
import type { Hardware } from './hardware.ts';
import type { Stamps } from './measure.ts';
import type { Stores } from './stores.ts';

export interface AgentParts {
  readonly config: AgentConfig;
  readonly site: Site;
  readonly profiles: ReadonlyMap<Id, DeviceProfile>;
  /** Null with real hardware. */
  readonly wiring: Wiring | null;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Everything of one running agent, gathered while it comes up. */
export interface Cabinet {
  readonly parts: AgentParts;
  readonly gateway: Gateway;
  readonly hardware: Hardware;
  readonly stores: Stores;
  readonly agent: Agent;
  readonly stamps: Stamps;
  readonly inputs: (input: AgentInput) => void;
  /** Commands on their way to a device, by bus and the line's number. */
  readonly under_way: Map<string, Drive>;
}
