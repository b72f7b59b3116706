import type { Elapsed } from '../../kernel/index.ts';
import type { Lane, SiteRules } from '../../site/model.ts';
import { copyImage } from '../image.ts';
import { memoryOf, startLane } from '../start.ts';
import type { LaneState } from '../state.ts';
import { stepLane } from '../step.ts';
import type { LaneContext, LaneImage } from '../types.ts';
import { fingerprint } from './fingerprint.ts';
import type { Watch } from './judge.ts';
import { judge, watchAtStart } from './judge.ts';
import type { Move } from './moves.ts';
import { movesOf } from './moves.ts';
import { freeImage } from './rig.ts';
import { sampleRules } from './sample.ts';

export interface WalkResult {
  /** Different states that were reached, and steps that were taken and judged. */
  readonly states: number;
  readonly steps: number;
  /** Every state that can be reached was: the walk ended by itself. */
  readonly complete: boolean;
  /** What was broken, with the shortest way to it. */
  readonly violations: readonly { readonly rule: string; readonly way: readonly string[] }[];
}

/** Time limits made short, so that a walk passes each of them in a few steps. */
const walkRules: SiteRules = {
  ...sampleRules,
  card_not_taken_s: 2,
  taken_no_passage_s: 3,
  open_too_long_s: 4,
  barrier_move_s: 1,
  exit_help_s: 2,
  exit_limit_s: 4,
  question_deadline_ms: 1000,
  height_beam_hold_s: 1,
};

interface Place {
  readonly state: LaneState;
  readonly image: LaneImage;
  readonly now: Elapsed;
  readonly watch: Watch;
  readonly from: number;
  readonly by: string;
}

/**
 * Breadth-first over everything that can happen to a lane, each input on its own at each of its values,
 * with a judge beside it. Ends when no new state is found, or judges what it has when `most_states` are known.
 */
export function walkLane(lane: Lane, most_states: number): WalkResult {
  const context: LaneContext = { lane, rules: walkRules, stopped: new Set() };
  const moves = movesOf(lane);
  const known = new Set<number>();
  const ways: { from: number; by: string }[] = [];
  const violations: WalkResult['violations'][number][] = [];
  let steps = 0;
  let queue: Place[] = [firstPlace(context)];
  while (queue.length > 0) {
    const next: Place[] = [];
    for (const place of queue) {
      const index = ways.push({ from: place.from, by: place.by }) - 1;
      for (const move of moves) {
        const { to, broken } = take(context, { place, index, move });
        steps += 1;
        for (const rule of broken) report(violations, rule, [...wayTo(ways, index), move.name]);
        if (known.size >= most_states) continue;
        const print = fingerprint(to.state, to.watch, to.now);
        if (known.has(print)) continue;
        known.add(print);
        next.push(to);
      }
    }
    queue = next;
  }
  return { states: known.size, steps, complete: known.size < most_states, violations };
}

function firstPlace(context: LaneContext): Place {
  const image = freeImage(context.lane);
  image.forward.dispenser.card_number = 1;
  image.forward.collector.card_number = 1;
  const state = startLane(context, { boot: 'w', now: 0, memory: null });
  return { state: { ...state, seen: image }, image, now: 0, watch: watchAtStart, from: -1, by: 'start' };
}

function take(
  context: LaneContext,
  at: { place: Place; index: number; move: Move },
): { to: Place; broken: readonly string[] } {
  const { place, move } = at;
  const now = place.now + move.after_ms;
  const image = copyImage(place.image);
  move.change(image);
  const state = move.restarts ? restarted(context, place) : place.state;
  const inputs = move.inputs(state);
  const step = stepLane(context, state, { image, inputs, now });
  const before = move.restarts ? { ...place.watch, doubt: true, lowering: false, keepOpen: false } : place.watch;
  const keptOpen = move.restarts ? { ...before, keepOpen: place.watch.keepOpen } : before;
  const verdict = judge(keptOpen, { image, inputs, outputs: step.outputs, facts: step.facts });
  const to = { state: step.state, image, now, watch: verdict.watch, from: at.index, by: move.name };
  return { to, broken: verdict.violations };
}

function restarted(context: LaneContext, place: Place): LaneState {
  return startLane(context, { boot: 'w', now: place.now, memory: memoryOf(place.state, place.now) });
}

function report(violations: { rule: string; way: readonly string[] }[], rule: string, way: readonly string[]): void {
  if (!violations.some((known) => known.rule === rule)) violations.push({ rule, way });
}

function wayTo(ways: readonly { from: number; by: string }[], index: number): string[] {
  const way: string[] = [];
  let at = index;
  while (at >= 0) {
    const place = ways[at];
    if (place === undefined) break;
    way.unshift(place.by);
    at = place.from;
  }
  return way;
}
