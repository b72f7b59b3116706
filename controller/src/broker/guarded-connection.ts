import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { createPacketGate } from './packet-gate.ts';

export interface ConnectionLimits {
  readonly largest_packet_bytes: number;
  /** A client that leaves more than this unread is cut. */
  readonly largest_backlog_bytes: number;
}

export type CutReason = 'packet-too-large' | 'not-reading';

/**
 * What the broker sees in place of the socket. Its writes are never held up: the broker delivers to
 * all clients in turn, and one that stops reading would stop the rest until a drain timeout. Here the
 * slow client has its own bounded backlog, and is cut when that is full.
 */
export function guardConnection(socket: Socket, limits: ConnectionLimits, onCut: (reason: CutReason) => void): Duplex {
  const gate = createPacketGate(limits.largest_packet_bytes);
  const cut = (reason: CutReason) => {
    onCut(reason);
    guarded.destroy();
  };
  const guarded = new Duplex({
    read: () => socket.resume(),
    write(chunk: Buffer, _encoding, done) {
      if (!socket.destroyed) socket.write(chunk);
      done();
      if (socket.writableLength > limits.largest_backlog_bytes) cut('not-reading');
    },
    writev(chunks, done) {
      if (!socket.destroyed) socket.write(Buffer.concat(chunks.map(({ chunk }) => chunk as Buffer)));
      done();
      if (socket.writableLength > limits.largest_backlog_bytes) cut('not-reading');
    },
    final(done) {
      socket.end();
      done();
    },
    destroy(error, done) {
      socket.destroy();
      done(error);
    },
  });
  socket.on('data', (chunk: Buffer) => {
    if (!gate.pass(chunk)) return cut('packet-too-large');
    if (!guarded.push(chunk)) socket.pause();
  });
  socket.on('end', () => guarded.push(null));
  socket.on('error', () => guarded.destroy());
  socket.on('close', () => guarded.destroy());
  return guarded;
}
