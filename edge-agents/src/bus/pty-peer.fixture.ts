import { closeSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import * as nodePty from 'node-pty';
import { crc16 } from './frame.ts';
import { createRtuBus } from './rtu-bus.ts';

/** node-pty's own `open` also reads the far end; its native part only makes the pair. */
interface PtyPair {
  readonly master: number;
  readonly slave: number;
  readonly pty: string;
}
const { native } = nodePty as unknown as { native: { open(columns: number, rows: number): PtyPair } };

/** A slave at the other end of a serial line, that answers each question with what `reply` makes of it. */
export async function servePty(reply: (question: Buffer, write: (bytes: Uint8Array) => void) => Uint8Array | null) {
  const pair = native.open(80, 24);
  const far = new ReadStream(pair.master);
  far.on('error', () => {});
  far.on('data', (question: Buffer) => {
    const answer = reply(question, (bytes) => far.write(bytes));
    if (answer) far.write(answer);
  });
  const bus = createRtuBus({ path: pair.pty, baud: 115_200, parity: 'none' });
  const close = async () => {
    await bus.close();
    far.destroy();
    closeSync(pair.slave);
  };
  return { bus, close };
}

export function rtuFrame(bytes: readonly number[]): Buffer {
  const crc = crc16(Uint8Array.from(bytes));
  return Buffer.from([...bytes, crc & 0xff, crc >> 8]);
}
