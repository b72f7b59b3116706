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
  writingCalls(): number;
}

/** Driver: a disk that is not there, with the faults that a real one has. */
export function memoryDisk(options: MemoryDiskOptions = {}, found: ReadonlyMap<string, Uint8Array> = new Map()) {
  const files = new Map<string, MemoryFile>();
  for (const [name, bytes] of found) files.set(name, { bytes: bytes.slice(), synced: bytes.length });
  const share = options.share ?? (() => 0.5);
  let calls = 0;
  let dark = false;

  function fail(code: string): never {
    throw Object.assign(new Error(code), { code });
  }
  function used(): number {
    let sum = 0;
    for (const file of files.values()) sum += file.bytes.length;
    return sum;
  }
  function write(name: string, bytes: Uint8Array): void {
    const file = files.get(name) ?? { bytes: new Uint8Array(), synced: -1 };
    files.set(name, file);
    const joined = new Uint8Array(file.bytes.length + bytes.length);
    joined.set(file.bytes);
    joined.set(bytes, file.bytes.length);
    file.bytes = joined;
  }
  function part(bytes: Uint8Array): Uint8Array {
    return bytes.subarray(0, Math.floor(bytes.length * share()));
  }
  /** True when the call goes through. */
  function meetFate(): void {
    if (dark) fail('EIO');
    const fate = options.fate?.(calls) ?? 'works';
    calls += 1;
    if (fate === 'power-cut') dark = true;
    if (fate !== 'works') fail('EIO');
  }

  const disk: MemoryDisk = {
    async list() {
      return [...files.keys()].sort();
    },
    async read(name) {
      return files.get(name)?.bytes.slice() ?? fail('ENOENT');
    },
    async append(name, bytes) {
      try {
        meetFate();
      } catch (error) {
        write(name, part(bytes));
        throw error;
      }
      const room = (options.capacity ?? Number.POSITIVE_INFINITY) - used();
      write(name, bytes.subarray(0, Math.max(0, Math.min(bytes.length, room))));
      if (room < bytes.length) fail('ENOSPC');
    },
    async sync(name) {
      meetFate();
      const file = files.get(name);
      if (file) file.synced = file.bytes.length;
    },
    async seal() {},
    async remove(name) {
      meetFate();
      files.delete(name);
    },
    async freeBytes() {
      return (options.capacity ?? 2 ** 40) - used();
    },
    async close() {},
    afterPowerCut() {
      const survived = new Map<string, Uint8Array>();
      for (const [name, file] of files) {
        const kept = Math.max(0, file.synced);
        const luck = part(file.bytes.subarray(kept)).length;
        if (file.synced >= 0 || luck > 0) survived.set(name, file.bytes.subarray(0, kept + luck));
      }
      return memoryDisk({}, survived);
    },
    damage(name, offset) {
      const file = files.get(name) ?? fail('ENOENT');
      const byte = file.bytes[offset];
      if (byte !== undefined) file.bytes[offset] = byte ^ 0xff;
    },
    writingCalls: () => calls,
  };
  return disk;
}
