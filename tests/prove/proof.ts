export interface ProofOptions {
  readonly short: boolean;
  readonly seed: number;
  readonly progress: (text: string) => void;
}

export interface ProofResult {
  /** What was tried, with its numbers. */
  readonly did: string;
  /** What was broken, with what it takes to see it again. Empty: it holds. */
  readonly violations: readonly string[];
}

export interface Proof {
  readonly name: string;
  readonly title: string;
  readonly run: (options: ProofOptions) => Promise<ProofResult>;
}

/** Numbers from 0 (included) to 1 (not included), the same for the same seed. */
export type Chance = () => number;

/** mulberry32, a public-domain generator by Tommy Ettinger. */
export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A whole number from 0 to below `limit`. */
export function below(chance: Chance, limit: number): number {
  return Math.floor(chance() * limit);
}

export function pick<Value>(chance: Chance, values: readonly [Value, ...Value[]]): Value {
  return values[below(chance, values.length)] ?? values[0];
}

const mostTold = 20;

/** Violations as they are found: each kind once, with how it was found first. */
export function gatherViolations() {
  const found = new Map<string, string>();
  return {
    report: (what: string, how: string) => {
      if (!found.has(what) && found.size < mostTold) found.set(what, `${what}: ${how}`);
    },
    all: () => [...found.values()],
  };
}
