import type { Socket } from 'node:net';
import { type Listening, listen } from '../net/listen.ts';
import type { BusAnswer, ModbusBus } from './bus.ts';
import { type MbapFrame, mbapBytes, splitMbap } from './frame.ts';

/** Bytes of an answer on their way out; null when nothing goes out. */
export type Outgoing = (answer: MbapFrame, from: BusAnswer) => Uint8Array | null;

/** A master that does not take its answers is let go. */
const mostUnsent = 256 * 1024;

/** Modbus TCP in front of a bus: any number of masters, all units of the bus behind one port. */
export function serveModbusTcp(bus: ModbusBus, outgoing: Outgoing, wanted: number | null): Promise<Listening> {
  return listen(wanted, (socket) => {
    let received: Uint8Array = new Uint8Array(0);
    socket.on('data', (bytes) => {
      received = received.length === 0 ? bytes : Buffer.concat([received, bytes]);
      const split = splitMbap(received);
      if (split.kind === 'lost') {
        socket.destroy();
        return;
      }
      received = split.rest;
      for (const frame of split.frames) ask(bus, { frame, socket, outgoing });
    });
    socket.on('end', () => socket.end());
  });
}

function ask(bus: ModbusBus, question: { frame: MbapFrame; socket: Socket; outgoing: Outgoing }): void {
  const { frame, socket, outgoing } = question;
  const taken = bus.ask(frame.unit, frame.pdu, (answer) => {
    if (socket.destroyed) return;
    const mbap = { transaction: frame.transaction, unit: answer.unit, pdu: answer.pdu };
    const bytes = outgoing(mbap, answer);
    if (bytes) socket.write(bytes);
    if (socket.writableLength > mostUnsent) socket.destroy();
  });
  if (!taken) socket.destroy();
}

export const plainMbap: Outgoing = (answer) => mbapBytes(answer);
