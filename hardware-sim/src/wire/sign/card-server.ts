import type { Id } from '@berth/domain/kernel';
import type { Chance } from '../chance.ts';
import { type Listening, listen } from '../net/listen.ts';
import { obeyCardFrame, splitCardFrames } from './led-card.ts';
import type { SignPanel } from './panel.ts';

export interface CardSign {
  readonly device: Id;
  readonly panel: SignPanel;
  /** It answers what it obeyed. */
  readonly answers: boolean;
}

export interface CardServerParts {
  /** By the address in the frame. */
  readonly signs: ReadonlyMap<number, CardSign>;
  readonly chance: Chance;
  isDead(device: Id): boolean;
  isGarbling(device: Id): boolean;
}

/** A frame has at most this many bytes; more that make none are noise. */
const longestFrame = 6 + 255 + 2;

/** LED cards behind a converter to TCP: frames in, answers out. */
export function serveLedCards(parts: CardServerParts, wanted: number | null): Promise<Listening> {
  return listen(wanted, (socket) => {
    let received: Uint8Array = new Uint8Array(0);
    socket.on('data', (bytes) => {
      const { frames, rest } = splitCardFrames(Buffer.concat([received, bytes]));
      received = rest.slice(-longestFrame);
      for (const frame of frames) {
        const sign = parts.signs.get(frame.address);
        if (!sign || parts.isDead(sign.device)) continue;
        const answer = obeyCardFrame(sign.panel, frame);
        if (sign.answers) socket.write(parts.isGarbling(sign.device) ? garbled(answer, parts.chance) : answer);
      }
      if (socket.writableLength > 64 * 1024) socket.destroy();
    });
    socket.on('end', () => socket.end());
  });
}

/** Cut short, with a wrong CRC, or bytes of no meaning. */
function garbled(answer: Uint8Array, chance: Chance): Uint8Array {
  const how = Math.floor(chance() * 3);
  if (how === 0) return answer.subarray(0, 4);
  if (how === 1) return answer.map((byte, index) => (index === answer.length - 1 ? byte ^ 0x5a : byte));
  return answer.map(() => Math.floor(chance() * 256));
}
