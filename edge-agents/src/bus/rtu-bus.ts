import { EventEmitter } from 'node:events';
import { SerialPort } from 'serialport';
import { exchange } from './exchange.ts';
import { findAnswer } from './frame.ts';
import type { ModbusClient } from './modbus-client.ts';
import { createModbusClient } from './modbus-client.ts';
import type { Bus, BusAnswer, BusRequest } from './port.ts';

export interface SerialLine {
  readonly path: string;
  readonly baud: number;
  readonly parity: 'none' | 'even' | 'odd';
}

/** Longer than a USB adapter's latency timer (16 ms): a frame that stops this long has ended. */
const silenceMs = 20;

const closed: BusAnswer = { ok: false, error: 'closed' };

/** Modbus RTU through modbus-serial, on a port that hands it whole frames and keeps what it saw. */
export function createRtuBus(line: SerialLine): Bus {
  let port: RtuPort | null = null;
  let client: ModbusClient | null = null;
  let broken: (answer: BusAnswer) => void = () => {};

  return {
    async connect() {
      if (port?.isOpen) return true;
      const serial = await openSerial(line);
      if (!serial) return false;
      const made = rtuPort(serial);
      client = createModbusClient(made);
      await new Promise<void>((resolve) => client?.open(() => resolve()));
      serial.on('close', () => broken(closed));
      port = made;
      return true;
    },

    async transfer(request, timeout_ms) {
      const [held, through] = [port, client];
      if (!held?.isOpen || !through) return closed;
      held.expect(request);
      const ended = new Promise<BusAnswer>((resolve) => {
        broken = resolve;
      });
      const answer = await Promise.race([ended, exchange(through, request, { timeout_ms, frame: held.seen })]);
      broken = () => {};
      return answer;
    },

    async close() {
      const held = port;
      port = null;
      if (held?.isOpen) await new Promise<void>((resolve) => held.close(() => resolve()));
    },
  };
}

/** What modbus-serial wants of a port, and what we want to know of it. */
interface RtuPort extends EventEmitter {
  readonly isOpen: boolean;
  open(done: (error: Error | null) => void): void;
  close(done: () => void): void;
  write(question: Uint8Array): void;
  expect(request: BusRequest): void;
  seen(): Uint8Array | null;
}

function rtuPort(serial: SerialPort): RtuPort {
  const events = new EventEmitter();
  let request: BusRequest | null = null;
  let bytes: Buffer = Buffer.alloc(0);
  let silence: NodeJS.Timeout | undefined;

  const give = (frame: Uint8Array) => {
    clearTimeout(silence);
    request = null;
    events.emit('data', Buffer.from(frame));
  };
  serial.on('data', (chunk: Buffer) => {
    // Nobody asked, or the answer is already given: noise, or an answer that came too late.
    if (!request) return;
    bytes = Buffer.concat([bytes, chunk]);
    const answer = findAnswer(request, bytes);
    clearTimeout(silence);
    if (answer) give(answer);
    else silence = setTimeout(() => give(bytes), silenceMs);
  });
  serial.on('close', () => {
    clearTimeout(silence);
    events.emit('close');
  });
  serial.on('error', () => serial.close(() => {}));

  return Object.defineProperty(
    Object.assign(events, {
      isOpen: true,
      open: (done: (error: Error | null) => void) => done(null),
      close: (done: () => void) => serial.close(() => done()),
      write: (question: Uint8Array) => {
        serial.write(question);
      },
      expect: (next: BusRequest) => {
        clearTimeout(silence);
        bytes = Buffer.alloc(0);
        request = next;
      },
      seen: () => (bytes.length === 0 ? null : bytes),
    }),
    'isOpen',
    { get: () => serial.isOpen },
  );
}

async function openSerial(line: SerialLine): Promise<SerialPort | null> {
  const { path, baud, parity } = line;
  const serial = new SerialPort({ path, baudRate: baud, parity, dataBits: 8, stopBits: 1, autoOpen: false });
  const error = await new Promise<Error | null>((resolve) => serial.open((failure) => resolve(failure)));
  return error ? null : serial;
}
