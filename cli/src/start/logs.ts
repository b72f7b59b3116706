import type { Writable } from 'node:stream';
import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

export interface Logs {
  readonly log: Logger;
  /** Output of a process, which is lines of JSON; anything else passes as it is. */
  readonly pass: (chunk: Buffer) => void;
}

/** Readable lines in a terminal; lines of JSON where a program reads them. */
export function createLogs(output: NodeJS.WriteStream): Logs {
  const sink: Writable = output.isTTY
    ? pretty({ colorize: true, destination: output, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss.l' })
    : output;
  return { log: pino({ name: 'berth' }, sink), pass: (chunk) => sink.write(chunk) };
}
