import type { Instant } from '../kernel/index.ts';
import { type DayFacts, datesHold, dayMs, daysHold, type Zone } from './calendar.ts';
import type { DayName, DayNumber, When } from './model.ts';

/** What a schedule chooses between; index 0 is tried first. */
export interface Choice {
  readonly when: When | null;
  readonly priority: number;
}

/** A choice, and which of the things it was made from it stands for. */
export interface OwnedChoice extends Choice {
  readonly owner: number;
}

/** Things that hold while one of their conditions does, as choices with one condition each. */
export function choicesOf(things: readonly { when: readonly When[] | null; priority: number }[]): OwnedChoice[] {
  return things.flatMap(({ when, priority }, owner): OwnedChoice[] =>
    when === null ? [{ when, priority, owner }] : when.map((each) => ({ when: each, priority, owner })),
  );
}

/** The pieces of a local day, each with the index of what holds in it; -1 for nothing. */
export interface DayPlan {
  readonly ends: readonly number[];
  readonly holders: readonly number[];
}

export interface Schedule {
  /** False when the same holds always. */
  readonly varies: boolean;
  readonly at: (instant: Instant) => { readonly holder: number; readonly end: Instant };
}

export interface Calendar {
  readonly zone: Zone;
  readonly facts: (day: DayNumber) => DayFacts;
}

/** Which of the choices' days and dates hold on a day. */
export function daysOf(choices: readonly Choice[], facts: DayFacts): boolean[] {
  const named = new Set<DayName>(choices.flatMap(({ when }) => when?.days ?? []));
  return choices.map(
    ({ when }) => when === null || (daysHold(when.days, named, facts) && datesHold(when.dates, facts.day)),
  );
}

/** Every choice that holds at a time of a day, given which days of it and of the day before hold. */
export function holdersAt(choices: readonly Choice[], days: DaysPair, clock: number): number[] {
  return choices.flatMap(({ when }, index) => {
    const today = days.today[index] ?? false;
    if (when === null || when.times.length === 0) return today ? [index] : [];
    const holds = when.times.some(({ from_ms, to_ms }) =>
      to_ms > from_ms
        ? today && clock >= from_ms && clock < to_ms
        : (today && clock >= from_ms) || ((days.before[index] ?? false) && clock < to_ms),
    );
    return holds ? [index] : [];
  });
}

export interface DaysPair {
  readonly before: readonly boolean[];
  readonly today: readonly boolean[];
}

/** Of those that hold, the one that wins: higher priority, then a condition before none, then order. */
export function winner(choices: readonly Choice[], holders: readonly number[]): number {
  let best = -1;
  for (const index of holders) {
    const one = choices[index];
    const other = choices[best];
    if (!one) continue;
    if (!other) best = index;
    else if (one.when !== null && other.when === null) best = index;
    else if ((one.when === null) === (other.when === null) && one.priority > other.priority) best = index;
  }
  return best;
}

/** The clock times where something may change. */
export function edgesOf(choices: readonly Choice[]): number[] {
  const edges = new Set<number>([dayMs]);
  for (const { when } of choices)
    for (const { from_ms, to_ms } of when?.times ?? []) {
      if (from_ms > 0) edges.add(from_ms);
      if (to_ms > 0) edges.add(to_ms);
    }
  return [...edges].sort((a, b) => a - b);
}

function planDay(choices: readonly Choice[], edges: readonly number[], days: DaysPair): DayPlan {
  const ends: number[] = [];
  const holders: number[] = [];
  let from = 0;
  for (const end of edges) {
    const holder = winner(choices, holdersAt(choices, days, from));
    if (holders.length > 0 && holders.at(-1) === holder) ends[ends.length - 1] = end;
    else {
      holders.push(holder);
      ends.push(end);
    }
    from = end;
  }
  return { ends, holders };
}

const mostPlans = 5000;

/** What holds when. `applies` leaves out choices that do not hold in this area; indices stay those of the list. */
export function compileSchedule(all: readonly Choice[], applies: readonly boolean[], calendar: Calendar): Schedule {
  const kept = all.flatMap((_, index) => (applies[index] ? [index] : []));
  const choices = kept.flatMap((index) => all[index] ?? []);
  if (choices.every(({ when }) => !when || when.days.length + when.dates.length + when.times.length === 0)) {
    const holder = kept[winner(choices, [...choices.keys()])] ?? -1;
    return { varies: false, at: () => ({ holder, end: Number.POSITIVE_INFINITY }) };
  }
  const edges = edgesOf(choices);
  // Plans are few; which one a day has is worked out once for each day, and each plan is kept once.
  const plans = new Map<string, DayPlan>();
  let byDay = new Map<DayNumber, DayPlan>();
  const { zone } = calendar;
  const planOf = (day: DayNumber): DayPlan => {
    const known = byDay.get(day);
    if (known) return known;
    const days = { before: daysOf(choices, calendar.facts(day - 1)), today: daysOf(choices, calendar.facts(day)) };
    const key = [...days.before, ...days.today].map((each) => (each ? 1 : 0)).join('');
    const plan = plans.get(key) ?? planDay(choices, edges, days);
    plans.set(key, plan);
    if (byDay.size >= mostPlans) byDay = new Map();
    byDay.set(day, plan);
    return plan;
  };
  const at = (instant: Instant) => {
    const wall = zone.wall(instant);
    const day = Math.floor(wall / dayMs);
    const clock = wall - day * dayMs;
    const { ends, holders } = planOf(day);
    let index = 0;
    while (clock >= (ends[index] ?? dayMs)) index += 1;
    const holder = holders[index] ?? -1;
    return {
      holder: holder < 0 ? -1 : (kept[holder] ?? -1),
      end: zone.reach(instant, day * dayMs + (ends[index] ?? dayMs)),
    };
  };
  return { varies: true, at };
}
