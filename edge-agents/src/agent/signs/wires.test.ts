import { createServer, type Server, type Socket } from 'node:net';
import type { FaceMessage } from '@berth/contract';
import { ledVoiceCommands, ledVoiceFrame, modbusSignRegisters } from '@berth/signage';
import { afterEach, describe, expect, it } from 'vitest';
import type { Bus, BusRequest } from '../../bus/port.ts';
import { ledSignWire } from './led-wire.ts';
import { modbusSignWire } from './modbus-wire.ts';
import { shareBus } from './shared-bus.ts';

const face: FaceMessage = { rows: [{ text: 'B1 12', colour: 'green', align: 'left' }] };
const panel = { columns: 8, rows: 2, colours: ['green' as const], blanks_after_s: 30, safe_text: '', answers: true };

describe('an LED and voice card', () => {
  const servers: Server[] = [];
  const sockets: Socket[] = [];
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.destroy();
    await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
  });

  async function card(answer: (frame: Buffer) => Uint8Array | null): Promise<number> {
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on('data', (frame) => {
        const reply = answer(frame);
        if (reply) socket.write(reply);
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }
  const done = ledVoiceFrame(3, ledVoiceCommands.showText, Uint8Array.of(0));

  it('is shown frame after frame, each once the former was answered', async () => {
    const frames: Buffer[] = [];
    const port = await card((frame) => {
      frames.push(frame);
      return done;
    });
    const wire = ledSignWire({ host: '127.0.0.1', port, address: 3, sign: { codec: 'led-voice-card', ...panel } });
    let handed = 0;
    expect(await wire.show(face, () => (handed += 1))).toBe(true);
    expect(frames).toHaveLength(2);
    expect(handed).toBe(1);
    await wire.close();
  });

  it('that hangs up, refuses, or is not there is not taken for shown', async () => {
    const refused = ledVoiceFrame(3, ledVoiceCommands.showText, Uint8Array.of(1));
    const port = await card(() => refused);
    const wire = ledSignWire({ host: '127.0.0.1', port, address: 3, sign: { codec: 'led-voice-card', ...panel } });
    expect(await wire.show(face, () => undefined)).toBe(false);
    const hanging = await card(() => {
      for (const socket of sockets) socket.destroy();
      return null;
    });
    const other = ledSignWire({
      host: '127.0.0.1',
      port: hanging,
      address: 3,
      sign: { codec: 'led-voice-card', ...panel },
    });
    expect(await other.show(face, () => undefined)).toBe(false);
    const nobody = ledSignWire({ host: '127.0.0.1', port: 1, address: 3, sign: { codec: 'led-voice-card', ...panel } });
    expect(await nobody.show(face, () => undefined)).toBe(false);
    await wire.close();
  });

  it('is dialled again after it was away', async () => {
    let mute = true;
    const port = await card(() => (mute ? Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9) : done));
    const wire = ledSignWire({ host: '127.0.0.1', port, address: 3, sign: { codec: 'led-voice-card', ...panel } });
    expect(await wire.show(face, () => undefined)).toBe(false);
    mute = false;
    expect(await wire.show(face, () => undefined)).toBe(true);
    await wire.close();
  });
});

describe('a Modbus sign', () => {
  function fakeBus(shown: (check: number) => number): { bus: Bus; requests: BusRequest[] } {
    const requests: BusRequest[] = [];
    let check = 0;
    const bus: Bus = {
      connect: async () => true,
      async transfer(request) {
        requests.push(request);
        if (request.kind === 'write' && request.first === modbusSignRegisters.show) check = request.values[0] ?? 0;
        return { ok: true, values: request.kind === 'read' ? [shown(check)] : [] };
      },
      close: async () => undefined,
    };
    return { bus, requests };
  }

  it('is written, told to show, and read back', async () => {
    const { bus, requests } = fakeBus((check) => check);
    expect(await modbusSignWire(bus, 7, { codec: 'modbus-sign', ...panel }).show(face, () => undefined)).toBe(true);
    expect(requests.map(({ kind }) => kind)).toEqual(['write', 'write', 'write', 'read']);
    expect(requests.every(({ unit }) => unit === 7)).toBe(true);
  });

  it('that shows something else is not taken for shown', async () => {
    const { bus } = fakeBus((check) => check ^ 1);
    expect(await modbusSignWire(bus, 7, { codec: 'modbus-sign', ...panel }).show(face, () => undefined)).toBe(false);
  });

  it('shares its line: never two questions at once', async () => {
    let under = 0;
    let most = 0;
    const slow: Bus = {
      connect: async () => true,
      async transfer() {
        under += 1;
        most = Math.max(most, under);
        await new Promise((resolve) => setImmediate(resolve));
        under -= 1;
        return { ok: true, values: [0] };
      },
      close: async () => undefined,
    };
    const shared = shareBus(slow);
    const read = { kind: 'read', unit: 1, table: 'holding', first: 0, count: 1 } as const;
    await Promise.all(Array.from({ length: 6 }, () => shared.transfer(read, 100)));
    expect(most).toBe(1);
  });
});
