import { type BorderMemory, makeBorder, stepBorder } from '@berth/domain/border';
import { below, type Chance, chanceOf, gatherViolations, type Proof } from './proof.ts';

/**
 * Cars of metres and seconds over a pair of loops: one that goes over or turns back anywhere, or a train of
 * them nose to tail. The oracle knows only how many went to the other side.
 */
export const borders: Proof = {
  name: 'borders',
  title: 'A pair of loops counts the cars that went over, turning back or nose to tail, or says that it cannot tell',
  run: async ({ short, seed }) => {
    const runs = short ? 10_000 : 300_000;
    const { report, all } = gatherViolations();
    const totals = { cars: 0, looks: 0, disorders: 0 };
    for (let run = 0; run < runs; run += 1) {
      const chance = chanceOf(seed + run);
      const pair: Pair = { memory: makeBorder(chance() < 0.3), now: 0, counted: 0, looks: 0, disorder: false };
      for (let times = 1 + below(chance, 5); times > 0; times -= 1) {
        const train = chance() < 0.4 ? trainOf(chance) : oneCar(chance);
        const before = pair.counted;
        pair.disorder = false;
        drive(pair, train);
        totals.cars += train.lengths_m.length;
        const counted = pair.counted - before;
        if (pair.disorder) totals.disorders += 1;
        else if (counted !== train.truth)
          report(`${train.what}: counted ${counted}, not ${train.truth}`, `run ${seed + run}`);
      }
      totals.looks += pair.looks;
    }
    const did = `${totals.cars.toLocaleString('en')} cars, ${totals.looks.toLocaleString('en')} looks at the loops, disorder told ${totals.disorders.toLocaleString('en')} times`;
    return { did, violations: all() };
  },
};

interface Pair {
  memory: BorderMemory;
  now: number;
  /** Forward less backward. */
  counted: number;
  looks: number;
  /** It said that it cannot tell: two edges fell into one look. */
  disorder: boolean;
}

interface Train {
  readonly what: string;
  readonly forward: boolean;
  /** Of the cars in their order, with the gap behind each. */
  readonly lengths_m: readonly number[];
  readonly gaps_m: readonly number[];
  readonly speed_m_s: number;
  /** The first car's nose goes so far past the first loop, and then back, so much faster; null: it goes over. */
  readonly turns: { readonly at_m: number; readonly faster: number } | null;
  readonly truth: number;
}

/** What a loop of this depth sees; the edges of the two are a metre apart. */
const loop_m = 0.5;
const spacing_m = 1;
const lookMs = 50;

function oneCar(chance: Chance): Train {
  const forward = chance() < 0.5;
  const length_m = 3.5 + 2 * chance();
  const turnsBack = chance() < 0.5;
  const turns = turnsBack ? { at_m: (length_m + spacing_m) * chance(), faster: 0.6 + 1.2 * chance() } : null;
  // 15 km/h is the fastest that a pair must tell.
  const speed_m_s = 0.3 + 3.8 * chance();
  const truth = turnsBack ? 0 : forward ? 1 : -1;
  const what = turnsBack ? 'a car that turns back' : 'a car that goes over';
  return {
    what,
    forward,
    lengths_m: [length_m],
    gaps_m: [0],
    speed_m_s: turnsBack ? speed_m_s / 2 : speed_m_s,
    turns,
    truth,
  };
}

/** Nobody drives fast with less than a metre before the next car. */
function trainOf(chance: Chance): Train {
  const forward = chance() < 0.5;
  const cars = 2 + below(chance, 4);
  const lengths_m = Array.from({ length: cars }, () => 3.8 + 1.5 * chance());
  const gaps_m = lengths_m.map(() => 0.8 + (chance() < 0.5 ? 0.6 : 5) * chance());
  const speed_m_s = 0.3 + 1.2 * chance();
  return { what: 'a train', forward, lengths_m, gaps_m, speed_m_s, turns: null, truth: forward ? cars : -cars };
}

function drive(pair: Pair, train: Train): void {
  const { speed_m_s, turns } = train;
  const whole_m = train.lengths_m.reduce((sum, length, index) => sum + length + (train.gaps_m[index] ?? 0), 0);
  let nose_m = -0.5;
  let back = false;
  while (nose_m > -1 && nose_m - whole_m < spacing_m + loop_m + 1) {
    look(pair, train, nose_m);
    back ||= turns !== null && nose_m >= turns.at_m;
    nose_m += (lookMs / 1000) * (back ? -speed_m_s * (turns?.faster ?? 1) : speed_m_s);
  }
  pair.now += 3000;
}

function look(pair: Pair, train: Train, nose_m: number): void {
  const near = isOn(train, nose_m, 0);
  const far = isOn(train, nose_m, spacing_m);
  const step = stepBorder(pair.memory, train.forward ? { a: near, b: far } : { a: far, b: near }, pair.now);
  pair.now += lookMs;
  pair.looks += 1;
  if (!step) return;
  pair.memory = step.memory;
  // The fault stands from when the order was lost until the next whole crossing.
  if (step.memory.lost && step.memory.faults.includes('loop-pair-disorder')) pair.disorder = true;
  for (const event of step.events) {
    if (event.kind === 'crossed') pair.counted += event.direction === 'forward' ? 1 : -1;
    else if (event.kind === 'fault-raised') pair.disorder = true;
  }
}

function isOn({ lengths_m, gaps_m }: Train, nose_m: number, loopAt_m: number): boolean {
  let front_m = nose_m;
  for (const [index, length] of lengths_m.entries()) {
    if (front_m >= loopAt_m && front_m - length <= loopAt_m + loop_m) return true;
    front_m -= length + (gaps_m[index] ?? 0);
  }
  return false;
}
