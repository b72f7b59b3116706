import { statfs } from 'node:fs/promises';
import type { FaultCode } from '@berth/domain/kernel';
import type { Disk } from '../ports.ts';

export function diskOf(directory: string): Disk {
  return {
    freeMegabytes: async () => {
      const { bavail, bsize } = await statfs(directory);
      return (bavail * bsize) / 1e6;
    },
  };
}

/** Below this not even a batch and its snapshot are sure to find room. */
const fullBelowMegabytes = 24;

/**
 * Which faults of the disk hold. A fault that was raised clears only with a tenth more room than
 * raised it, so that it does not flutter.
 */
export function diskFaults(freeMegabytes: number, lowMegabytes: number, held: ReadonlySet<FaultCode>): FaultCode[] {
  const below = (limit: number, code: FaultCode) => freeMegabytes < limit * (held.has(code) ? 1.1 : 1);
  const faults: FaultCode[] = [];
  if (below(lowMegabytes, 'disk-low')) faults.push('disk-low');
  if (below(fullBelowMegabytes, 'disk-full')) faults.push('disk-full');
  return faults;
}
