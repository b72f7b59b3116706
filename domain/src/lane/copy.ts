import type { BarrierTrack, Crossing, EndState, LaneState } from './state.ts';

/**
 * A copy that a scan may write into. Lists, phases and the last image are never written into, so they are shared.
 * Written out, because spreading was seen to take most of a scan.
 */
export function copyState(state: LaneState): LaneState {
  return {
    boot: state.boot,
    passages: state.passages,
    questions: state.questions,
    seen: state.seen,
    wake_at: state.wake_at,
    link_up: state.link_up,
    mode: state.mode,
    direction: state.direction,
    fire: state.fire,
    fire_sent_at: state.fire_sent_at,
    keep_open: state.keep_open,
    hold: state.hold,
    risen_by: state.risen_by,
    barrier: copyBarrier(state.barrier),
    silence: {
      loops_at: state.silence.loops_at,
      safety_at: state.silence.safety_at,
      barrier_at: state.silence.barrier_at,
    },
    crossing: copyCrossing(state.crossing),
    unmatched: state.unmatched,
    phase: state.phase,
    absent_at: state.absent_at,
    sight_lost: state.sight_lost,
    ramp: state.ramp,
    ends: { forward: copyEnd(state.ends.forward), backward: copyEnd(state.ends.backward) },
    reads: state.reads,
    deaf: state.deaf,
    waiting: state.waiting,
    faults: state.faults,
    alarm_until_at: state.alarm_until_at,
    by_hand: state.by_hand,
    clear_at: state.clear_at,
  };
}

function copyBarrier(barrier: BarrierTrack): BarrierTrack {
  return {
    state: barrier.state,
    last_end: barrier.last_end,
    asked: barrier.asked,
    asked_at: barrier.asked_at,
    moving_at: barrier.moving_at,
    not_closed_at: barrier.not_closed_at,
    stuck: barrier.stuck,
  };
}

function copyCrossing(crossing: Crossing): Crossing {
  return {
    started: crossing.started,
    arming: crossing.arming,
    closing: crossing.closing,
    stage: crossing.stage,
    direction: crossing.direction,
    between_at: crossing.between_at,
    whole: crossing.whole,
    behind: crossing.behind,
    ahead: crossing.ahead,
  };
}

function copyEnd(end: EndState): EndState {
  return {
    drawing_back: end.drawing_back,
    drawing_until_at: end.drawing_until_at,
    collector: end.collector,
    collector_card: end.collector_card,
    collector_passage: end.collector_passage,
    collector_until_at: end.collector_until_at,
    collector_tries: end.collector_tries,
    too_high_at: end.too_high_at,
    text: end.text,
    notice: end.notice,
    notice_until_at: end.notice_until_at,
    light: end.light,
  };
}
