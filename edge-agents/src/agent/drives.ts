import type { Elapsed } from '@berth/domain/kernel';
import type { Clock } from './clock.ts';
import type { Drive } from './exchange.ts';

/**
 * An arm that lets a car go rises when its authorisation is on the disk, or after this: a slow disk must
 * not keep a driver, and the journal tells the rest from memory.
 */
const longestWaitMs = 30;

export interface DriveParts {
  readonly clock: Clock;
  /** The newest record, and the newest that is on the disk. */
  readonly last: () => number;
  readonly durable: () => number;
  readonly hand: (drive: Drive) => void;
}

interface Held {
  readonly drive: Drive;
  readonly sequence: number;
  readonly until_at: Elapsed;
}

export interface Drives {
  take(drive: Drive): void;
  /** The disk has more now. */
  onDurable(): void;
}

/** Hands commands to the lines, each device's in their order; what protects people waits for nothing. */
export function orderDrives(parts: DriveParts): Drives {
  const held: Held[] = [];

  function release(): void {
    const { elapsed } = parts.clock.now();
    for (let first = held[0]; first; first = held[0]) {
      if (first.sequence > parts.durable() && first.until_at > elapsed) return;
      held.shift();
      parts.hand(first.drive);
    }
  }
  function mustWait(drive: Drive): boolean {
    if (drive.behind_facts) return parts.last() > parts.durable();
    const { device, reading } = drive.point;
    return reading !== 'raise' && reading !== 'hold_up' && held.some((each) => each.drive.point.device === device);
  }
  return {
    take(drive) {
      if (!mustWait(drive)) {
        parts.hand(drive);
        return;
      }
      held.push({ drive, sequence: parts.last(), until_at: parts.clock.now().elapsed + longestWaitMs });
      parts.clock.after(longestWaitMs, release);
    },
    onDurable: release,
  };
}
