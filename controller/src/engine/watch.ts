import { diskFaults } from './disk/free-space.ts';
import { forgetPictureFiles } from './disk/pictures.ts';
import { feedStatus, type Running, statusMessage } from './running.ts';

const tickMs = 250;
const statusMs = 1000;
const diskMs = 2000;
const sweepMs = 3_600_000;
/** An append that waits longer than this holds lanes up; it clears when the 99th percentile is half of it. */
const slowAppendMs = 500;
/** The broker is restarted by its supervisor within this; longer is a fault. */
const brokerGraceMs = 2000;
const dayMs = 86_400_000;

/** Everything the engine does by the clock. Gives what ends it. */
export function watch(running: Running): () => void {
  let connectedAt = running.ports.clock.now().elapsed;
  const timers = [
    setInterval(() => running.loop.enqueue({ kind: 'tick' }), tickMs),
    setInterval(() => {
      const { elapsed } = running.ports.clock.now();
      if (running.connected) connectedAt = elapsed;
      running.faults.set('broker-away', elapsed - connectedAt > brokerGraceMs);
      watchStore(running);
      running.link.status(statusMessage(running, 'running'));
      running.feed.status(feedStatus(running));
    }, statusMs),
    setInterval(() => void watchDisk(running), diskMs),
    setInterval(() => void sweep(running), sweepMs),
  ];
  void watchDisk(running);
  void sweep(running);
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}

function watchStore({ measures, faults }: Running): void {
  const p99 = measures.appendP99();
  if (p99 === null) return;
  const limit = faults.held().has('store-slow') ? slowAppendMs / 2 : slowAppendMs;
  faults.set('store-slow', p99 > limit, `append p99 ${Math.round(p99)} ms`);
}

async function watchDisk(running: Running): Promise<void> {
  const { ports, faults, core } = running;
  try {
    const free = await ports.disk.freeMegabytes();
    running.disk_free_mb = free;
    const hold = diskFaults(free, core.context.site.rules.disk_low_mb, faults.held());
    for (const code of ['disk-low', 'disk-full'] as const) {
      faults.set(code, hold.includes(code), `${Math.round(free)} MB free`);
    }
  } catch (error) {
    ports.log.error({ error: String(error) }, 'the free space of the disk cannot be read');
  }
}

async function sweep({ core, data_dir, ports }: Running): Promise<void> {
  const before = ports.clock.now().instant - core.context.site.rules.picture_retention_d * dayMs;
  try {
    const files = await forgetPictureFiles(data_dir, before);
    const rows = await ports.store.forgetPictures(Math.floor(before));
    if (files + rows > 0) ports.log.info({ files, rows }, 'pictures past their retention are gone');
  } catch (error) {
    ports.log.error({ error: String(error) }, 'old pictures could not be deleted');
  }
}
