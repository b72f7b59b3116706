import { engineConfigSchema } from '@berth/contract';
import { loadSite } from '@berth/contract/node';
import { runProcess } from '@berth/contract/process-host';
import { pino } from 'pino';
import { openMemoryStore, openSqliteStore, StoreFailure, storeFile } from '../store/index.ts';
import { systemClock } from './clock.ts';
import { diskOf } from './disk/free-space.ts';
import { startEngine } from './start.ts';

await runProcess(process, engineConfigSchema, async (config) => {
  const log = pino({ name: 'engine' });
  const die = (reason: string, error: unknown) => {
    const failure = error instanceof StoreFailure ? { code: error.code, remedy: error.remedy } : {};
    log.fatal({ ...failure, error: error instanceof Error ? error.stack : String(error) }, reason);
    process.exit(1);
  };
  const store = config.store === 'memory' ? openMemoryStore() : await openSqliteStore(storeFile(config.data_dir));
  const place = loadSite(config.site_file, config.devices_dir);
  const disk = diskOf(config.data_dir);
  const engine = await startEngine(config, place, { clock: systemClock, store, disk, log, die });
  log.info({ epoch: engine.epoch, feed: engine.feed_port }, 'running');
  return {
    address: `tcp://${config.feed.host}:${engine.feed_port}`,
    health: () => ({ state: engine.faults().length === 0 ? 'ok' : 'degraded', faults: [...engine.faults()] }),
    leave: engine.leave,
  };
});
