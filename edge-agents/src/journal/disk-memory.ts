import type { Disk } from './disk.ts';

interface MemoryFile {
  bytes: Uint8Array;
  /** How much of it, name included, would survive a power cut; -1: not even the name. */
  synced: number;
}

/** What the medium may do to one call: work, fail, or lose power in the midst of it. */
export type MediumFate = 'works' | 'fails' | 'power-cut';

export interface MemoryDiskOptions {
  /** Asked before each writing call, with its place in the order of such calls, from 0. */
  readonly fate?: (call: number) => MediumFate;
  /** Bytes until it is full. */
  readonly capacity?: number;
  /** Between 0 and 1: which share of what was not synced survives a cut, or a failing call wrote. */
  readonly share?: () => number;
}

export interface MemoryDisk extends Disk {
  /** The medium as it is found when power comes back. */
  afterPowerCut(): MemoryDisk;
  /** Turns the bits of one byte, as a dying medium does. */
  damage(name: string, offset: number): void;
}

interface Medium {
  readonly options: MemoryDiskOptions;
  readonly files: Map<string, MemoryFile>;
  calls: number;
  dark: boolean;
}

/** Driver: a disk that is not there, with the faults that a real one has. */
export function memoryDisk(
  options: MemoryDiskOptions = {},
  found: ReadonlyMap<string, Uint8Array> = new Map(),
): MemoryDisk {
  const files = new Map<string, MemoryFile>();
  for (const [name, bytes] of found) files.set(name, { bytes: bytes.slice(), synced: bytes.length });
  const medium: Medium = { options, files, calls: 0, dark: false };
  return {
    async list() {
      return [...files.keys()].sort();
    },
    async read(name) {
      return files.get(name)?.bytes.slice() ?? fail('ENOENT');
    },
    async append(name, bytes) {
      append(medium, name, bytes);
    },
    async sync(name) {
      meetFate(medium);
      const file = files.get(name);
      if (file) file.synced = file.bytes.length;
    },
    async seal() {},
    async remove(name) {
      meetFate(medium);
      files.delete(name);
    },
    async freeBytes() {
      return (options.capacity ?? 2 ** 40) - used(medium);
    },
    async close() {},
    afterPowerCut: () => memoryDisk({}, surviving(medium)),
    damage(name, offset) {
      const file = files.get(name) ?? fail('ENOENT');
      const byte = file.bytes[offset];
      if (byte !== undefined) file.bytes[offset] = byte ^ 0xff;
    },
  };
}

function fail(code: string): never {
  throw Object.assign(new Error(code), { code });
}

function used({ files }: Medium): number {
  let sum = 0;
  for (const file of files.values()) sum += file.bytes.length;
  return sum;
}

/** Throws unless the call goes through. */
function meetFate(medium: Medium): void {
  if (medium.dark) fail('EIO');
  const fate = medium.options.fate?.(medium.calls) ?? 'works';
  medium.calls += 1;
  if (fate === 'power-cut') medium.dark = true;
  if (fate !== 'works') fail('EIO');
}

function append(medium: Medium, name: string, bytes: Uint8Array): void {
  try {
    meetFate(medium);
  } catch (error) {
    write(medium, name, part(medium, bytes));
    throw error;
  }
  const room = (medium.options.capacity ?? Number.POSITIVE_INFINITY) - used(medium);
  write(medium, name, bytes.subarray(0, Math.max(0, Math.min(bytes.length, room))));
  if (room < bytes.length) fail('ENOSPC');
}

function write({ files }: Medium, name: string, bytes: Uint8Array): void {
  const file = files.get(name) ?? { bytes: new Uint8Array(), synced: -1 };
  files.set(name, file);
  const joined = new Uint8Array(file.bytes.length + bytes.length);
  joined.set(file.bytes);
  joined.set(bytes, file.bytes.length);
  file.bytes = joined;
}

function part({ options }: Medium, bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, Math.floor(bytes.length * (options.share?.() ?? 0.5)));
}

function surviving(medium: Medium): Map<string, Uint8Array> {
  const survived = new Map<string, Uint8Array>();
  for (const [name, file] of medium.files) {
    const kept = Math.max(0, file.synced);
    const luck = part(medium, file.bytes.subarray(kept)).length;
    if (file.synced >= 0 || luck > 0) survived.set(name, file.bytes.subarray(0, kept + luck));
  }
  return survived;
}
