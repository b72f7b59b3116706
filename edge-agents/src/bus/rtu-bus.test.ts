import { createReadStream, createWriteStream } from 'node:fs';
import pty from 'node-pty';
import { afterEach, describe, expect, it } from 'vitest';
import { crc16 } from './frame.ts';
import type { BusRequest } from './port.ts';
import { createRtuBus } from './rtu-bus.ts';

interface OpenPty {
  readonly master: number;
  readonly pty: string;
}
