import { isOutOfRange, stepFull } from '../occupancy/index.ts';
import { modeOrder, stopListFor } from './decide-agent.ts';
import type { Ledger } from './decide-inbox.ts';
import { enter } from './decide-inbox.ts';
import type { EventBody } from './draft.ts';
import { engineSource } from './draft.ts';
import type { Effect } from './effects.ts';
import type { Liveness } from './input.ts';
import type { Lane } from './model.ts';
import { reportOccupancy } from './occupancy.ts';
import { faultKey } from './state.ts';

/**
 * What follows from the counts as they are: FULL, the lanes' modes, counts out of range, agents away.
 * `running_ms` is the engine's own age: an agent that was not heard at all in it is away once that is
 * over the site's limit.
 */
export function decideTick(ledger: Ledger, input: { liveness: Liveness; running_ms?: number | undefined }): Effect[] {
  enter(ledger, engineSource, [...countFaults(ledger), ...awayFaults(ledger, input)]);
  enter(ledger, engineSource, fullChanges(ledger, input.liveness));
  return laneModes(ledger);
}

function fullChanges({ context, state, base }: Ledger, liveness: Liveness): EventBody[] {
  const { rules } = context.site;
  const { zones, areas } = reportOccupancy(context, base, liveness);
  const scopes = [
    ...zones.map((zone) => ({ scope: 'zone' as const, of: zone })),
    ...areas.map((area) => ({ scope: 'area' as const, of: area })),
  ];
  return scopes.flatMap(({ scope, of }): EventBody[] => {
    const was = state.full.has(`${scope}/${of.id}`);
    const full = of.capacity > 0 && stepFull(was, of.trust === 'stale' ? null : of.free_temporary, rules);
    return full === was ? [] : [{ kind: 'full-changed', scope, id: of.id, full }];
  });
}

/** A lane that leads in is FULL while the area it leads into is; what an operator asked stands. */
function laneModes(ledger: Ledger): Effect[] {
  const { context, state } = ledger;
  return context.site.lanes.flatMap((lane) => {
    const known = state.lanes.get(lane.id);
    if (!known || known.by_operator || !leadsIn(lane)) return [];
    const mode = state.full.has(`area/${lane.to_area}`) ? 'full' : 'open';
    if ((known.asked_mode ?? 'open') === mode) return [];
    enter(ledger, engineSource, [{ kind: 'lane-mode-asked', lane: lane.id, mode, by_operator: false }]);
    return [modeOrder(state, lane.gateway, { lane: lane.id, mode })];
  });
}

function leadsIn(lane: Lane): boolean {
  return lane.to_area !== null && lane.kind !== 'exit' && lane.from_area !== lane.to_area;
}

function countFaults({ context, base }: Ledger): EventBody[] {
  return context.site.zones.flatMap((zone): EventBody[] => {
    const counted = base.zones.get(zone.id);
    if (!counted) return [];
    const out = counted.known && isOutOfRange(counted.kept, zone.capacity);
    const known = base.faults.has(faultKey(null, zone.id, 'count-out-of-range'));
    if (out === known) return [];
    const fault = { agent: null, subject: zone.id, code: 'count-out-of-range' } as const;
    if (!out) return [{ kind: 'fault-cleared', ...fault }];
    return [{ kind: 'fault-raised', ...fault, detail: `${counted.last_by ?? 'correction'}: ${counted.kept}` }];
  });
}

function awayFaults(
  { context, base }: Ledger,
  input: { liveness: Liveness; running_ms?: number | undefined },
): EventBody[] {
  const limit = context.site.rules.stale_after_ms;
  return context.site.gateways.flatMap(({ id }): EventBody[] => {
    const age = input.liveness.get(id) ?? input.running_ms;
    const known = base.faults.has(faultKey(null, id, 'agent-away'));
    const away = base.agents.get(id)?.gone === true || (age === undefined ? known : age > limit);
    if (away === known) return [];
    const fault = { agent: null, subject: id, code: 'agent-away' } as const;
    return [away ? { kind: 'fault-raised', ...fault, detail: null } : { kind: 'fault-cleared', ...fault }];
  });
}

/** When the stop list changed, every agent with lanes gets it whole. */
export function stopListChanges({ context, state, base }: Ledger): Effect[] {
  if (state.stop_list.version === base.stop_list.version) return [];
  const cards = new Map(base.stop_list.cards);
  for (const number of cards.keys()) if (!state.stop_list.cards.has(number)) cards.delete(number);
  for (const [number, issue] of state.stop_list.cards) cards.set(number, issue);
  const stop_list = { version: state.stop_list.version, cards };
  return context.laneAgents.map((agent) => stopListFor({ ...state, stop_list }, agent));
}
