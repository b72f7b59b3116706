import type { Socket } from 'node:net';
import type { SignProfile } from '@berth/contract';
import { decodeLedVoiceReply, ledVoiceFaceFrames, ledVoiceReplyBytes } from '@berth/signage';
import { openSocket } from '../../bus/socket.ts';
import type { SignWire } from './wire.ts';

export interface LedWireOptions {
  readonly host: string;
  readonly port: number;
  readonly address: number;
  readonly sign: SignProfile['sign'];
}

const connectMs = 1500;
const answerMs = 600;
const largestHeard = 1024;

interface Line {
  readonly socket: Socket;
  /** Bytes of answers not taken yet. */
  heard: Buffer;
  /** Told when bytes came or the line broke. */
  wake: () => void;
}

/** An LED and voice card behind TCP: a frame, its answer, the next frame. */
export function ledSignWire(options: LedWireOptions): SignWire {
  let line: Line | null = null;

  function hangUp(): void {
    line?.socket.destroy();
    line = null;
  }

  return {
    async show(face, onHandedOver) {
      line = line?.socket.writable ? line : await dial(options);
      if (!line) return false;
      const frames = ledVoiceFaceFrames(options.address, face, options.sign);
      for (const [index, frame] of frames.entries()) {
        line.heard = Buffer.alloc(0);
        line.socket.write(frame);
        if (index === frames.length - 1) onHandedOver();
        if (options.sign.answers && !(await isDone(line))) {
          hangUp();
          return false;
        }
      }
      return true;
    },
    async close() {
      hangUp();
    },
  };
}

async function dial({ host, port }: LedWireOptions): Promise<Line | null> {
  const socket = await openSocket({ host, port }, connectMs);
  if (!socket) return null;
  const line: Line = { socket, heard: Buffer.alloc(0), wake: () => undefined };
  socket.on('close', () => line.wake());
  socket.on('data', (chunk) => {
    line.heard = Buffer.concat([line.heard, chunk]).subarray(-largestHeard);
    line.wake();
  });
  return line;
}

async function isDone(line: Line): Promise<boolean> {
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    line.wake();
  }, answerMs);
  while (line.heard.length < ledVoiceReplyBytes && !late && !line.socket.destroyed) {
    await new Promise<void>((resolve) => {
      line.wake = resolve;
    });
  }
  clearTimeout(timer);
  return decodeLedVoiceReply(line.heard).kind === 'done';
}
