import type { Id } from '@berth/domain/kernel';
import type { WireClock } from '../clock.ts';
import type { Pdu } from './frame.ts';
import { type Line, lineOf, occupy, questionHeardAt } from './line.ts';
import { answerPdu, type Slave } from './pdu.ts';

/** One device on a bus. */
export interface BusUnit {
  readonly device: Id;
  readonly slave: Slave;
  readonly turnaround_ms: number;
  readonly seen: UnitCounts;
  heard(): void;
}

export interface UnitCounts {
  questions: number;
  answers: number;
  exceptions: number;
  heard_at: number | null;
}

export function noCounts(): UnitCounts {
  return { questions: 0, answers: 0, exceptions: 0, heard_at: null };
}

export interface BusParts {
  readonly units: ReadonlyMap<number, BusUnit>;
  /** Null: no serial line behind it, answers come at once. */
  readonly baud: number | null;
  readonly clock: WireClock;
  isDead(device: Id): boolean;
}

export interface BusAnswer {
  readonly unit: number;
  readonly pdu: Pdu;
  readonly device: Id;
}

/** A bus with its devices, whatever brings the frames to it. */
export interface ModbusBus {
  /** False when too many questions wait. Null answers never come, so they are not called back. */
  ask(unit: number, pdu: Pdu, answered: (answer: BusAnswer) => void): boolean;
  stop(): void;
}

const mostWaiting = 64;
const broadcast = 0;

interface Waiting {
  readonly unit: number;
  readonly pdu: Pdu;
  readonly askedAt: number;
  answered(answer: BusAnswer): void;
}

export function modbusBus(parts: BusParts): ModbusBus {
  return parts.baud === null ? directBus(parts) : serialBus(parts, lineOf(parts.baud));
}

function directBus(parts: BusParts): ModbusBus {
  return {
    ask: (unit, pdu, answered) => {
      const answer = answerOf(parts, unit, pdu);
      if (answer) answered(answer.answer);
      return true;
    },
    stop: () => undefined,
  };
}

/** One exchange at a time; the others wait in the order they came. */
function serialBus(parts: BusParts, line: Line): ModbusBus {
  const waiting: Waiting[] = [];
  let callOff: (() => void) | null = null;
  const next = () => {
    callOff = null;
    const question = waiting.shift();
    if (!question) return;
    const heardAt = questionHeardAt(line, question.askedAt, question.pdu);
    const reply = answerOf(parts, question.unit, question.pdu);
    const doneAt = occupy(line, heardAt, reply && { pdu: reply.answer.pdu, turnaround_ms: reply.turnaround_ms });
    callOff = parts.clock.after(doneAt - parts.clock.now(), () => {
      if (reply) question.answered(reply.answer);
      next();
    });
  };
  return {
    ask: (unit, pdu, answered) => {
      if (waiting.length >= mostWaiting) return false;
      waiting.push({ unit, pdu: pdu.slice(), askedAt: parts.clock.now(), answered });
      if (callOff === null) next();
      return true;
    },
    stop: () => {
      callOff?.();
      waiting.length = 0;
    },
  };
}

function answerOf(parts: BusParts, unit: number, pdu: Pdu): { answer: BusAnswer; turnaround_ms: number } | null {
  const asked = parts.units.get(unit);
  if (!asked) {
    if (unit === broadcast) tellAll(parts, pdu);
    return null;
  }
  if (parts.isDead(asked.device)) return null;
  const answer = answerPdu(asked.slave, pdu);
  const { seen } = asked;
  seen.questions += 1;
  seen.heard_at = parts.clock.now();
  if ((answer[0] ?? 0) & 0x80) seen.exceptions += 1;
  else seen.answers += 1;
  asked.heard();
  return { answer: { unit, pdu: answer, device: asked.device }, turnaround_ms: asked.turnaround_ms };
}

/** A broadcast is obeyed by all and answered by none (Modbus over serial line V1.02, 2.2). */
function tellAll(parts: BusParts, pdu: Pdu): void {
  for (const unit of parts.units.values()) {
    if (parts.isDead(unit.device)) continue;
    const code = pdu[0] ?? 0;
    if (code !== 5 && code !== 6 && code !== 15 && code !== 16) continue;
    answerPdu(unit.slave, pdu);
    unit.heard();
  }
}
