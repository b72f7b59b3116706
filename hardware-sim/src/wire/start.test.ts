import { readdirSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { type DeviceProfile, deviceProfileSchema, type Wiring, wiringSchema } from '@berth/contract';
import type { Id } from '@berth/domain/kernel';
import { ledVoiceFaceFrames } from '@berth/signage';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Fault } from '../world/faults.ts';
import { createPhysical, inputOf, type PhysicalWorld } from '../world/physical.ts';
import { processClock } from './clock.ts';
import { readRtu, rtuBytes } from './modbus/frame.ts';
import { type Listening, listen } from './net/listen.ts';
import type { WireParts } from './parts.ts';
import { startWire, type Wire } from './start.ts';
import { recordingStream } from './stream.fixture.ts';
import { gateway, tinySite as site } from './tiny-site.fixture.ts';
import { until, wait } from './wait.fixture.ts';

const folder = new URL('../../../config/devices/', import.meta.url);
const profiles = new Map<Id, DeviceProfile>();
for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml'))) {
  const profile = deviceProfileSchema.parse(parse(readFileSync(new URL(file, folder), 'utf8')));
  profiles.set(profile.profile, profile);
}

const stops: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

/** As much of a broker as a client needs to publish at QoS 0: CONNACK, and what came is kept as text. */
async function tinyBroker(): Promise<Listening & { heard: () => string }> {
  let heard = '';
  const server = await listen(null, (socket) => {
    socket.once('data', () => socket.write(Uint8Array.of(0x20, 2, 0, 0)));
    socket.on('data', (bytes) => {
      heard += bytes.toString('latin1');
    });
  });
  stops.push(server.stop);
  return { ...server, heard: () => heard };
}

async function start(former: Wiring | null = null, streams: WireParts['streams'] = new Map()) {
  const broker = await tinyBroker();
  const kinds = new Map(
    site.devices.flatMap(({ id, profile }) => {
      const kind = profiles.get(profile)?.kind;
      return kind ? [[id, kind] as const] : [];
    }),
  );
  const world = createPhysical(site, kinds);
  const told: string[] = [];
  const parts: WireParts = {
    site,
    profiles,
    world,
    brokerLogin: { host: '127.0.0.1', port: broker.port, username: 'sensors', secret: 's' },
    seed: 1,
    clock: processClock(),
    former,
    streams,
    log: { warn: (details, message) => told.push(`${JSON.stringify(details)} ${message}`) },
  };
  const wire = await startWire(parts);
  stops.push(wire.stop);
  return { wire, world, broker, told };
}

function addFault(world: PhysicalWorld, kind: Fault['kind'], target: string): () => void {
  const fault: Fault = { id: 'f', kind, target, until_ms: null };
  world.faults.push(fault);
  return () => void world.faults.splice(world.faults.indexOf(fault), 1);
}

function dial(port: number | undefined): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: port ?? 0, noDelay: true }, () => resolve(socket));
    socket.once('error', reject);
    stops.push(() => void socket.destroy());
  });
}

/** The answer, or an empty one when none came in `wait_ms`. */
function exchange(socket: Socket, bytes: Uint8Array, wait_ms = 400): Promise<Buffer> {
  return new Promise((resolve) => {
    const over = (answer: Buffer) => {
      clearTimeout(timer);
      socket.off('data', over);
      resolve(answer);
    };
    const timer = setTimeout(() => over(Buffer.alloc(0)), wait_ms);
    socket.on('data', over);
    socket.write(bytes);
  });
}

const ask = (unit: number, ...pdu: number[]) => Uint8Array.of(0, 1, 0, 0, 0, pdu.length + 1, unit, ...pdu);
const portOf = (wire: Wire, bus: Id) => wire.wiring.buses[bus]?.port;

describe('the wire of a site', () => {
  it('has a place for every bus, a relay for every gateway, and says what it leaves out', async () => {
    const { wire, told } = await start();
    expect(wiringSchema.parse(wire.wiring)).toEqual(wire.wiring);
    expect(Object.keys(wire.wiring.buses).sort()).toEqual(['bus-a', 'bus-r', 'signs']);
    expect(Object.keys(wire.wiring.http)).toEqual(['cams']);
    expect(Object.keys(wire.wiring.brokers)).toEqual([gateway]);
    expect(told.join('\n')).toMatch(/stray.*not a device of this bus/);
    expect(told.join('\n')).toMatch(/ghost|no-such-profile/);
  });

  it('a car on a loop is a bit; a pulse on a coil is a command', async () => {
    const { wire, world } = await start();
    const socket = await dial(portOf(wire, 'bus-a'));
    expect((await exchange(socket, ask(1, 2, 0, 0, 0, 4)))[9]).toBe(0);
    inputOf(world, { device: 'loop-e1', reading: 'b' }).on = true;
    expect((await exchange(socket, ask(1, 2, 0, 0, 0, 4)))[9]).toBe(0b10);
    await exchange(socket, ask(2, 5, 0, 0, 0xff, 0));
    expect(world.barriers.get('bar-e1')?.pulse).toBe('raise');
    expect(wire.devices().find((one) => one.id === 'loop-e1')).toMatchObject({ questions: 2, state: 'well', unit: 1 });
  });

  it('32 distances come in one read, with noise of a centimetre; channels with no sensor say so', async () => {
    const { wire, world } = await start();
    const socket = await dial(portOf(wire, 'bus-r'));
    const channel = world.bays.get('us-1')?.[1];
    if (!channel) throw new Error('no channel');
    channel.cover = 1;
    const answer = await exchange(socket, ask(1, 3, 0, 0, 0, 32));
    const distance = (index: number) => answer.readUInt16BE(9 + index * 2);
    expect(Math.abs(distance(1) / 100 - channel.roof_m)).toBeLessThan(0.03);
    expect(distance(0)).toBeGreaterThan(200);
    expect(distance(2)).toBeGreaterThanOrEqual(0xfffe);
  });

  it('a lamp of a channel is lit by its register', async () => {
    const { wire, world } = await start();
    const socket = await dial(portOf(wire, 'bus-r'));
    await exchange(socket, ask(1, 16, 0, 64, 0, 2, 4, 0, 2, 1, 1));
    expect(world.outputs.get('us-1')?.get('light')).toEqual(['red', 'green-blinking']);
  });

  it('a bus with a serial line of its own speaks RTU there, at its pace', async () => {
    const { stream, out } = recordingStream();
    const { wire, world } = await start(null, new Map([['bus-r', stream]]));
    expect(portOf(wire, 'bus-r')).toBeUndefined();
    const question = rtuBytes({ unit: 1, pdu: Uint8Array.of(3, 0, 2, 0, 1) });
    stream.push(question);
    await until(() => out.length === 1);
    expect(readRtu(Buffer.concat(out))?.pdu.subarray(0, 3)).toEqual(Buffer.from([3, 2, 0xff]));
    addFault(world, 'answer_garbage', 'us-1');
    for (let run = 0; run < 10; run += 1) {
      stream.push(question);
      await until(() => out.length === run + 2);
      expect(out.at(-1)?.equals(out[0] ?? Buffer.alloc(0))).toBe(false);
    }
  });

  it('a dead slave is silent, its neighbour answers; garbage is no answer', async () => {
    const { wire, world } = await start();
    const socket = await dial(portOf(wire, 'bus-a'));
    const end = addFault(world, 'slave_dead', 'loop-e1');
    expect(await exchange(socket, ask(1, 2, 0, 0, 0, 4), 120)).toHaveLength(0);
    expect(await exchange(socket, ask(2, 2, 0, 0, 0, 7))).toHaveLength(10);
    expect(wire.devices().find((one) => one.id === 'loop-e1')?.state).toBe('dead');
    end();
    const well = await exchange(socket, ask(1, 2, 0, 0, 0, 4));
    expect(well).toHaveLength(10);
    addFault(world, 'answer_garbage', 'loop-e1');
    for (let run = 0; run < 12; run += 1)
      expect((await exchange(socket, ask(1, 2, 0, 0, 0, 4), 60)).equals(well)).toBe(false);
  });

  it('a sign shows what it was sent, to drivers too', async () => {
    const { wire, world } = await start();
    expect(wire.signs()).toMatchObject([{ id: 'lane-show', blank: true, heard_ms_ago: null }]);
    const socket = await dial(portOf(wire, 'signs'));
    const face = { rows: [{ text: '请取卡', colour: 'green', align: 'left' } as const] };
    for (const frame of ledVoiceFaceFrames(3, face, { columns: 8, rows: 2 }))
      expect((await exchange(socket, frame))[6]).toBe(0);
    expect(wire.signs()[0]?.rows[0]?.text.trim()).toBe('请取卡');
    await until(() => world.signs.get('lane-show')?.[0] === '请取卡');
  });

  it('a camera sends a picture of the car before it, in the type of its profile', async () => {
    const { wire, world } = await start();
    const url = `${wire.wiring.http.cams}/snapshot/e1`;
    const empty = Buffer.from(await (await fetch(url)).arrayBuffer());
    world.views.set('cam-e1', { car: 1, colour: '#2050c0', plate: '沪A12345', length_m: 4.6 });
    const response = await fetch(url);
    const picture = Buffer.from(await response.arrayBuffer());
    expect(response.headers.get('content-type')).toBe('image/jpeg');
    expect(picture.subarray(0, 3).toString('hex')).toBe('ffd8ff');
    expect(picture.length).toBeLessThan(100_000);
    expect(picture.equals(empty)).toBe(false);
    expect((await fetch(`${wire.wiring.http.cams}/snapshot/e9`)).status).toBe(404);
    addFault(world, 'camera_dead', 'cam-e1');
    await expect(fetch(url, { signal: AbortSignal.timeout(150) })).rejects.toThrow();
  });

  it('wireless sensors publish by themselves, and again when a car comes', async () => {
    const { broker, world } = await start();
    await until(() => broker.heard().includes('sensors/aa01/event/up'));
    expect(broker.heard()).not.toContain('"occupied"');
    const channel = world.bays.get('free-1')?.[0];
    if (!channel) throw new Error('no channel');
    channel.cover = 1;
    await until(() => broker.heard().includes('{"object":{"status":"occupied","battery":97}}'));
  });

  it('a cut network of a gateway ends its way to the broker until it is mended', async () => {
    const { wire, world } = await start();
    const port = wire.wiring.brokers[gateway]?.port;
    const agent = await dial(port);
    let over = false;
    agent.on('error', () => undefined);
    agent.on('close', () => {
      over = true;
    });
    expect((await exchange(agent, Uint8Array.of(0x10, 0)))[0]).toBe(0x20);
    const end = addFault(world, 'network_cut', gateway);
    await until(() => over);
    end();
    await wait(60);
    expect((await exchange(await dial(port), Uint8Array.of(0x10, 0)))[0]).toBe(0x20);
  });

  it('listens where it listened before, when it is started again', async () => {
    const { wire } = await start();
    const former = wire.wiring;
    await wire.stop();
    const again = await start(former);
    expect(again.wire.wiring).toEqual(former);
    const beside = await start(former);
    expect(beside.wire.wiring).not.toEqual(former);
  });
});
