import type { Id } from '@berth/domain/kernel';
import type { Chance } from '../chance.ts';
import type { WireClock } from '../clock.ts';
import type { UnitCounts } from '../modbus/bus.ts';
import { type Listening, listen } from '../net/listen.ts';
import { obeyCardFrame, splitCardFrames } from './led-card.ts';
import type { SignPanel } from './panel.ts';

export interface CardSign {
  readonly device: Id;
  readonly panel: SignPanel;
  /** It answers what it obeyed. */
  readonly answers: boolean;
  readonly seen: UnitCounts;
}

export interface CardServerParts {
  /** By the address in the frame. */
  readonly signs: ReadonlyMap<number, CardSign>;
  readonly chance: Chance;
  readonly clock: WireClock;
  isDead(device: Id): boolean;
  isGarbling(device: Id): boolean;
}

/** What came before a gap like this belongs to no frame that comes after it. */
const silence_ms = 200;
const mostUnsent = 64 * 1024;

/** LED cards behind a converter to TCP: frames in, answers out. */
export function serveLedCards(parts: CardServerParts, wanted: number | null): Promise<Listening> {
  return listen(wanted, (socket) => {
    let received: Uint8Array = new Uint8Array(0);
    let lastAt = parts.clock.now();
    socket.on('data', (bytes) => {
      const now = parts.clock.now();
      if (now - lastAt > silence_ms) received = new Uint8Array(0);
      lastAt = now;
      const { frames, rest } = splitCardFrames(Buffer.concat([received, bytes]));
      received = rest;
      for (const frame of frames) {
        const sign = parts.signs.get(frame.address);
        if (!sign || parts.isDead(sign.device)) continue;
        sign.seen.questions += 1;
        sign.seen.heard_at = now;
        const answer = obeyCardFrame(sign.panel, frame);
        if (sign.answers) socket.write(parts.isGarbling(sign.device) ? garbled(answer, parts.chance) : answer);
      }
      if (socket.writableLength > mostUnsent) socket.destroy();
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
