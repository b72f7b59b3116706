import type { SiteState } from './state.ts';

/**
 * A map that reads through to another and keeps its own changes. What it hands out is a shallow copy,
 * so that folding into it leaves the map below untouched; nested values are replaced by folds, never
 * changed in place.
 */
class Overlay<Value> extends Map<string, Value> {
  below: ReadonlyMap<string, Value> = new Map();
  readonly gone = new Set<string>();

  override get(key: string): Value | undefined {
    if (super.has(key)) return super.get(key);
    if (this.gone.has(key)) return undefined;
    const value = this.below.get(key);
    if (value === undefined) return undefined;
    const own = copy(value);
    super.set(key, own);
    return own;
  }

  override has(key: string): boolean {
    return super.has(key) || (!this.gone.has(key) && this.below.has(key));
  }

  override set(key: string, value: Value): this {
    this.gone.delete(key);
    return super.set(key, value);
  }

  override delete(key: string): boolean {
    const had = this.has(key);
    super.delete(key);
    this.gone.add(key);
    return had;
  }
}

function copy<Value>(value: Value): Value {
  if (Array.isArray(value)) return [...value] as Value;
  return typeof value === 'object' && value !== null ? { ...value } : value;
}

function overlay<Value>(below: ReadonlyMap<string, Value>): Map<string, Value> {
  const map = new Overlay<Value>();
  map.below = below;
  return map;
}

/**
 * A working copy on which `decide` folds the events of one message as it goes, so that its second
 * observation sees the first. It is read by key only, and thrown away.
 */
export function forkState(state: SiteState): SiteState {
  return {
    revision: state.revision,
    bays: overlay(state.bays),
    zones: overlay(state.zones),
    lanes: overlay(state.lanes),
    threads: overlay(state.threads),
    stays: overlay(state.stays),
    unmatched: overlay(state.unmatched),
    left_unseen: overlay(state.left_unseen),
    pictures: overlay(state.pictures),
    cards: overlay(state.cards),
    stop_list: { version: state.stop_list.version, cards: overlay(state.stop_list.cards) },
    faults: overlay(state.faults),
    alarms: overlay(state.alarms),
    agents: overlay(state.agents),
    fire: new Set(state.fire),
    full: new Set(state.full),
    inventory_at: state.inventory_at,
    commands: overlay(state.commands),
    requests: overlay(state.requests),
  };
}
