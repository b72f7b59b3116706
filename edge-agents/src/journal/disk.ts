/**
 * Port: a folder of append-only files. Every call rejects when the medium fails (an `Error` with the
 * code of the operating system, `ENOSPC` when full); a rejected append may have written a part.
 * What `sync` resolved for survives a power cut, the file's own name included.
 */
export interface Disk {
  list(): Promise<readonly string[]>;
  read(name: string): Promise<Uint8Array>;
  append(name: string, bytes: Uint8Array): Promise<void>;
  sync(name: string): Promise<void>;
  /** No more will be appended to it. */
  seal(name: string): Promise<void>;
  /** No error when it is not there. It may come back after a power cut. */
  remove(name: string): Promise<void>;
  freeBytes(): Promise<number>;
  close(): Promise<void>;
}
