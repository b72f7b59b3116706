import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';

const tryEveryMs = 500;
const triesAtMost = 120;

/**
 * Commissioning: tells the suite which cars and cards are inside, as somebody who walked the site
 * would. With the simulator it is the simulator that walked it.
 */
export async function takeOpeningInventory(simulator: string, page: string, log: Logger): Promise<void> {
  for (let attempt = 0; attempt < triesAtMost; attempt += 1) {
    try {
      const inventory: unknown = await (await fetch(`${simulator}/inventory`)).json();
      const answer = await fetch(`${page}/api/commands`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          id: randomUUID(),
          actor: 'commissioning',
          reason: 'opening inventory of a new site',
          command: { kind: 'opening-inventory', ...(inventory as object) },
        }),
      });
      if (answer.ok) return;
      const text = await answer.text();
      if (answer.status < 500) {
        log.error({ status: answer.status, answer: text.slice(0, 500) }, 'opening inventory refused');
        return;
      }
    } catch {
      // Not listening yet; asked again below.
    }
    await new Promise((resolve) => setTimeout(resolve, tryEveryMs));
  }
  log.error('opening inventory could not be taken');
}
