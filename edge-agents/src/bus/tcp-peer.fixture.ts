import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import { createTcpBus } from './tcp-bus.ts';

/** Answers each question with what `reply` makes of it; null answers nothing. */
export async function serveTcp(reply: (question: Buffer, socket: Socket) => Uint8Array | null) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('data', (question) => {
      const answer = reply(question, socket);
      if (answer) socket.write(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const bus = createTcpBus({ host: '127.0.0.1', port });
  const close = async () => {
    await bus.close();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { bus, close };
}

/** The question's transaction, and this unit and PDU. */
export function tcpFrame(question: Buffer, unit: number, pdu: readonly number[]): Buffer {
  return Buffer.from([question[0] ?? 0, question[1] ?? 0, 0, 0, 0, pdu.length + 1, unit, ...pdu]);
}
