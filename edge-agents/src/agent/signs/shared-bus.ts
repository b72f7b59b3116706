import type { Bus, BusAnswer } from '../../bus/port.ts';

/** One line for devices that are polled and signs that are written: one question at a time. */
export function shareBus(bus: Bus): Bus {
  let last: Promise<unknown> = Promise.resolve();
  function inTurn<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    const answer = last.then(ask);
    last = answer;
    return answer;
  }
  return {
    connect: (timeout_ms) => inTurn(() => bus.connect(timeout_ms)),
    transfer: (request, timeout_ms): Promise<BusAnswer> => inTurn(() => bus.transfer(request, timeout_ms)),
    close: () => bus.close(),
  };
}
