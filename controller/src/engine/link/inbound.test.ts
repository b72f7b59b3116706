import { largestMessageBytes } from '@berth/contract';
import { describe, expect, it } from 'vitest';
import { readInbound } from './inbound.ts';

const rules = { site: 'bund', agents: new Set(['g1', 'g2']) };
const boot = '1700000000000-0a1b2c3d';
const good = { boot, observations: [{ sequence: 1, at: 5, observation: { kind: 'bay', bay: 'b-1', state: 'free' } }] };
const topic = 'berth/bund/agent/g1/observations';
const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const withObservation = (observation: unknown) => ({ boot, observations: [{ sequence: 1, at: 5, observation }] });

describe('messages from the broker', () => {
  it('takes what the contract knows', () => {
    expect(readInbound(rules, topic, json(good))).toEqual({
      ok: true,
      message: { agent: 'g1', verb: 'observations', body: good },
    });
  });

  const refused: [name: string, code: string, topic: string, payload: Uint8Array][] = [
    ['no JSON', 'malformed', topic, Buffer.from('{"boot":')],
    ['nothing', 'malformed', topic, new Uint8Array(0)],
    ['bytes that are no text', 'malformed', topic, Buffer.from([0xff, 0xfe, 0x00, 0x80])],
    ['a number', 'malformed', topic, json(7)],
    ['null', 'malformed', topic, json(null)],
    ['a prototype trick', 'malformed', topic, Buffer.from('{"__proto__":{"boot":"x"}}')],
    ['no observation', 'malformed', topic, json({ boot, observations: [] })],
    ['101 observations', 'malformed', topic, json({ boot, observations: Array(101).fill(good.observations[0]) })],
    ['a boot of another form', 'malformed', topic, json({ ...good, boot: 'yesterday' })],
    ['an unknown key', 'malformed', topic, json({ ...good, price: 1 })],
    ['an unknown kind', 'malformed', topic, json(withObservation({ kind: 'robot', bay: 'b-1' }))],
    ['an id with capitals', 'malformed', topic, json(withObservation({ kind: 'bay', bay: 'B1', state: 'free' }))],
    [
      'a distance of a kilometre',
      'malformed',
      topic,
      json(withObservation({ kind: 'bay', bay: 'b', state: 'free', distance_m: 1000 })),
    ],
    [
      'a sequence of zero',
      'malformed',
      topic,
      json({ boot, observations: [{ ...good.observations[0], sequence: 0 }] }),
    ],
    ['a body of another verb', 'malformed', 'berth/bund/agent/g1/heartbeat', json(good)],
    ['another site', 'wrong-site', 'berth/pudong/agent/g1/observations', json(good)],
    ['an agent that is none of ours', 'wrong-agent', 'berth/bund/agent/g9/observations', json(good)],
    ['a verb that only the engine says', 'wrong-agent', 'berth/bund/agent/g1/ack', json({ epoch: 1, boot, upto: 1 })],
    ['an unknown verb', 'malformed', 'berth/bund/agent/g1/sing', json(good)],
    ['a verb of the prototype', 'malformed', 'berth/bund/agent/g1/constructor', json(good)],
    ['a topic of others', 'malformed', 'zigbee/g1/state', json(good)],
    ['a topic too long', 'malformed', `${topic}/more`, json(good)],
    ['too many bytes', 'too-large', topic, Buffer.alloc(largestMessageBytes + 1, 0x20)],
  ];
  it.each(refused)('refuses %s as %s', (_name, code, at, payload) => {
    expect(readInbound(rules, at, payload)).toMatchObject({ ok: false, code });
  });
});
