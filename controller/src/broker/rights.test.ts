import { describe, expect, it } from 'vitest';
import { createPacketGate } from './packet-gate.ts';
import { type BrokerUser, mayPublish, maySubscribe } from './rights.ts';

const gate: BrokerUser = { role: 'agent', username: 'agent-gate', secret: 's', agent: 'gate' };
const engine: BrokerUser = { role: 'engine', username: 'engine', secret: 's' };
const sensors: BrokerUser = { role: 'sensors', username: 'sensors', secret: 's', prefix: 'sensors/' };
const users = [gate, engine, sensors];
const bund = { site: 'bund', users };

describe('rights by topic', () => {
  it('an agent publishes its own verbs only', () => {
    expect(mayPublish('bund', gate, 'berth/bund/agent/gate/observations')).toBe(true);
    expect(mayPublish('bund', gate, 'berth/bund/agent/b1/observations')).toBe(false);
    expect(mayPublish('bund', gate, 'berth/other/agent/gate/observations')).toBe(false);
    expect(mayPublish('bund', gate, 'berth/bund/agent/gate/command')).toBe(false);
    expect(mayPublish('bund', gate, 'berth/bund/engine/main/status')).toBe(false);
  });

  it("the engine publishes what is the engine's", () => {
    expect(mayPublish('bund', engine, 'berth/bund/agent/gate/command')).toBe(true);
    expect(mayPublish('bund', engine, 'berth/bund/engine/main/status')).toBe(true);
    expect(mayPublish('bund', engine, 'berth/bund/agent/gate/observations')).toBe(false);
  });

  it('sensors publish under their prefix and hear nothing', () => {
    expect(mayPublish('bund', sensors, 'sensors/07/up')).toBe(true);
    expect(mayPublish('bund', sensors, 'berth/bund/agent/gate/observations')).toBe(false);
    expect(maySubscribe(bund, sensors, 'sensors/#')).toBe(false);
  });

  it('nobody hears everything', () => {
    for (const user of users) expect(maySubscribe(bund, user, '#')).toBe(false);
    expect(maySubscribe(bund, gate, 'berth/bund/agent/+/command')).toBe(false);
    expect(maySubscribe(bund, gate, 'berth/bund/agent/gate/command')).toBe(true);
    expect(maySubscribe(bund, gate, 'sensors/07/up')).toBe(true);
    expect(maySubscribe(bund, engine, 'berth/bund/agent/+/observations')).toBe(true);
    expect(maySubscribe(bund, engine, 'berth/+/agent/+/observations')).toBe(false);
  });
});

describe('packet gate', () => {
  const publish = (length: number) => {
    const head: number[] = [0x30];
    let rest = length;
    do {
      head.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
      rest = Math.floor(rest / 128);
    } while (rest > 0);
    return Buffer.concat([Buffer.from(head), Buffer.alloc(length)]);
  };

  it('passes packets up to the limit, however they are cut into pieces', () => {
    const bytes = Buffer.concat([publish(0), publish(127), publish(128), publish(1000)]);
    for (const size of [1, 2, 3, 7, 500]) {
      const packets = createPacketGate(1000);
      for (let at = 0; at < bytes.length; at += size) expect(packets.pass(bytes.subarray(at, at + size))).toBe(true);
    }
  });

  it('refuses a larger one at its header, and a length of five bytes', () => {
    expect(createPacketGate(1000).pass(publish(1001).subarray(0, 3))).toBe(false);
    expect(createPacketGate(1000).pass(Buffer.from([0x30, 0xff, 0xff, 0xff, 0xff, 0x01]))).toBe(false);
  });
});
