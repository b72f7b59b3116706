import { brokerConfigSchema } from '@berth/contract';
import { runProcess } from '@berth/contract/process-host';
import { pino } from 'pino';
import { startBroker } from './broker.ts';

await runProcess(process, brokerConfigSchema, async (config) => {
  const log = pino({ name: 'broker' });
  const broker = await startBroker(config, log);
  log.info({ port: broker.port }, 'listening');
  return {
    address: `mqtt://${config.listen.host}:${broker.port}`,
    health: () => ({ state: 'ok', faults: [] }),
    leave: broker.stop,
  };
});
