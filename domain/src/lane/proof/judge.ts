import type { Observation } from '../../kernel/index.ts';
import type { LaneImage, LaneInput, LaneOutput } from '../types.ts';

/**
 * What a watcher beside the lane knows who sees only inputs and outputs and shares no rule with it. It is
 * carried along a walk and says what was unsafe.
 */
export interface Watch {
  /** Since the start, the last restart or the last fire, no whole passage and no operator has ended the doubt. */
  readonly doubt: boolean;
  readonly fire: boolean;
  readonly keepOpen: boolean;
  /** A pulse down is out and the arm was neither seen down nor asked up since. */
  readonly lowering: boolean;
  /** The passage that is let through now. */
  readonly open: string | null;
  /** A card was given and its car has neither gone in nor back. */
  readonly card: boolean;
  /** A card was sent to the bin and is not there yet: the pulse may come again. */
  readonly keeping: boolean;
}

export const watchAtStart: Watch = {
  doubt: true,
  fire: false,
  keepOpen: false,
  lowering: false,
  open: null,
  card: false,
  keeping: false,
};

export interface Seen {
  readonly image: LaneImage;
  readonly inputs: readonly LaneInput[];
  readonly outputs: readonly LaneOutput[];
  readonly facts: readonly Observation[];
}

export interface Verdict {
  readonly watch: Watch;
  readonly violations: readonly string[];
}

export function judge(before: Watch, seen: Seen): Verdict {
  const asked = (kind: LaneOutput['kind']) => seen.outputs.some((output) => output.kind === kind);
  const violations: string[] = [];
  const check = (broken: boolean, rule: string) => {
    if (broken) violations.push(rule);
  };
  const closed = isClosed(seen.image);
  const fire = (before.fire && !accepted(seen, 'reset-fire')) || seen.image.fire === true;
  const keepOpen = foldKeepOpen(before.keepOpen, seen.facts);
  const ended = closed || accepted(seen, 'lower') || tells(seen, 'passage-committed') || tells(seen, 'car-unmatched');
  const doubt = (before.doubt && !ended) || fire;
  const open = foldOpen(before.open, { seen, check });
  const lowers = asked('lower');
  check(lowers && !isClear(seen.image), 'SF2 lowered while a safety input was occupied or silent');
  check(lowers && doubt, 'SF4 lowered after a restart or fire without a whole passage or an operator');
  check(lowers && fire, 'SF7 lowered in fire');
  check(lowers && keepOpen, 'LN13 lowered while kept open');
  check(lowers && open !== null, 'LN1 lowered on a car that was let through');
  check(before.lowering && !closed && !isClear(seen.image) && !asked('raise'), 'SF3 did not raise again');
  check(fire && asked('issue-card'), 'SF7 gave a card in fire');
  check(seen.image.fire === true && !before.fire && !asked('hold-up'), 'SF7 did not hold up at once');
  check(asked('issue-card') && seen.image.forward.button !== true, 'LN3 gave a card that nobody asked for');
  check(asked('issue-card') && seen.image.arming !== true, 'LN3 gave a card without a car');
  check(asked('issue-card') && before.card, 'LN8 gave a second card to one car');
  const keeping = before.keeping && seen.image.forward.collector.card_held !== false;
  check(asked('keep-card') && !keeping && open === null, 'LN18 kept a card without a passage');
  const lowering = !closed && !asked('raise') && (lowers || before.lowering);
  return {
    watch: {
      doubt,
      fire,
      keepOpen,
      lowering,
      open,
      keeping: keeping || asked('keep-card'),
      card: foldCard(before.card, seen),
    },
    violations,
  };
}

function isClosed(image: LaneImage): boolean {
  return image.barrier.down === true && image.barrier.up === false && image.barrier.arm_off === false;
}

function isClear(image: LaneImage): boolean {
  return (
    image.safety.every((input) => input === false) &&
    image.barrier.safety === false &&
    image.closing === false &&
    image.fire === false
  );
}

function tells(seen: Seen, kind: Observation['kind']): boolean {
  return seen.facts.some((fact) => fact.kind === kind);
}

function accepted(seen: Seen, kind: string): boolean {
  const asked = seen.inputs.some((input) => input.kind === 'command' && input.command.kind === kind);
  return asked && seen.outputs.some((output) => output.kind === 'command-result' && output.refusal === null);
}

function foldKeepOpen(before: boolean, facts: readonly Observation[]): boolean {
  let on = before;
  for (const fact of facts) if (fact.kind === 'keep-open') on = fact.on;
  return on;
}

function foldOpen(
  before: string | null,
  to: { seen: Seen; check: (broken: boolean, rule: string) => void },
): string | null {
  let open = before;
  for (const fact of to.seen.facts) {
    if (fact.kind === 'passage-authorised') {
      to.check(open !== null, 'LN4 authorised a second passage while one was open');
      open = fact.passage;
    } else if (fact.kind === 'passage-committed') {
      to.check(open !== fact.passage, 'LN2 committed a passage that was not authorised');
      open = null;
    } else if (fact.kind === 'passage-voided' && fact.passage === open) open = null;
  }
  return open;
}

/** A card is out from the pulse until its car went in or back, or the lane gave it up and said so. */
function foldCard(before: boolean, seen: Seen): boolean {
  let card = before;
  for (const fact of seen.facts) {
    if (fact.kind === 'passage-committed' || fact.kind === 'passage-voided') card = false;
    if (fact.kind === 'refused' && fact.code === 'dispenser-jammed') card = false;
  }
  return seen.outputs.some((output) => output.kind === 'issue-card') ? true : card;
}
