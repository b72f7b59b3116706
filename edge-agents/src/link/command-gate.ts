import type { AgentCommand, CommandMessage } from '@berth/contract';
import type { Elapsed, RefusalCode } from '@berth/domain/kernel';

/** What the gate remembers: when each heartbeat went out, and what became of the last commands. */
export interface CommandGate {
  readonly boot: string;
  readonly stamps: Map<number, Elapsed>;
  readonly results: Map<string, RefusalCode | 'done' | 'under-way'>;
}

export type GateVerdict =
  | { readonly kind: 'do' }
  | { readonly kind: 'refuse'; readonly code: RefusalCode }
  | { readonly kind: 'repeat'; readonly refusal: RefusalCode | null }
  | { readonly kind: 'ignore' };

const keptStamps = 120;
const keptResults = 500;

export function openGate(boot: string): CommandGate {
  return { boot, stamps: new Map(), results: new Map() };
}

export function noteHeartbeat(gate: CommandGate, stamp: number, elapsed: Elapsed): void {
  gate.stamps.set(stamp, elapsed);
  forgetOldest(gate.stamps, keptStamps);
}

export function noteResult(gate: CommandGate, id: string, refusal: RefusalCode | null): void {
  gate.results.set(id, refusal ?? 'done');
  forgetOldest(gate.results, keptResults);
}

/** A state holds until the next one; an act that comes late, or twice, moves nothing. */
export function passGate(gate: CommandGate, message: CommandMessage, elapsed: Elapsed): GateVerdict {
  const known = gate.results.get(message.id);
  if (known === 'under-way') return { kind: 'ignore' };
  if (known !== undefined) return { kind: 'repeat', refusal: known === 'done' ? null : known };
  if (isAct(message.command) && !isFresh(gate, message, elapsed)) return { kind: 'refuse', code: 'stale-stamp' };
  gate.results.set(message.id, 'under-way');
  return { kind: 'do' };
}

function isAct(command: AgentCommand): boolean {
  return command.kind !== 'show-sign' && command.kind !== 'lane-mode' && command.kind !== 'stop-list';
}

/** On the agent's own clock: how long ago did it send the heartbeat that the engine had seen last? */
function isFresh(gate: CommandGate, { boot, stamp, valid_for_ms }: CommandMessage, elapsed: Elapsed): boolean {
  const sent = gate.stamps.get(stamp);
  return boot === gate.boot && sent !== undefined && elapsed - sent <= valid_for_ms;
}

function forgetOldest<Key>(map: Map<Key, unknown>, kept: number): void {
  for (const key of map.keys()) {
    if (map.size <= kept) return;
    map.delete(key);
  }
}
