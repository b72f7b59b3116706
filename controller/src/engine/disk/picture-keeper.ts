import type { PictureMessage } from '@berth/contract';
import type { Id } from '@berth/domain/kernel';
import { keepPicture } from './pictures.ts';

export interface PictureKeeper {
  /** Pictures are kept one after another; `kept` is called when one is durable. */
  take(agent: Id, picture: PictureMessage): void;
  settled(): Promise<void>;
}

export interface PictureListener {
  kept(agent: Id, hash: string): void;
  refused(code: string, about: string): void;
  /** The disk did not take it. The agent still has it, and sends it again. */
  failed(error: unknown): void;
}

/** More than this waits with the agents, who send again what is not acknowledged. */
const mostWaiting = 40;

export function makePictureKeeper(dataDir: string, listener: PictureListener): PictureKeeper {
  let waiting = 0;
  let last = Promise.resolve();
  const keep = async (agent: Id, picture: PictureMessage) => {
    try {
      const kept = await keepPicture(dataDir, picture);
      if (kept.ok) listener.kept(agent, picture.hash);
      else listener.refused(kept.code, `picture of ${agent}`);
    } catch (error) {
      listener.failed(error);
    } finally {
      waiting -= 1;
    }
  };
  return {
    take: (agent, picture) => {
      if (waiting >= mostWaiting) return;
      waiting += 1;
      last = last.then(() => keep(agent, picture));
    },
    settled: () => last,
  };
}
