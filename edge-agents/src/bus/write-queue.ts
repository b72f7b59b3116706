import type { Id } from '@berth/domain/kernel';
import type { Write } from '../codec/command.ts';

export interface WriteTarget {
  readonly device: Id;
  readonly unit: number;
  /** Most registers or bits that the device takes in one write. */
  readonly most: number;
}

export interface QueuedWrite extends Write, WriteTarget {
  /** The caller's name for it, given back when it is done or failed. */
  readonly id: number;
  tries: number;
}

/**
 * Writes that wait for the line: acts in their order, and before them nothing; then states, of which
 * only the latest for an address counts. `wanted` remembers every state for a device that comes back.
 */
export interface WriteQueue {
  readonly acts: QueuedWrite[];
  readonly states: Map<string, QueuedWrite>;
  readonly wanted: Map<string, QueuedWrite>;
}

export function createWriteQueue(): WriteQueue {
  return { acts: [], states: new Map(), wanted: new Map() };
}

function stateKey(write: Pick<QueuedWrite, 'unit' | 'table' | 'address'>): string {
  return `${write.unit} ${write.table} ${write.address}`;
}

export function enqueue(queue: WriteQueue, write: QueuedWrite): void {
  if (write.act) {
    queue.acts.push(write);
    return;
  }
  const key = stateKey(write);
  queue.wanted.set(key, write);
  queue.states.delete(key);
  queue.states.set(key, write);
}

/** What waits for this device is asked for again: it came back, or may have lost its outputs. */
export function requeueWanted(queue: WriteQueue, device: Id | null): void {
  for (const [key, write] of queue.wanted) {
    if (device !== null && write.device !== device) continue;
    if (!queue.states.has(key)) queue.states.set(key, { ...write, tries: 0 });
  }
}

export function takeAct(queue: WriteQueue): QueuedWrite | null {
  return queue.acts.shift() ?? null;
}

/** The oldest state that may go now, with the states of neighbouring addresses that fit into one write. */
export function takeStates(queue: WriteQueue, mayGo: (device: Id) => boolean): readonly QueuedWrite[] {
  for (const first of queue.states.values()) {
    if (!mayGo(first.device)) continue;
    const run = [first];
    grow(queue, run, 1);
    grow(queue, run, -1);
    for (const write of run) queue.states.delete(stateKey(write));
    return run;
  }
  return [];
}

function grow(queue: WriteQueue, run: QueuedWrite[], step: 1 | -1): void {
  for (;;) {
    const edge = step === 1 ? run.at(-1) : run[0];
    if (!edge || run.length >= edge.most) return;
    const next = queue.states.get(stateKey({ ...edge, address: edge.address + step }));
    if (!next || next.device !== edge.device) return;
    if (step === 1) run.push(next);
    else run.unshift(next);
  }
}

/** A state that did not arrive waits again, unless a later one for its address is waiting already. */
export function putBack(queue: WriteQueue, write: QueuedWrite): void {
  const key = stateKey(write);
  if (!queue.states.has(key)) queue.states.set(key, { ...write, tries: write.tries + 1 });
}
