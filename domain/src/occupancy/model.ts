import type { Id } from '../kernel/index.ts';

export type Trust = 'good' | 'degraded' | 'stale';

/** What one kind of source says. `occupied` is null when it does not know; `age_ms` when never heard. */
export interface SourceCount {
  readonly occupied: number | null;
  readonly age_ms: number | null;
}

/** One zone, area, level, or the site. Numbers are held between 0 and capacity, and null when unknown. */
export interface Occupancy {
  readonly capacity: number;
  /** Bays without a car, for anybody. */
  readonly free: number | null;
  /** Of these, what a temporary driver may use: it is what signs and FULL go by. */
  readonly free_temporary: number | null;
  /** Cars inside the border, driving or parked. */
  readonly occupied: number | null;
  readonly age_ms: number | null;
  readonly trust: Trust;
  readonly sources: { readonly loops: SourceCount; readonly bays: SourceCount };
}

export interface NamedOccupancy extends Occupancy {
  readonly id: Id;
}

/** The body of `GET /api/occupancy`, but for `at` as text. */
export interface OccupancyReport {
  readonly revision: number;
  readonly zones: readonly NamedOccupancy[];
  readonly levels: readonly NamedOccupancy[];
  readonly areas: readonly NamedOccupancy[];
  readonly site: Occupancy;
}

/** What a sign says about a zone. */
export type ZoneShown =
  | { readonly kind: 'free'; readonly free: number }
  | { readonly kind: 'full' }
  /** Shown as a dash: never a number that may be wrong. */
  | { readonly kind: 'stale' }
  | { readonly kind: 'closed' };
