import { describe, expect, it } from 'vitest';
import type { Barrier } from './barrier.ts';
import { createBarrier, isArmInTheWay, stepBarrier } from './barrier.ts';

function run(barrier: Barrier, seconds: number, safety = false): void {
  for (let step = 0; step < seconds * 20; step++) stepBarrier(barrier, 0.05, safety);
}

function raised(): Barrier {
  const barrier = createBarrier();
  barrier.pulse = 'raise';
  run(barrier, 3);
  return barrier;
}

describe('a barrier with its own controller', () => {
  it('raises on a pulse, in its own time, and stays up', () => {
    const barrier = createBarrier();
    barrier.move_s = 2;
    barrier.pulse = 'raise';
    run(barrier, 1);
    expect(barrier.arm).toBeCloseTo(0.5);
    expect(isArmInTheWay(barrier)).toBe(true);
    run(barrier, 30);
    expect(barrier.arm).toBe(1);
    expect(barrier.drive).toBe('rest');
  });

  it('lowers on a pulse when nothing is under it, and not at all when something is', () => {
    const barrier = raised();
    barrier.pulse = 'lower';
    run(barrier, 3, true);
    expect(barrier.arm).toBe(1);
    barrier.pulse = 'lower';
    run(barrier, 3);
    expect(barrier.arm).toBe(0);
  });

  it('reverses by itself when its safety input trips on the way down, and waits for a new command', () => {
    const barrier = raised();
    barrier.pulse = 'lower';
    run(barrier, 0.8);
    expect(barrier.arm).toBeLessThan(0.7);
    run(barrier, 3, true);
    expect(barrier.arm).toBe(1);
    run(barrier, 10);
    expect(barrier.arm).toBe(1);
  });

  it('goes up on fire and will not come down', () => {
    const barrier = createBarrier();
    barrier.fire = true;
    run(barrier, 3);
    expect(barrier.arm).toBe(1);
    barrier.pulse = 'lower';
    run(barrier, 3);
    expect(barrier.arm).toBe(1);
  });

  it('without power rises, stays or goes on, as the site file says', () => {
    const after = (without_power: Barrier['without_power']) => {
      const barrier = createBarrier();
      Object.assign(barrier, { without_power, mains_lost: true });
      run(barrier, 1);
      barrier.pulse = 'raise';
      run(barrier, 3);
      return barrier.arm;
    };
    expect([after('rises'), after('stays-with-crank'), after('on-ups')]).toEqual([1, 0, 1]);
  });
});
