import { type Pdu, serialBytes } from './frame.ts';

/**
 * The serial line behind a converter. Questions wait their turn; each takes the time of its own bytes
 * and of the answer's at 11 bits a byte (start, 8 data, parity, stop: Modbus over serial line V1.02,
 * 2.5.1), the device's turnaround between them, and 3.5 characters of silence after (ibid., 2.5.1.1).
 */
export interface Line {
  readonly baud: number;
  /** When it falls silent, on the clock that `occupy` is told; grows only. */
  free_at: number;
}

const bitsPerByte = 11;
const silentBytes = 3.5;

export function lineOf(baud: number): Line {
  return { baud, free_at: 0 };
}

function timeOf(line: Line, bytes: number): number {
  return (bytes * bitsPerByte * 1000) / line.baud;
}

/** When the question has been heard by the device, if it is put at `now`. */
export function questionHeardAt(line: Line, now: number, question: Pdu): number {
  return Math.max(now, line.free_at) + timeOf(line, serialBytes(question));
}

/** Takes the line for one exchange and says when its last byte is through; null answers take no more. */
export function occupy(line: Line, heardAt: number, answer: { pdu: Pdu; turnaround_ms: number } | null): number {
  const doneAt = answer ? heardAt + answer.turnaround_ms + timeOf(line, serialBytes(answer.pdu)) : heardAt;
  line.free_at = doneAt + timeOf(line, silentBytes);
  return doneAt;
}
