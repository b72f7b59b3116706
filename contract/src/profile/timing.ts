import type { SiteBus } from '@berth/domain/site';

/**
 * How long requests take on a Modbus line. A byte is 11 bits with its start, parity and stop bits,
 * a frame ends with 3.5 characters of silence, or 1.75 ms above 19,200 Bd (Modbus over Serial Line
 * V1.02, 2.5.1.1).
 */
export interface LineTiming {
  /** 0 where no serial line sets the pace. */
  readonly byte_ms: number;
  readonly interframe_ms: number;
  /** What the master's own process, the network and a converter add to one exchange. */
  readonly overhead_ms: number;
  /** How much longer than planned an answer may take before its device counts as silent this time. */
  readonly slack_ms: number;
  /** The same for a device that is known to be silent: others wait behind it. */
  readonly probe_slack_ms: number;
}

export type ModbusBus = Extract<SiteBus, { kind: 'modbus-tcp' | 'modbus-rtu' }>;

export function isModbusBus(bus: SiteBus): bus is ModbusBus {
  return bus.kind === 'modbus-tcp' || bus.kind === 'modbus-rtu';
}

/** Loopback and a switched network answer in well under a millisecond; 1 ms is an honest ceiling. */
const networkMs = 1;
/** A converter takes in a whole frame before it sends it on, each way; makers state 1 to 5 ms in all. */
const converterMs = 3;
/** A USB serial adapter holds bytes for up to 16 ms (the usual latency timer); 1 ms when it is tuned. */
const serialAdapterMs = 1;
const tcpSlackMs = 150;
const tcpProbeSlackMs = 30;
const serialSlackMs = 60;
const serialProbeSlackMs = 30;

export function lineTiming(bus: ModbusBus): LineTiming {
  if (bus.kind === 'modbus-rtu') {
    const slack = { slack_ms: serialSlackMs, probe_slack_ms: serialProbeSlackMs };
    return { ...serialPace(bus.baud), overhead_ms: serialAdapterMs, ...slack };
  }
  const slack = { slack_ms: tcpSlackMs, probe_slack_ms: tcpProbeSlackMs };
  if (bus.line_baud === null) return { byte_ms: 0, interframe_ms: 0, overhead_ms: networkMs, ...slack };
  return { ...serialPace(bus.line_baud), overhead_ms: networkMs + converterMs, ...slack };
}

function serialPace(baud: number): { byte_ms: number; interframe_ms: number } {
  const byte_ms = 11_000 / baud;
  return { byte_ms, interframe_ms: baud > 19_200 ? 1.75 : 3.5 * byte_ms };
}

/** Bytes of an RTU frame, address and check included. */
export interface FrameSizes {
  readonly question: number;
  readonly answer: number;
}

export function readFrames(bits: boolean, count: number): FrameSizes {
  return { question: 8, answer: 5 + (bits ? Math.ceil(count / 8) : 2 * count) };
}

export function writeFrames(bits: boolean, count: number): FrameSizes {
  if (count === 1) return { question: 8, answer: 8 };
  return { question: 9 + (bits ? Math.ceil(count / 8) : 2 * count), answer: 8 };
}

/** One exchange on the line, from the first byte of the question until the next question may start. */
export function exchangeMs(timing: LineTiming, frames: FrameSizes, turnaround_ms: number): number {
  const bytes = frames.question + frames.answer;
  return bytes * timing.byte_ms + 2 * timing.interframe_ms + turnaround_ms + timing.overhead_ms;
}

export interface Timeouts {
  readonly timeout_ms: number;
  readonly probe_timeout_ms: number;
}

export function exchangeTimeouts(timing: LineTiming, exchange_ms: number): Timeouts {
  const planned = Math.ceil(exchange_ms);
  return { timeout_ms: planned + timing.slack_ms, probe_timeout_ms: planned + timing.probe_slack_ms };
}
