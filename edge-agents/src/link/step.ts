import type { CommandMessage } from '@berth/contract';
import type { Elapsed, RefusalCode } from '@berth/domain/kernel';
import { noteHeartbeat, noteResult, passGate } from './command-gate.ts';
import type { Inbound } from './inbound.ts';
import { engineSilenceMs, heartbeatMs, type LinkInput, type LinkOutput, type LinkState } from './link.ts';
import { beginAgain, nextStep, noteAck, noteAppended, noteRead, outboxDeadline } from './outbox.ts';

const pictureAgainMs = 5000;

/** One input into the link. The state is changed in place: the link is its only owner. */
export function stepLink(state: LinkState, input: LinkInput): LinkOutput[] {
  const { elapsed } = input.now;
  const outputs: LinkOutput[] = [];
  apply(state, input, outputs);
  judgeEngine(state, elapsed, outputs);
  beat(state, elapsed, outputs);
  if (state.engine_here) {
    pump(state, elapsed, outputs);
    sendPicture(state, elapsed, outputs);
  }
  return outputs;
}

/** When a tick is due at the latest. */
export function linkDeadline(state: LinkState): Elapsed {
  const deadlines = [state.heartbeat_at + heartbeatMs];
  if (state.engine_here) {
    deadlines.push(state.engine_heard_at + engineSilenceMs, outboxDeadline(state.outbox) ?? Number.POSITIVE_INFINITY);
  }
  return Math.min(...deadlines);
}

function apply(state: LinkState, input: LinkInput, outputs: LinkOutput[]): void {
  const { elapsed } = input.now;
  switch (input.kind) {
    case 'up':
      state.connected = true;
      state.heartbeat_at = Number.NEGATIVE_INFINITY;
      return;
    case 'down':
      state.connected = false;
      return;
    case 'received':
      receive(state, input.message, { elapsed, outputs });
      return;
    case 'refused':
      count(state, input.code);
      return;
    case 'tick':
      return;
    case 'appended':
      noteAppended(state.outbox, input.last, elapsed);
      return;
    case 'read':
      if (noteRead(state.outbox, input.batch, elapsed) && input.batch && state.engine_here) {
        outputs.push({ kind: 'publish-observations', batch: input.batch });
      }
      return;
    case 'ask':
      if (state.engine_here) {
        outputs.push({ kind: 'publish-question', question: { ...input.question, boot: state.boot } });
      }
      return;
    case 'command-done':
      noteResult(state.gate, input.id, input.refusal);
      outputs.push({ kind: 'publish-result', id: input.id, refusal: input.refusal });
      return;
    case 'picture-spooled':
      if (!state.pictures.waiting.includes(input.hash)) state.pictures.waiting.push(input.hash);
  }
}

interface Moment {
  readonly elapsed: Elapsed;
  readonly outputs: LinkOutput[];
}

function receive(state: LinkState, message: Inbound, { elapsed, outputs }: Moment): void {
  if (message.body.epoch < state.epoch) {
    count(state, 'stale-epoch');
    return;
  }
  if (message.body.epoch > state.epoch) {
    state.epoch = message.body.epoch;
    beginAgain(state.outbox, elapsed);
  }
  switch (message.verb) {
    case 'status':
      hearEngine(state, message.body.state === 'running', elapsed);
      return;
    case 'ack': {
      const { boot, upto } = message.body;
      if (noteAck(state.outbox, { boot, sequence: upto }, elapsed)) outputs.push({ kind: 'acknowledge', boot, upto });
      else count(state, 'malformed');
      return;
    }
    case 'answer': {
      const { boot, number, decision } = message.body;
      if (boot === state.boot) outputs.push({ kind: 'answer', number, decision });
      return;
    }
    case 'command':
      receiveCommand(state, message.body, { elapsed, outputs });
      return;
    case 'picture-ack':
      state.pictures.waiting = state.pictures.waiting.filter((hash) => hash !== message.body.hash);
      state.pictures.sent_at = null;
      outputs.push({ kind: 'forget-picture', hash: message.body.hash });
  }
}

function receiveCommand(state: LinkState, message: CommandMessage, { elapsed, outputs }: Moment): void {
  const { id, command } = message;
  const verdict = passGate(state.gate, message, elapsed);
  if (verdict.kind === 'do') outputs.push({ kind: 'command', id, command });
  if (verdict.kind === 'repeat') outputs.push({ kind: 'publish-result', id, refusal: verdict.refusal });
  if (verdict.kind === 'refuse') {
    count(state, verdict.code);
    noteResult(state.gate, id, verdict.code);
    outputs.push({ kind: 'publish-result', id, refusal: verdict.code });
  }
}

/** An engine that leaves is asked nothing more, though what it still acknowledges counts. */
function hearEngine(state: LinkState, running: boolean, elapsed: Elapsed): void {
  state.engine_heard_at = running ? elapsed : Number.NEGATIVE_INFINITY;
}

function judgeEngine(state: LinkState, elapsed: Elapsed, outputs: LinkOutput[]): void {
  if (!state.connected) state.engine_heard_at = Number.NEGATIVE_INFINITY;
  const here = state.connected && elapsed - state.engine_heard_at < engineSilenceMs;
  if (here === state.engine_here) return;
  state.engine_here = here;
  if (here) beginAgain(state.outbox, elapsed);
  outputs.push({ kind: 'engine', here });
}

function beat(state: LinkState, elapsed: Elapsed, outputs: LinkOutput[]): void {
  if (elapsed - state.heartbeat_at < heartbeatMs) return;
  state.heartbeat_at = elapsed;
  state.stamp += 1;
  noteHeartbeat(state.gate, state.stamp, elapsed);
  outputs.push({ kind: 'publish-heartbeat', stamp: state.stamp });
}

function pump(state: LinkState, elapsed: Elapsed, outputs: LinkOutput[]): void {
  for (;;) {
    const step = nextStep(state.outbox, elapsed);
    if (step.kind === 'nothing') return;
    if (step.kind === 'state') outputs.push({ kind: 'publish-state' });
    else outputs.push({ kind: 'read-journal', after: step.after, most: step.most });
  }
}

/** One at a time; one that is not acknowledged makes way for the next. */
function sendPicture({ pictures }: LinkState, elapsed: Elapsed, outputs: LinkOutput[]): void {
  if (pictures.sent_at !== null && elapsed - pictures.sent_at < pictureAgainMs) return;
  if (pictures.sent_at !== null) pictures.waiting.push(...pictures.waiting.splice(0, 1));
  const hash = pictures.waiting[0];
  pictures.sent_at = hash === undefined ? null : elapsed;
  if (hash !== undefined) outputs.push({ kind: 'publish-picture', hash });
}

function count(state: LinkState, code: RefusalCode): void {
  state.refused.set(code, (state.refused.get(code) ?? 0) + 1);
}
