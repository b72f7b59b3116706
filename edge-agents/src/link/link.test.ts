import type { CommandMessage } from '@berth/contract';
import { describe, expect, it } from 'vitest';
import type { Inbound } from './inbound.ts';
import { heardTopics, readInbound } from './inbound.ts';
import { type LinkInput, type LinkOutput, openLink, stateParts } from './link.ts';
import { stepLink } from './step.ts';

const boot = '1700000000000-0a1b2c3d';
const address = { site: 'bund', agent: 'gw-1' };

type Event = LinkInput extends infer Input ? (Input extends LinkInput ? Omit<Input, 'now'> : never) : never;

function makeLink() {
  const state = openLink(address, boot, { boot, sequence: 0 });
  const at = (elapsed: number, event: Event): LinkOutput[] =>
    stepLink(state, { ...event, now: { elapsed, instant: 5_000_000 + elapsed } } as LinkInput);
  const receive = (elapsed: number, message: Inbound) => at(elapsed, { kind: 'received', message });
  const status = (elapsed: number, epoch = 1, running = true) =>
    receive(elapsed, {
      verb: 'status',
      body: { epoch, at: 0, state: running ? 'running' : 'leaving', faults: [] },
    });
  const command = (elapsed: number, given: Partial<CommandMessage>) =>
    receive(elapsed, {
      verb: 'command',
      body: {
        epoch: 1,
        id: 'c-1',
        boot,
        stamp: 1,
        valid_for_ms: 1500,
        command: { kind: 'raise', lane: 'entry-1', reason: 'help' },
        ...given,
      },
    });
  return { state, at, receive, status, command };
}

const kinds = (outputs: readonly LinkOutput[]) => outputs.map(({ kind }) => kind);

describe('who is there', () => {
  it('is known from the engine status on this connection only, and lost after two seconds of silence', () => {
    const { at, status, state } = makeLink();
    expect(kinds(at(0, { kind: 'up' }))).toEqual(['publish-heartbeat']);
    expect(state.engine_here).toBe(false);
    expect(kinds(status(100))).toEqual(['engine', 'publish-state']);
    expect(at(2099, { kind: 'tick' })).not.toContainEqual({ kind: 'engine', here: false });
    expect(at(2100, { kind: 'tick' })).toContainEqual({ kind: 'engine', here: false });
    expect(kinds(status(2200))).toEqual(['engine', 'publish-state']);
    expect(at(2300, { kind: 'down' })).toEqual([{ kind: 'engine', here: false }]);
  });

  it('asks nobody while the engine is away', () => {
    const { at, status } = makeLink();
    const question = {
      number: 1,
      lane: 'exit-1',
      direction: 'forward',
      credential: { kind: 'card', number: '12' },
      deadline_ms: 400,
    } as const;
    at(0, { kind: 'up' });
    expect(at(1, { kind: 'ask', question })).toEqual([]);
    status(2);
    expect(at(3, { kind: 'ask', question })).toEqual([{ kind: 'publish-question', question: { ...question, boot } }]);
    status(4, 1, false);
    expect(at(5, { kind: 'ask', question })).toEqual([]);
  });

  it('gives its whole state to each new engine, and refuses the engine before it', () => {
    const { at, status, state } = makeLink();
    at(0, { kind: 'up' });
    expect(kinds(status(1, 4))).toContain('publish-state');
    expect(kinds(status(2, 4))).toEqual([]);
    expect(kinds(status(3, 5))).toEqual(['publish-state']);
    expect(status(4, 4)).toEqual([]);
    expect(state.refused.get('stale-epoch')).toBe(1);
    expect(state.epoch).toBe(5);
  });
});

it('sends the whole state again until the engine shows that it hears', () => {
  const { at, status, receive } = makeLink();
  at(0, { kind: 'up' });
  const states = (outputs: readonly LinkOutput[]) => kinds(outputs).filter((kind) => kind === 'publish-state').length;
  expect(states(status(1))).toBe(1);
  expect(states(status(1000))).toBe(0);
  expect(states(status(1001))).toBe(1);
  expect(states(status(3001))).toBe(1);
  receive(3100, { verb: 'ack', body: { epoch: 1, boot, upto: 0 } });
  for (let second = 4; second < 12; second += 1) expect(states(status(second * 1000))).toBe(0);
});

it('sends no observation before its state was heard, and does not wait for ever', () => {
  const { at, status, receive } = makeLink();
  at(0, { kind: 'up' });
  at(0, { kind: 'appended', last: 100 });
  expect(kinds(status(1))).toEqual(['engine', 'publish-state']);
  expect(kinds(at(20, { kind: 'tick' }))).toEqual([]);
  const acked = receive(30, { verb: 'ack', body: { epoch: 1, boot, upto: 0 } });
  expect(acked).toContainEqual({ kind: 'read-journal', after: { boot, sequence: 0 }, most: 100 });

  const deaf = makeLink();
  deaf.at(0, { kind: 'up' });
  deaf.at(0, { kind: 'appended', last: 100 });
  const outputs = Array.from({ length: 20 }, (_, second) => deaf.status(1 + second * 1000)).flat();
  expect(kinds(outputs).filter((kind) => kind === 'publish-state').length).toBe(4);
  expect(kinds(outputs)).toContain('read-journal');
});

it('sends at once while nothing is on its way, and gathers for 10 ms behind what is', () => {
  const { at, status, receive } = makeLink();
  const ask = (sequence: number) => ({ kind: 'read-journal', after: { boot, sequence }, most: 100 });
  const record = (sequence: number) => ({
    boot,
    records: [{ sequence, at: 1, observation: { kind: 'bay' as const, bay: 'b-1', state: 'free' as const } }],
  });
  at(0, { kind: 'up' });
  status(1);
  receive(2, { verb: 'ack', body: { epoch: 1, boot, upto: 0 } });
  expect(at(10, { kind: 'appended', last: 1 })).toEqual([ask(0)]);
  expect(kinds(at(10, { kind: 'read', batch: record(1) }))).toEqual(['publish-observations']);
  expect(at(11, { kind: 'appended', last: 2 })).toEqual([]);
  expect(at(20, { kind: 'tick' })).toEqual([]);
  expect(at(21, { kind: 'tick' })).toEqual([ask(1)]);
});

describe('commands', () => {
  it('are done when they carry a fresh stamp', () => {
    const { at, status, command } = makeLink();
    at(0, { kind: 'up' });
    status(1);
    expect(command(1499, { stamp: 1, valid_for_ms: 1500 })).toContainEqual({
      kind: 'command',
      id: 'c-1',
      command: { kind: 'raise', lane: 'entry-1', reason: 'help' },
    });
  });

  it.each([
    ['late', { stamp: 1, valid_for_ms: 1500 }],
    ['of another boot', { boot: '1600000000000-00000000', stamp: 2 }],
    ['of a stamp that was never given', { stamp: 99 }],
  ])('that are %s move nothing, and say so', (_, given) => {
    const { at, status, command, state } = makeLink();
    at(0, { kind: 'up' });
    status(1000);
    status(1600);
    const outputs = command(1601, given);
    expect(outputs).toEqual([{ kind: 'publish-result', id: 'c-1', refusal: 'stale-stamp' }]);
    expect(state.refused.get('stale-stamp')).toBe(1);
  });

  it('that are states hold whenever they come', () => {
    const { at, status, command } = makeLink();
    at(0, { kind: 'up' });
    status(1);
    const outputs = command(1900, {
      stamp: 0,
      valid_for_ms: 1,
      command: { kind: 'lane-mode', lane: 'entry-1', mode: 'full' },
    });
    expect(kinds(outputs)).toContain('command');
  });

  it('that come twice are done once, and answered twice', () => {
    const { at, status, command } = makeLink();
    at(0, { kind: 'up' });
    status(1);
    expect(kinds(command(10, {}))).toEqual(['command']);
    expect(command(11, {})).toEqual([]);
    const done = { kind: 'publish-result', id: 'c-1', refusal: 'safety-occupied' };
    expect(at(12, { kind: 'command-done', id: 'c-1', refusal: 'safety-occupied' })).toEqual([done]);
    expect(command(13, {})).toEqual([done]);
  });

  it('of a former engine are refused', () => {
    const { at, status, command } = makeLink();
    at(0, { kind: 'up' });
    status(1, 7);
    expect(command(2, { epoch: 6 })).toEqual([]);
  });
});

describe('pictures', () => {
  it('go one at a time until they are acknowledged', () => {
    const { at, status, receive } = makeLink();
    const hash = (digit: string) => digit.repeat(64);
    at(0, { kind: 'up' });
    status(1);
    expect(at(2, { kind: 'picture-spooled', hash: hash('a') })).toEqual([{ kind: 'publish-picture', hash: hash('a') }]);
    expect(at(3, { kind: 'picture-spooled', hash: hash('b') })).toEqual([]);
    const outputs = receive(4, { verb: 'picture-ack', body: { epoch: 1, hash: hash('a') } });
    expect(outputs).toEqual([
      { kind: 'forget-picture', hash: hash('a') },
      { kind: 'publish-picture', hash: hash('b') },
    ]);
    for (let second = 1; second <= 5; second += 1) status(second * 1000);
    expect(status(5005)).toContainEqual({ kind: 'publish-picture', hash: hash('b') });
  });
});

describe('what comes in', () => {
  const bytes = (body: unknown) => new TextEncoder().encode(JSON.stringify(body));
  const ack = { epoch: 1, boot, upto: 3 };

  it('is taken on the topics that are heard', () => {
    expect(heardTopics(address)).toContain('berth/bund/agent/gw-1/ack');
    expect(readInbound(address, 'berth/bund/agent/gw-1/ack', bytes(ack))).toEqual({
      ok: true,
      value: { verb: 'ack', body: ack },
    });
  });

  it.each([
    ['berth/bund/agent/gw-1/ack', bytes({ ...ack, upto: -1 }), 'malformed'],
    ['berth/bund/agent/gw-1/ack', bytes({ ...ack, more: 1 }), 'malformed'],
    ['berth/bund/agent/gw-1/ack', Uint8Array.of(0xff, 0x00), 'malformed'],
    ['berth/bund/agent/gw-1/observations', bytes(ack), 'malformed'],
    ['something/else', bytes(ack), 'malformed'],
    ['berth/other/agent/gw-1/ack', bytes(ack), 'wrong-site'],
    ['berth/bund/agent/gw-2/ack', bytes(ack), 'wrong-agent'],
    ['berth/bund/agent/gw-1/ack', new Uint8Array(1_000_001), 'too-large'],
  ])('is refused on %s with a code', (topic, body, code) => {
    expect(readInbound(address, topic, body)).toMatchObject({ ok: false, refusal: { code } });
  });

  it('counts an ack of what was never written, and lets nothing go', () => {
    const { at, status, receive, state } = makeLink();
    at(0, { kind: 'up' });
    status(1);
    expect(receive(2, { verb: 'ack', body: { epoch: 1, boot, upto: 5 } })).toEqual([]);
    expect(state.refused.get('malformed')).toBe(1);
  });
});

it('cuts a whole state into parts that fit, and sends one part when there is nothing', () => {
  const observations = Array.from({ length: 2500 }, (_, index) => ({
    kind: 'bay' as const,
    bay: `b-${index}`,
    state: 'free' as const,
  }));
  const parts = stateParts({ boot, upto: 9, at: 1, observations });
  expect(parts.map(({ part, parts: of, observations: some }) => [part, of, some.length])).toEqual([
    [0, 3, 1000],
    [1, 3, 1000],
    [2, 3, 500],
  ]);
  expect(stateParts({ boot, upto: 0, at: 1, observations: [] })).toHaveLength(1);
});
