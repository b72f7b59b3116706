/** Figures of this run of the engine, for its status. */
export interface Measures {
  appended(ms: number): void;
  refused(code: string): void;
  /** Milliseconds that 99 of 100 of the last appends stayed below; null before the first. */
  appendP99(): number | null;
  refusals(): Record<string, number>;
}

const rememberedAppends = 500;

export function makeMeasures(): Measures {
  const appends: number[] = [];
  const refusals = new Map<string, number>();
  let next = 0;
  return {
    appended: (ms) => {
      appends[next] = ms;
      next = (next + 1) % rememberedAppends;
    },
    refused: (code) => void refusals.set(code, (refusals.get(code) ?? 0) + 1),
    appendP99: () => {
      const sorted = [...appends].sort((a, b) => a - b);
      return sorted[Math.floor(sorted.length * 0.99)] ?? null;
    },
    refusals: () => Object.fromEntries(refusals),
  };
}

/** True for the first of a kind and then once in a while, so that a flood of one kind does not fill the log. */
export function makeDamper(everyMs: number): (kind: string, elapsed: number) => boolean {
  const last = new Map<string, number>();
  return (kind, elapsed) => {
    const before = last.get(kind);
    if (before !== undefined && elapsed - before < everyMs) return false;
    last.set(kind, elapsed);
    return true;
  };
}
