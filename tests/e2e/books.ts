import type { StayBody } from '@berth/contract';
import { expect } from 'vitest';
import { eventually, type Suite, type Truth } from './suite.ts';

/** Every stay of this state, all pages. */
export async function allStays(suite: Suite, state: 'open' | 'closed'): Promise<StayBody[]> {
  const stays: StayBody[] = [];
  let after: string | null = null;
  do {
    const query: string = after === null ? '' : `&after=${encodeURIComponent(after)}`;
    const page: { stays: StayBody[]; next: string | null } = await suite.get(`/api/stays?state=${state}${query}`);
    stays.push(...page.stays);
    after = page.next;
  } while (after !== null);
  return stays;
}

/** Once nothing moves, every zone's count is the simulator's truth. */
export async function expectCountsTrue(suite: Suite, truth: Truth): Promise<void> {
  const expected = Object.fromEntries(truth.zones.map(({ id, cars }) => [id, cars]));
  const counts = async () =>
    Object.fromEntries((await suite.occupancy()).zones.map(({ id, occupied }) => [id, occupied]));
  await eventually(counts, (found) => JSON.stringify(found) === JSON.stringify(expected), 10_000).catch(
    () => undefined,
  );
  expect(await counts()).toEqual(expected);
}

/** The cards of open stays are the cards that cars inside hold: none lost, none twice. */
export async function expectStaysTrue(suite: Suite): Promise<void> {
  const { cards } = await suite.get<{ cards: string[] }>('/api/simulator/inventory');
  const held = [...cards].sort();
  const open = async () => (await allStays(suite, 'open')).map((stay) => stay.credential.number).sort();
  await eventually(open, (found) => JSON.stringify(found) === JSON.stringify(held), 10_000).catch(() => undefined);
  expect(await open()).toEqual(held);
  const all = [...(await allStays(suite, 'open')), ...(await allStays(suite, 'closed'))].map((stay) => stay.id);
  expect(new Set(all).size).toBe(all.length);
}
