import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ZoneEvidence } from './index.ts';
import { isOutOfRange, laneShown, movingSlack, stepFull, sumOccupancy, zoneOccupancy, zoneShown } from './index.ts';

const evidence: ZoneEvidence = {
  capacity: 100,
  kept_for_permits: 0,
  loops: { kept: 40, age_ms: 500, blind: false, doubtful: false },
  bays: { bays: 100, sensors: 100, free: 62, occupied: 38, permit_occupied: 0, age_ms: 700 },
  stale_after_ms: 10_000,
};
const loops = (change: Partial<ZoneEvidence['loops']>): ZoneEvidence => ({
  ...evidence,
  loops: { ...evidence.loops, ...change },
});
const noBays = { bays: 100, sensors: 0, free: 0, occupied: 0, permit_occupied: 0, age_ms: null };

describe('occupancy', () => {
  it('[OC1] occupied is the cars inside the border by the loops, with both sources beside it', () => {
    expect(zoneOccupancy(evidence)).toEqual({
      capacity: 100,
      free: 60,
      free_temporary: 60,
      occupied: 40,
      age_ms: 500,
      trust: 'good',
      sources: { loops: { occupied: 40, age_ms: 500 }, bays: { occupied: 38, age_ms: 700 } },
    });
  });

  it('[OC2] shows a kept count between 0 and capacity, and keeps it as it is', () => {
    const over = zoneOccupancy(loops({ kept: 103 }));
    expect([over.occupied, over.free, over.sources.loops.occupied]).toEqual([100, 0, 103]);
    const under = zoneOccupancy(loops({ kept: -2 }));
    expect([under.occupied, under.free, under.sources.loops.occupied]).toEqual([0, 100, -2]);
  });

  it('[OC3] a count that is silent, old or never begun is unknown where no bays can speak for it', () => {
    for (const change of [{ age_ms: 10_001 }, { age_ms: null }, { kept: null }, { blind: true }]) {
      const unknown = zoneOccupancy({ ...loops(change), bays: noBays });
      expect([unknown.occupied, unknown.free, unknown.free_temporary, unknown.trust]).toEqual([
        null,
        null,
        null,
        'stale',
      ]);
    }
  });

  it('[OC4] bays speak for loops that are silent, degraded, but only when every bay does', () => {
    const byBays = zoneOccupancy(loops({ age_ms: 10_001 }));
    expect([byBays.occupied, byBays.trust, byBays.age_ms]).toEqual([38, 'degraded', 700]);
    const hole = { ...loops({ age_ms: 10_001 }), bays: { ...evidence.bays, free: 61 } };
    expect(zoneOccupancy(hole).trust).toBe('stale');
    expect(zoneOccupancy({ ...evidence, bays: { ...evidence.bays, free: 61 } }).trust).toBe('good');
  });

  it('[OC5] a doubtful count is shown and called degraded', () => {
    const doubtful = zoneOccupancy(loops({ doubtful: true }));
    expect([doubtful.occupied, doubtful.trust]).toEqual([40, 'degraded']);
  });

  it('[OC6] signs and FULL count what a temporary driver may use', () => {
    const kept = { ...evidence, kept_for_permits: 20 };
    expect(zoneOccupancy(kept).free_temporary).toBe(40);
    const parked = { ...kept, bays: { ...evidence.bays, permit_occupied: 15 } };
    expect(zoneOccupancy(parked).free_temporary).toBe(55);
    expect(zoneOccupancy({ ...parked, bays: { ...parked.bays, age_ms: 20_000 } }).free_temporary).toBe(40);
    expect(zoneOccupancy({ ...kept, loops: { ...evidence.loops, kept: 85 } })).toMatchObject({
      free: 15,
      free_temporary: 0,
    });
  });

  it('[OC7] a sum is unknown as soon as one of its zones is, and as old and as doubtful as its worst', () => {
    const good = zoneOccupancy(evidence);
    expect(sumOccupancy([good, zoneOccupancy(loops({ doubtful: true, age_ms: 900 }))])).toMatchObject({
      capacity: 200,
      occupied: 80,
      age_ms: 900,
      trust: 'degraded',
    });
    expect(sumOccupancy([good, zoneOccupancy({ ...loops({ age_ms: null }), bays: noBays })])).toMatchObject({
      capacity: 200,
      occupied: null,
      free: null,
      trust: 'stale',
    });
  });

  it('[OC8] a kept count below 0, or over capacity by more than cars on the move, is out of range', () => {
    expect(movingSlack(100)).toBe(5);
    expect([-1, 0, 105, 106].map((kept) => isOutOfRange(kept, 100))).toEqual([true, false, false, true]);
  });

  it('[OC9] FULL begins at its limit and ends only when enough are free again; the unknown changes nothing', () => {
    const rules = { full_at: 0, full_until: 3 };
    let full = false;
    const seen = [2, 0, 2, null, 3, 1].map((free) => {
      full = stepFull(full, free, rules);
      return full;
    });
    expect(seen).toEqual([false, true, true, true, false, false]);
    expect(stepFull(true, 1, { full_at: 0, full_until: 0 })).toBe(false);
  });

  it('[OC10] shown numbers are whole, between 0 and capacity, or unknown, whatever the sources say', () => {
    const any = fc.record({
      capacity: fc.nat({ max: 500 }),
      kept_for_permits: fc.nat({ max: 500 }),
      loops: fc.record({
        kept: fc.option(fc.integer({ min: -1000, max: 1000 })),
        age_ms: fc.option(fc.nat({ max: 20_000 })),
        blind: fc.boolean(),
        doubtful: fc.boolean(),
      }),
      bays: fc.record({
        bays: fc.nat({ max: 500 }),
        sensors: fc.nat({ max: 500 }),
        free: fc.nat({ max: 500 }),
        occupied: fc.nat({ max: 500 }),
        permit_occupied: fc.nat({ max: 500 }),
        age_ms: fc.option(fc.nat({ max: 20_000 })),
      }),
      stale_after_ms: fc.constant(10_000),
    });
    fc.assert(
      fc.property(any, (one) => {
        const { capacity, free, free_temporary, occupied, trust } = zoneOccupancy(one);
        if (occupied === null || free === null || free_temporary === null) {
          expect([occupied, free, free_temporary, trust]).toEqual([null, null, null, 'stale']);
          return;
        }
        expect(trust).not.toBe('stale');
        expect(free + occupied).toBe(capacity);
        expect(Math.min(free, occupied, free_temporary)).toBeGreaterThanOrEqual(0);
        expect(free_temporary).toBeLessThanOrEqual(capacity);
        expect(free_temporary).toBeLessThanOrEqual(free);
      }),
    );
  });

  it('[SG1] a sign says closed before stale, stale before a number, FULL before a number', () => {
    const good = zoneOccupancy(evidence);
    const stale = zoneOccupancy({ ...loops({ age_ms: null }), bays: noBays });
    expect(zoneShown(good, { full: false, closed: false })).toEqual({ kind: 'free', free: 60 });
    expect(zoneShown(good, { full: true, closed: false })).toEqual({ kind: 'full' });
    expect(zoneShown(zoneOccupancy(loops({ kept: 100 })), { full: false, closed: false })).toEqual({ kind: 'full' });
    expect(zoneShown(stale, { full: true, closed: false })).toEqual({ kind: 'stale' });
    expect(zoneShown(stale, { full: true, closed: true })).toEqual({ kind: 'closed' });
  });

  it('[SG2] a lane shows its mode; in fire it is closed to those who enter, and open to those who leave', () => {
    expect(laneShown('open', false, true)).toBe('open');
    expect(laneShown('full', false, true)).toBe('full');
    expect(laneShown('closed-to-all', false, true)).toBe('closed');
    expect(laneShown(null, false, true)).toBe('unknown');
    expect(laneShown('open', true, true)).toBe('fire');
    expect(laneShown('open', true, false)).toBe('open');
  });
});
