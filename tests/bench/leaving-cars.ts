import type { PointReference } from '@berth/domain/kernel';
import type { Lane } from '@berth/domain/site';
import { type Barrier, stepBarrier } from '@berth/hardware-sim/world/barrier';
import { type Collector, insertCard, stepCollector } from '@berth/hardware-sim/world/card-machines';
import { type Input, inputAt, type PhysicalWorld } from '@berth/hardware-sim/world/physical';
import type { Rig } from './rig.ts';

const stepMs = 20;
/** A fast arm, so that many cars go through in little time. */
const armMoves_s = 0.3;

/** Cars that leave one after the other by each exit, each with the next card; gives what stops them. */
export function driveOut(rig: Rig, world: PhysicalWorld, cards: () => number): () => void {
  const exits = rig.site.lanes.filter(({ kind }) => kind === 'exit').map((lane) => openExit(lane, world));
  const timer = setInterval(() => {
    for (const exit of exits) stepExit(exit, cards);
  }, stepMs);
  return () => clearInterval(timer);
}

/** What a driver does next, and how long it has been so. */
type Stage = 'away' | 'on-arming-loop' | 'card-in' | 'over-both' | 'over-closing-loop';

interface Exit {
  readonly barrier: Barrier;
  readonly collector: Collector;
  readonly arming: Input;
  readonly closing: Input;
  stage: Stage;
  since_ms: number;
}

function openExit(lane: Lane, world: PhysicalWorld): Exit {
  const barrier = world.barriers.get(lane.barrier);
  const collector = world.collectors.get(lane.forward?.collector ?? '');
  if (!barrier || !collector) throw new Error(`${lane.id} is no exit with a collector`);
  barrier.move_s = armMoves_s;
  const input = (reference: PointReference) => {
    const found = inputAt(world, reference);
    if (!found) throw new Error(`${lane.id} has no ${reference}`);
    return found;
  };
  const { arming, closing } = lane.loops;
  return { barrier, collector, arming: input(arming), closing: input(closing), stage: 'away', since_ms: 0 };
}

function stepExit(exit: Exit, cards: () => number): void {
  const { barrier, collector, arming, closing } = exit;
  stepBarrier(barrier, stepMs / 1000, closing.on);
  stepCollector(collector);
  // A bin that is emptied in time.
  collector.bin.length = 0;
  exit.since_ms += stepMs;
  const next = nextStage(exit);
  if (next === null) return;
  if (next === 'card-in') insertCard(collector, cards());
  exit.stage = next;
  exit.since_ms = 0;
  arming.on = next === 'on-arming-loop' || next === 'card-in' || next === 'over-both';
  closing.on = next === 'over-both' || next === 'over-closing-loop';
}

function nextStage({ stage, since_ms, barrier }: Exit): Stage | null {
  switch (stage) {
    case 'away':
      return barrier.arm === 0 && since_ms >= 300 ? 'on-arming-loop' : null;
    case 'on-arming-loop':
      return since_ms >= 200 ? 'card-in' : null;
    case 'card-in':
      return barrier.arm === 1 && since_ms >= 100 ? 'over-both' : null;
    case 'over-both':
      return since_ms >= 200 ? 'over-closing-loop' : null;
    case 'over-closing-loop':
      return since_ms >= 200 ? 'away' : null;
  }
}
