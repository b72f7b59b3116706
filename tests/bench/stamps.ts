import { existsSync, readFileSync } from 'node:fs';
import type { Stamp } from '@berth/edge-agents/agent/measure';

/** What one agent stamped. All its times are of one clock. */
export function readStamps(file: string): Stamp[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  // The last line may still be on its way to the disk.
  return lines.slice(0, -1).map((line) => JSON.parse(line) as Stamp);
}

/** From each answer that ended a debounce to the write to its light, in milliseconds. */
export function lightDelays(stamps: readonly Stamp[]): number[] {
  return stamps.flatMap((stamp) => (stamp.kind === 'light' ? [stamp.to - stamp.from] : []));
}

/** From each answer that brought a card to the arm's command, in milliseconds. */
export function driveDelays(stamps: readonly Stamp[]): number[] {
  return stamps.flatMap((stamp) =>
    stamp.kind === 'drive' && stamp.command === 'raise' ? [stamp.to - stamp.from] : [],
  );
}

/** A face that took longer was not for this change: the sign was told again for another reason. */
const longestMs = 1000;

/**
 * From each answer that changed bays of one zone to the next face of that zone's sign. Only zones whose bays
 * change so seldom that one face is done before the next change are measured so.
 */
export function signDelays(stamps: readonly Stamp[], zone: { sign: string; sensors: ReadonlySet<string> }): number[] {
  const changes = stamps.flatMap((stamp) =>
    stamp.kind === 'light' && zone.sensors.has(stamp.device) ? [stamp.from] : [],
  );
  const faces = stamps.flatMap((stamp) => (stamp.kind === 'sign' && stamp.sign === zone.sign ? [stamp.to] : []));
  const delays: number[] = [];
  for (const from of new Set(changes)) {
    const shown = faces.find((to) => to > from);
    if (shown !== undefined && shown - from <= longestMs) delays.push(shown - from);
  }
  return delays;
}
