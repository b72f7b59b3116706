import { once } from 'node:events';
import { Socket } from 'node:net';
import type { SignProfile } from '@berth/contract';
import { decodeLedVoiceReply, ledVoiceFaceFrames, ledVoiceReplyBytes } from '@berth/signage';
import type { SignWire } from './wire.ts';

export interface LedWireOptions {
  readonly host: string;
  readonly port: number;
  readonly address: number;
  readonly sign: SignProfile['sign'];
}

const connectMs = 1500;
const answerMs = 600;

interface Line {
  readonly socket: Socket;
  /** Bytes of answers not taken yet. */
  heard: Buffer;
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
  const socket = new Socket();
  const line: Line = { socket, heard: Buffer.alloc(0) };
  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    line.heard = Buffer.concat([line.heard, chunk]).subarray(-1024);
  });
  socket.connect(port, host);
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(connectMs) });
    return line;
  } catch {
    socket.destroy();
    return null;
  }
}

async function isDone(line: Line): Promise<boolean> {
  const signal = AbortSignal.timeout(answerMs);
  try {
    while (line.heard.length < ledVoiceReplyBytes) {
      if (line.socket.destroyed) return false;
      await Promise.race([once(line.socket, 'data', { signal }), once(line.socket, 'close', { signal })]);
    }
  } catch {
    return false;
  }
  return decodeLedVoiceReply(line.heard).kind === 'done';
}
