import type { Health, SupervisorMessage } from '@berth/contract';
import type { Mirror } from './mirror.ts';

type Processes = Extract<SupervisorMessage, { kind: 'processes' }>['processes'];

export interface HealthSources {
  /** As the supervisor last told, and when, by our own monotonic clock; null without a supervisor. */
  readonly told: { processes: Processes; elapsed: number } | null;
  readonly elapsed: number;
  readonly mirror: Mirror;
  readonly own: { pid: number; address: string };
}

/** Who must be there for the site to be called up at all. */
const needed = ['broker', 'engine'];

/** How every process is. `up` is false when broker or engine is away. */
export function healthOf({ told, elapsed, mirror, own }: HealthSources): { body: Health; up: boolean } {
  const since = told ? elapsed - told.elapsed : 0;
  const processes: Processes = told
    ? told.processes.map((one) => ({ ...one, age_ms: Math.round(one.age_ms + since) }))
    : [
        { name: 'engine', pid: null, state: mirror.engine === 'here' ? 'ok' : 'down', age_ms: 0, faults: [] },
        { name: 'web', pid: own.pid, state: 'ok', age_ms: 0, address: own.address, faults: [] },
      ];
  const isUp = (state: string) => state === 'ok' || state === 'degraded';
  const away = processes.filter((one) => needed.includes(one.name) && !isUp(one.state));
  const brokerAway = processes.some((one) => one.name === 'engine' && one.faults.includes('broker-away'));
  const up = away.length === 0 && !brokerAway && mirror.engine === 'here';
  const good = up && mirror.state.faults.size === 0 && processes.every((one) => one.state === 'ok');
  const faults = [...mirror.state.faults.values()].map(({ subject, code }) => ({ subject, code }));
  return { body: { status: good ? 'ok' : 'degraded', faults, processes }, up };
}
