import type { World } from './world.ts';

const lookEvery_ms = 5000;
const restockAt = 60;
const worthTheWalk = 20;

/** Now and then somebody carries the collected cards back to a dispenser that runs low. */
export function restockCards(world: World): void {
  const { physical, state } = world;
  if (physical.time_ms < state.staff_at_ms) return;
  state.staff_at_ms = physical.time_ms + lookEvery_ms;
  for (const dispenser of physical.dispensers.values()) {
    if (dispenser.stack.length > restockAt) continue;
    const bins = [dispenser.apart, ...[...physical.collectors.values()].map((collector) => collector.bin)];
    const collected = bins.reduce((sum, bin) => sum + bin.length, 0);
    if (collected < worthTheWalk) continue;
    // Half for each, when two run low; the oldest cards go in first and come out last.
    const share = Math.ceil(collected / physical.dispensers.size);
    const cards: number[] = [];
    for (const bin of bins) cards.push(...bin.splice(0, share - cards.length));
    dispenser.stack.unshift(...cards.reverse());
    world.marks++;
  }
}
