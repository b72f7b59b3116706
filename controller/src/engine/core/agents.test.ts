import type { HeartbeatMessage } from '@berth/contract';
import { describe, expect, it } from 'vitest';
import {
  clockOffset,
  describeAgents,
  heardFrom,
  heartbeatFrom,
  isHere,
  livenessOf,
  livesAs,
  makeLives,
} from './agents.ts';

const older = '1700000000000-00000001';
const newer = '1700000000001-00000002';
const beat = (over: Partial<HeartbeatMessage>): HeartbeatMessage => ({
  ...{ boot: older, stamp: 1, at: 0, journal_waiting: 3, buses: [] },
  ...over,
});

function oneLife() {
  const lives = makeLives(['g1']);
  const life = lives.get('g1');
  if (!life) throw new Error('no life');
  return { lives, life };
}

describe('what the engine knows of an agent', () => {
  it('is away until it was heard, and after two missed heartbeats', () => {
    const { life } = oneLife();
    expect(isHere(life, 0)).toBe(false);
    heardFrom(life, 1000);
    expect(isHere(life, 3400)).toBe(true);
    expect(isHere(life, 3600)).toBe(false);
  });

  it('is away when it said goodbye, until it is heard again', () => {
    const { life } = oneLife();
    heardFrom(life, 1000);
    life.gone = true;
    expect(isHere(life, 1001)).toBe(false);
    heardFrom(life, 1002);
    expect(isHere(life, 1003)).toBe(true);
  });

  it('begins to count stamps anew with another boot, even one that sorts earlier', () => {
    const { life } = oneLife();
    heartbeatFrom(life, beat({ boot: newer, stamp: 40 }), 0);
    heartbeatFrom(life, beat({ boot: newer, stamp: 39 }), 0);
    expect(life).toMatchObject({ boot: newer, stamp: 40 });
    livesAs(life, older);
    expect(life).toMatchObject({ boot: older, stamp: 0 });
    heartbeatFrom(life, beat({ boot: older, stamp: 2 }), 1);
    expect(life).toMatchObject({ boot: older, stamp: 2 });
  });

  it('takes the least delayed of the last heartbeats as the offset of the clocks', () => {
    const { life } = oneLife();
    heardFrom(life, 0);
    expect(clockOffset(life)).toBeNull();
    heartbeatFrom(life, beat({ at: 10_000 }), 4_000);
    heartbeatFrom(life, beat({ at: 11_000 }), 5_900);
    expect(clockOffset(life)).toBe(6_000);
    for (let n = 0; n < 8; n += 1) heartbeatFrom(life, beat({ at: 12_000 }), 12_000);
    expect(clockOffset(life)).toBe(0);
  });

  it('gives ages only of agents that were heard', () => {
    const { lives, life } = oneLife();
    expect(livenessOf(lives, 10)).toEqual(new Map());
    heardFrom(life, 4);
    expect(livenessOf(lives, 10)).toEqual(new Map([['g1', 6]]));
    expect(describeAgents(lives, 10)).toMatchObject([{ id: 'g1', state: 'here', heartbeat_age_ms: 6 }]);
  });
});
