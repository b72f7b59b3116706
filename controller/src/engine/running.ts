import type { EngineStatusMessage, FeedStatus } from '@berth/contract';
import type { Logger } from 'pino';
import type { Store } from '../store/index.ts';
import { describeAgents } from './core/agents.ts';
import type { Core } from './core/step.ts';
import type { PictureKeeper } from './disk/picture-keeper.ts';
import type { OwnFaults } from './faults.ts';
import type { FeedServer } from './feed/server.ts';
import type { Loop } from './loop.ts';
import type { Measures } from './measures.ts';
import type { Clock, Disk, Link } from './ports.ts';

export interface EnginePorts {
  readonly clock: Clock;
  readonly store: Store;
  readonly disk: Disk;
  readonly log: Logger;
  /** The process must end and start anew: nothing that was not stored may be acted on. */
  readonly die: (reason: string, error: unknown) => void;
}

/** What the parts of a running engine share. */
export interface Running {
  readonly core: Core;
  readonly loop: Loop;
  readonly link: Link;
  readonly feed: FeedServer;
  readonly pictures: PictureKeeper;
  readonly faults: OwnFaults;
  readonly measures: Measures;
  readonly ports: EnginePorts;
  readonly data_dir: string;
  disk_free_mb: number | null;
  connected: boolean;
}

export function statusMessage({ core, ports }: Running, state: EngineStatusMessage['state']): EngineStatusMessage {
  const at = Math.round(ports.clock.now().instant);
  return { epoch: core.epoch, at, state, faults: [...core.faults] };
}

export function feedStatus({ core, loop, measures, ports, disk_free_mb }: Running): FeedStatus {
  const { instant, elapsed } = ports.clock.now();
  return {
    kind: 'status',
    epoch: core.epoch,
    at: instant,
    agents: describeAgents(core.lives, elapsed),
    faults: [...core.faults],
    signs: [...core.told].map(([id, { face }]) => ({ id, face })),
    engine: {
      inbox_waiting: loop.waiting(),
      observations: core.observations,
      append_p99_ms: measures.appendP99(),
      refused: measures.refusals(),
      disk_free_mb,
    },
  };
}
