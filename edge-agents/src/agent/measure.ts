import type { Elapsed, Id } from '@berth/domain/kernel';

/**
 * Stamps for the benches, on the agent's monotonic clock (milliseconds). `light`: from the answer that
 * ended a bay's debounce to its light's write handed to the line; `drive`: the same for an arm, from the answer
 * that brought the card; `sign`: when the last bytes of a face were handed over.
 */
export type Stamp =
  | {
      readonly kind: 'light' | 'drive';
      readonly device: Id;
      readonly index: number;
      readonly command: string;
      readonly from: Elapsed;
      readonly to: Elapsed;
    }
  | { readonly kind: 'sign'; readonly sign: Id; readonly to: Elapsed };

export interface Stamps {
  add(stamp: Stamp): void;
  /** Those since the last call, of which the oldest may be gone: so it may always run. */
  take(): readonly Stamp[];
}

const mostKept = 20_000;

export function keepStamps(): Stamps {
  let kept: Stamp[] = [];
  return {
    add(stamp) {
      kept.push(stamp);
      if (kept.length > mostKept) kept = kept.slice(mostKept / 2);
    },
    take() {
      const taken = kept;
      kept = [];
      return taken;
    },
  };
}
