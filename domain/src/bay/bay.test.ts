import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BayMemory, SensorReading } from './index.ts';
import { bayLight, defaultBayRules, makeBay, stepBay } from './index.ts';

const rules = { ...defaultBayRules, debounce_ms: 1000, stuck_ms: 100_000 };

/** Feeds one reading each 100 ms and tells every change with its time. */
function watch(memory: BayMemory, readings: readonly (readonly [SensorReading, ms: number])[]) {
  const said: string[] = [];
  let now = 0;
  let bay = memory;
  for (const [reading, ms] of readings) {
    for (const end = now + ms; now < end; now += 100) {
      const step = stepBay(bay, reading, now);
      if (!step) continue;
      bay = step.memory;
      if (step.state) said.push(`${now} ${step.state}`);
      if (step.cleared) said.push(`${now} -${step.cleared}`);
      if (step.raised) said.push(`${now} +${step.raised}`);
    }
  }
  return { said, bay };
}

const at = (distance_m: number): SensorReading => ({ kind: 'distance', distance_m });

describe('bay', () => {
  it('[BA1] takes a state only when it has lasted for the debounce time', () => {
    const { said } = watch(makeBay(rules, 0), [
      [at(2.4), 1500],
      [at(0.9), 500],
      [at(2.4), 2000],
      [at(0.9), 2000],
    ]);
    expect(said).toEqual(['1000 free', '5000 occupied']);
  });

  it('[BA2] keeps its state between the two thresholds', () => {
    const { said } = watch(makeBay(rules, 0), [
      [at(0.9), 1500],
      [at(1.7), 3000],
      [at(1.9), 1500],
      [at(1.7), 3000],
    ]);
    expect(said).toEqual(['1000 occupied', '5500 free']);
  });

  it('[BA3] is unknown with a range fault when the sensor is wrong, and well again after it', () => {
    const { said } = watch(makeBay(rules, 0), [
      [at(2.4), 1500],
      [at(40), 1500],
      [{ kind: 'faulty' }, 1000],
      [at(2.4), 1500],
    ]);
    expect(said).toEqual([
      '1000 free',
      '2500 unknown',
      '2500 +bay-sensor-range',
      '5000 free',
      '5000 -bay-sensor-range',
    ]);
  });

  it('[BA3] is never at fault for a first reading between the thresholds', () => {
    expect(watch(makeBay(rules, 0), [[at(1.72), 2000]]).said).toEqual(['1000 free']);
  });

  it('[BA4] is unknown at once when the sensor falls silent', () => {
    const { said } = watch(makeBay(rules, 0), [
      [at(0.9), 1500],
      [{ kind: 'silent' }, 500],
    ]);
    expect(said).toEqual(['1000 occupied', '1500 unknown', '1500 +bay-sensor-silent']);
  });

  it('[BA5] reports a sensor that never changes as stuck, keeps its state, and clears it with the next change', () => {
    const { said, bay } = watch(makeBay(rules, 0), [
      [at(0.9), 101_100],
      [at(2.4), 1500],
    ]);
    expect(said).toEqual(['1000 occupied', '101000 +bay-sensor-stuck', '102100 free', '102100 -bay-sensor-stuck']);
    expect(bay.state).toBe('free');
  });

  it('[BA6] costs nothing while nothing changes', () => {
    const { bay } = watch(makeBay(rules, 0), [[at(2.4), 1500]]);
    expect(stepBay(bay, at(2.41), 1600)).toBeNull();
  });

  it('[BA7] lights red over a car, green or blue over a free bay, nothing when unknown', () => {
    const ordinary = { kind: 'ordinary', permit_only: false } as const;
    expect(bayLight(ordinary, 'occupied')).toBe('red');
    expect(bayLight(ordinary, 'free')).toBe('green');
    expect(bayLight({ ...ordinary, kind: 'ev' }, 'free')).toBe('blue');
    expect(bayLight({ ...ordinary, kind: 'family' }, 'free')).toBe('green');
    expect(bayLight({ ...ordinary, permit_only: true }, 'free')).toBe('blue');
    expect(bayLight(ordinary, 'unknown')).toBe('off');
  });

  it('[BA8] never changes its state twice within the debounce time, but to unknown', () => {
    const reading = fc.oneof(
      fc.double({ min: 0, max: 8, noNaN: true }).map(at),
      fc.boolean().map((occupied) => ({ kind: 'occupied', occupied }) as const),
      fc.constantFrom<SensorReading>({ kind: 'silent' }, { kind: 'faulty' }, { kind: 'out-of-range' }),
    );
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            reading,
            fc.integer({ min: 1, max: 30 }).map((n) => n * 100),
          ),
          { maxLength: 30 },
        ),
        (all) => {
          const { said } = watch(makeBay(rules, 0), all);
          const changes = said.filter((line) => !/[+-]bay/.test(line)).map((line) => line.split(' '));
          changes.forEach(([time, state], index) => {
            const [before] = changes[index - 1] ?? [];
            if (before !== undefined && state !== 'unknown')
              expect(Number(time) - Number(before)).toBeGreaterThanOrEqual(1000);
          });
        },
      ),
    );
  });
});
