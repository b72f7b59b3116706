import { answerLength, crc16, findAnswer, judgeFrame } from '@berth/edge-agents/bus/frame';
import { watchMbap } from '@berth/edge-agents/bus/mbap';
import { type BusRequest, busErrors } from '@berth/edge-agents/bus/port';
import { below, type Chance, chanceOf, gatherViolations, type Proof, pick } from './proof.ts';

/** Answers of devices, whole and spoilt, on a serial line and on TCP. */
export const modbus: Proof = {
  name: 'modbus',
  title: 'No spoilt answer of a Modbus device is taken for a whole one, and no bytes end the reader',
  run: async ({ short, seed }) => {
    const runs = short ? 60_000 : 1_500_000;
    const { report, all } = gatherViolations();
    for (let run = 0; run < runs; run += 1) {
      const chance = chanceOf(seed + run);
      try {
        const broken = run % 4 === 3 ? streamBroken(chance) : serialBroken(chance);
        if (broken !== null) report(broken, `run ${seed + run}`);
      } catch (error) {
        report('it threw', `run ${seed + run}: ${String(error)}`);
      }
    }
    return { did: `${runs.toLocaleString('en')} answers and streams`, violations: all() };
  },
};

function requestOf(chance: Chance): BusRequest {
  const at = { unit: 1 + below(chance, 247), first: below(chance, 65_000) };
  if (chance() < 0.7) {
    const table = pick(chance, ['coil', 'discrete-input', 'holding', 'input'] as const);
    return { kind: 'read', ...at, table, count: 1 + below(chance, 120) };
  }
  const values = Array.from({ length: 1 + below(chance, 20) }, () => below(chance, 2));
  return { kind: 'write', ...at, table: pick(chance, ['coil', 'holding'] as const), values };
}

/** Function codes of the Modbus Application Protocol V1.1b3, 6. */
function functionCode(request: BusRequest): number {
  if (request.kind === 'read') return { coil: 1, 'discrete-input': 2, holding: 3, input: 4 }[request.table];
  const single = request.values.length === 1;
  return { coil: single ? 5 : 15, holding: single ? 6 : 16 }[request.table];
}

/** A whole answer with anything in it. */
function answerTo(request: BusRequest, chance: Chance): number[] {
  const length = answerLength(request);
  const body = Array.from({ length: length - 2 }, () => below(chance, 256));
  body[0] = request.unit;
  body[1] = functionCode(request);
  if (request.kind === 'read') body[2] = length - 5;
  return withCheck(body);
}

function withCheck(body: readonly number[]): number[] {
  const crc = crc16(Uint8Array.from(body));
  return [...body, crc & 0xff, crc >> 8];
}

function serialBroken(chance: Chance): string | null {
  const request = requestOf(chance);
  const whole = answerTo(request, chance);
  const found = findAnswer(request, Uint8Array.from(whole));
  if (!found || Buffer.compare(found, Uint8Array.from(whole)) !== 0) return 'a whole answer was not found';
  const spoilt = spoil(whole, chance);
  const bytes = Uint8Array.from(spoilt);
  const taken = findAnswer(request, bytes);
  if (taken === null) return busErrors.includes(judgeFrame(request, bytes)) ? null : 'a spoilt answer has no name';
  // CRC-16/MODBUS finds every one, two or three turned bits, and 65,535 of 65,536 of the rest.
  const isWhole = taken.length === whole.length && taken.byteOffset === 0;
  if (isWhole && isFewBits(whole, spoilt)) return 'one to three turned bits were taken for a whole answer';
  if (taken[0] !== request.unit || ![5, whole.length].includes(taken.length)) return 'an answer of another was taken';
  return null;
}

/** As lines spoil them: bits turned, bytes lost, bytes of another device in between, the end cut off. */
function spoil(whole: readonly number[], chance: Chance): number[] {
  const bytes = [...whole];
  const how = below(chance, 4);
  if (how === 0) {
    for (let turned = 1 + below(chance, 3); turned > 0; turned -= 1) {
      const at = below(chance, bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << below(chance, 8));
    }
  } else if (how === 1) bytes.splice(below(chance, bytes.length), 1 + below(chance, 3));
  else if (how === 2) bytes.splice(below(chance, bytes.length), 0, ...noise(chance, 1 + below(chance, 12)));
  else bytes.length = below(chance, bytes.length);
  return bytes;
}

function noise(chance: Chance, length: number): number[] {
  return Array.from({ length }, () => below(chance, 256));
}

function isFewBits(whole: readonly number[], spoilt: readonly number[]): boolean {
  if (whole.length !== spoilt.length) return false;
  let turned = 0;
  for (const [index, byte] of whole.entries()) {
    for (let left = byte ^ (spoilt[index] ?? 0); left > 0; left &= left - 1) turned += 1;
  }
  return turned > 0 && turned <= 3;
}

/** Frames of a TCP stream come out whole however it is cut; what is no Modbus is given up. */
function streamBroken(chance: Chance): string | null {
  const bodies = Array.from({ length: 1 + below(chance, 6) }, () => noise(chance, 2 + below(chance, 250)));
  const stream = bodies.flatMap((body) => [...noise(chance, 2), 0, 0, 0, body.length, ...body]);
  const watch = watchMbap();
  const frames: Uint8Array[] = [];
  for (let from = 0; from < stream.length; ) {
    const to = Math.min(stream.length, from + 1 + below(chance, 300));
    const seen = watch.feed(Uint8Array.from(stream.slice(from, to)));
    if (seen === null) return 'a stream of Modbus TCP was given up';
    frames.push(...seen);
    from = to;
  }
  const same = frames.length === bodies.length && frames.every((frame, index) => isSame(frame, bodies[index] ?? []));
  if (!same) return 'a stream of Modbus TCP was read wrongly';
  const wild = watchMbap();
  for (let chunk = 0; chunk < 4; chunk += 1) wild.feed(Uint8Array.from(noise(chance, below(chance, 200))));
  return null;
}

/** A frame carries the check that TCP leaves out. */
function isSame(frame: Uint8Array, body: readonly number[]): boolean {
  return Buffer.compare(frame, Uint8Array.from(withCheck(body))) === 0;
}
