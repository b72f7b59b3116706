import { describe, expect, it } from 'vitest';
import type { Observation } from '../kernel/index.ts';
import { boot, goes, inventory, makeSite, openStays } from './harness.fixture.ts';
import type { SiteInput } from './index.ts';
import { fromSnapshot, gatherState, makeContext, toSnapshot, upcast } from './index.ts';
import { smallSite } from './small-site.fixture.ts';

describe('site, its inbox and store', () => {
  it('[SC2] a fact that arrives twice changes nothing, and is acknowledged again', () => {
    const site = makeSite();
    site.ask(inventory);
    site.see('gw-e1', goes('e1', 'p1', '1001'));
    const before = JSON.stringify(toSnapshot(site.state));
    site.kinds();
    const again: SiteInput = {
      kind: 'observations',
      agent: 'gw-e1',
      boot,
      observations: [{ sequence: 1, at: 1, observation: goes('e1', 'p1', '1001') }],
    };
    expect(site.take(again)).toEqual([{ kind: 'ack', agent: 'gw-e1', boot, upto: 1 }]);
    expect(site.kinds()).toEqual([]);
    expect(JSON.stringify(toSnapshot(site.state))).toBe(before);
  });

  it('[SC3] observations that change nothing still move the position', () => {
    const site = makeSite();
    const free: Observation = { kind: 'bay', bay: 'a-1', state: 'free' };
    site.see('gw-bays', free);
    site.kinds();
    expect(site.see('gw-bays', free, free)).toEqual([{ kind: 'ack', agent: 'gw-bays', boot, upto: 3 }]);
    expect(site.kinds()).toEqual(['inbox-moved']);
    expect(site.state.agents.get('gw-bays')?.boots[0]?.upto).toBe(3);
  });

  it('[SC4] a gap is reported and asked for again; when the agent has nothing older it is taken, with a fault', () => {
    const site = makeSite();
    const free: Observation = { kind: 'bay', bay: 'a-1', state: 'free' };
    const batch = (sequence: number): SiteInput => ({
      kind: 'observations',
      agent: 'gw-bays',
      boot,
      observations: [{ sequence, at: 1, observation: free }],
    });
    expect(site.take(batch(5))).toEqual([{ kind: 'ack', agent: 'gw-bays', boot, upto: 0 }]);
    expect(site.kinds()).toEqual(['agent-booted', 'inbox-gap']);
    expect(site.take(batch(6))).toEqual([{ kind: 'ack', agent: 'gw-bays', boot, upto: 0 }]);
    expect(site.kinds()).toEqual([]);
    expect(site.take(batch(5))).toEqual([{ kind: 'ack', agent: 'gw-bays', boot, upto: 5 }]);
    expect(site.kinds()).toEqual(['inbox-gap', 'fault-raised', 'bay-changed']);
    const beat = (at: number): SiteInput => ({ kind: 'heartbeat', agent: 'gw-bays', boot, at });
    site.take(beat(site.clock()));
    expect(site.kinds()).toEqual([]);
    site.pass(3_600_000);
    site.take(beat(site.clock()));
    expect(site.kinds()).toEqual(['fault-cleared']);
  });

  it('[SC5] an older boot has a position of its own: what it still has to tell is folded, what it repeats is not', () => {
    const site = makeSite();
    const later = '1700000009999-00000000';
    const bay = (state: 'free' | 'occupied'): Observation => ({ kind: 'bay', bay: 'a-1', state });
    const from = (one: string, sequence: number, observation: Observation): SiteInput => ({
      kind: 'observations',
      agent: 'gw-bays',
      boot: one,
      observations: [{ sequence, at: 1, observation }],
    });
    site.take(from(boot, 1, bay('free')));
    site.take(from(later, 1, bay('occupied')));
    expect(site.take(from(boot, 1, bay('free')))).toMatchObject([{ upto: 1 }]);
    expect(site.state.bays.get('a-1')?.state).toBe('occupied');
    site.take(from(boot, 2, goes('e1', 'p1', null)));
    expect(site.state.unmatched.size).toBe(1);
  });

  it('[SC6] the second observation of a batch sees the first', () => {
    const site = makeSite();
    site.ask(inventory);
    site.see('gw-x1', goes('e1', 'p1', '1001'), goes('x1', 'p2', '1001'));
    expect(openStays(site.state)).toEqual(['inventory.r1.1005']);
  });

  it('[SC7] a whole state takes over conditions and clears faults it does not name, but never counts', () => {
    const site = makeSite();
    site.ask(inventory);
    site.see('gw-e1', { kind: 'fault-raised', subject: 'loop-e1', code: 'loop-fault' });
    const { input } = gatherState('gw-e1', null, {
      boot,
      upto: 1,
      at: 5,
      part: 0,
      parts: 1,
      observations: [
        { kind: 'barrier', lane: 'e1', state: 'closed' },
        { kind: 'lane-mode', lane: 'e1', mode: 'closed', cause: 'restart' },
        { kind: 'border-crossed', border: 'a-b', direction: 'forward' },
      ],
    });
    if (!input) throw new Error('not whole');
    const effects = site.take(input);
    expect(site.state.faults.size).toBe(0);
    expect(site.state.lanes.get('e1')?.barrier).toBe('closed');
    expect(site.occupied()).toEqual([1, 0, 0]);
    expect(effects.map((effect) => (effect.kind === 'command' ? effect.command.kind : effect.kind))).toEqual([
      'ack',
      'stop-list',
      'lane-mode',
    ]);
    const old: SiteInput = { ...input, upto: 0, observations: [{ kind: 'barrier', lane: 'e1', state: 'open' }] };
    site.take(old);
    expect(site.state.lanes.get('e1')?.barrier).toBe('closed');
  });

  it('[SC8] a state in parts is whole when all have come; another moment begins anew', () => {
    const part = { boot, upto: 1, at: 5, parts: 2, observations: [] };
    const first = gatherState('gw-e1', null, { ...part, part: 0 });
    expect(first.input).toBeNull();
    const other = gatherState('gw-e1', first.gathered, { ...part, upto: 2, part: 1 });
    expect(other.input).toBeNull();
    expect(gatherState('gw-e1', other.gathered, { ...part, upto: 2, part: 0 }).input).toMatchObject({ upto: 2 });
  });

  it('[SC10] an agent that is gone or silent is a fault, until it is heard again', () => {
    const site = makeSite();
    const beat: SiteInput = { kind: 'heartbeat', agent: 'gw-e1', boot, at: 1_700_000_001_000 };
    site.take(beat);
    site.take({ kind: 'agent-gone', agent: 'gw-e1', boot });
    site.tick(new Map([['gw-e1', 10]]));
    expect([...site.state.faults.values()]).toMatchObject([{ subject: 'gw-e1', code: 'agent-away' }]);
    site.take(beat);
    site.tick(new Map([['gw-e1', 10]]));
    expect(site.state.faults.size).toBe(0);
    site.tick(new Map([['gw-e1', 11_000]]));
    expect(site.state.faults.size).toBe(1);
    site.take({ kind: 'tick', liveness: new Map([['gw-e1', 0]]), running_ms: 11_000 });
    expect(site.state.faults.size).toBe(5);
  });

  it('[SC12] a snapshot gives the same state back, also under a site file that has changed', () => {
    const site = makeSite();
    site.ask(inventory);
    site.see('gw-bays', { kind: 'bay', bay: 'a-1', state: 'occupied' }, { kind: 'bay', bay: 'b-1', state: 'free' });
    const snapshot = JSON.parse(JSON.stringify(toSnapshot(site.state)));
    expect(fromSnapshot(site.context, snapshot)).toEqual({ ok: true, value: site.state });
    const base = smallSite();
    const moved = makeContext(
      smallSite({ bays: base.bays.map((bay) => (bay.id === 'a-1' ? { ...bay, zone: 'b' } : bay)) }),
    );
    const restored = fromSnapshot(moved, snapshot);
    if (!restored.ok) throw new Error('refused');
    expect(restored.value.zones.get('a')).toMatchObject({ occupied: 0, kept: 1 });
    expect(restored.value.zones.get('b')).toMatchObject({ occupied: 1, free: 1 });
    expect(fromSnapshot(site.context, { ...snapshot, version: 0 })).toMatchObject({ ok: false });
  });

  it('[SC13] a stored event of an older version is brought to today, an unknown one refused', () => {
    const table = {
      versions: { 'bay-changed': 3 },
      upcasters: {
        'bay-changed@1': (event: { kind: string; version: number }) => ({ ...event, one: true }),
        'bay-changed@2': (event: { kind: string; version: number }) => ({ ...event, two: true }),
      },
    };
    expect(upcast({ kind: 'bay-changed', version: 1 }, table)).toEqual({
      ok: true,
      value: { kind: 'bay-changed', version: 3, one: true, two: true },
    });
    expect(upcast({ kind: 'bay-changed', version: 4 }, table)).toMatchObject({ ok: false });
    expect(upcast({ kind: 'constructor', version: 1 })).toMatchObject({ ok: false });
  });
});
