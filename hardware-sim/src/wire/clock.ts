/** The time that devices on the wire live in: monotonic milliseconds, and something done later. */
export interface WireClock {
  /** Calendar time in milliseconds, for what shows a date. */
  instant(): number;
  now(): number;
  /** Does it after so many milliseconds; the function that comes back calls it off. */
  after(ms: number, act: () => void): () => void;
}

export function processClock(): WireClock {
  return {
    now: () => performance.now(),
    instant: () => Date.now(),
    after: (ms, act) => {
      const timer = setTimeout(act, Math.max(0, Math.round(ms)));
      return () => clearTimeout(timer);
    },
  };
}
