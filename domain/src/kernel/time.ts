/** Calendar time in milliseconds since 1970-01-01T00:00Z. May jump; never used for timers. */
export type Instant = number;

/** Monotonic time in milliseconds since a machine's own start. The only base for timers and ages. */
export type Elapsed = number;

/** Both clocks of one machine, read together. */
export interface Now {
  readonly instant: Instant;
  readonly elapsed: Elapsed;
}
