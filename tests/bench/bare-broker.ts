import { createServer } from 'node:net';
import { brokerConfigSchema } from '@berth/contract';
import { runProcess } from '@berth/contract/process-host';
import { Aedes } from 'aedes';

/** The library of our broker as it comes, with its default options: what ours is measured beside. */
await runProcess(process, brokerConfigSchema, async ({ listen }) => {
  const broker = await Aedes.createBroker();
  const server = createServer((socket) => broker.handle(socket));
  await new Promise<void>((resolve) => server.listen(listen.port, listen.host, resolve));
  return {
    address: `mqtt://${listen.host}:${listen.port}`,
    health: () => ({ state: 'ok', faults: [] }),
    leave: async () => {
      server.close();
      broker.close();
    },
  };
});
