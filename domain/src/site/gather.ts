import type { Id, Instant, Observation } from '../kernel/index.ts';
import type { SiteInput } from './input.ts';

/** One part of an agent's whole state, as it comes over the wire. */
export interface StatePart {
  readonly boot: string;
  readonly upto: number;
  readonly at: Instant;
  readonly part: number;
  readonly parts: number;
  readonly observations: readonly Observation[];
}

/** What has come so far of one agent's state; null before the first part. */
export interface GatheredState {
  readonly boot: string;
  readonly upto: number;
  readonly parts: ReadonlyMap<number, readonly Observation[]>;
}

/** Puts the parts of a state together. A part of another boot or another moment begins anew. */
export function gatherState(
  agent: Id,
  former: GatheredState | null,
  part: StatePart,
): { gathered: GatheredState | null; input: Extract<SiteInput, { kind: 'agent-state' }> | null } {
  const same = former !== null && former.boot === part.boot && former.upto === part.upto;
  const parts = new Map(same ? former.parts : []);
  parts.set(part.part, part.observations);
  for (let index = 0; index < part.parts; index += 1) {
    if (!parts.has(index)) return { gathered: { boot: part.boot, upto: part.upto, parts }, input: null };
  }
  const observations = [...parts].sort(([a], [b]) => a - b).flatMap(([, some]) => some);
  const input = { kind: 'agent-state', agent, boot: part.boot, upto: part.upto, at: part.at, observations } as const;
  return { gathered: null, input };
}
