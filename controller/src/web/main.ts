import { join } from 'node:path';
import { type SupervisorMessage, webConfigSchema } from '@berth/contract';
import { loadSite } from '@berth/contract/node';
import { runProcess } from '@berth/contract/process-host';
import { makeContext, reportOccupancy } from '@berth/domain/site';
import { pino } from 'pino';
import { type History, openSqliteHistory, storeFile } from '../store/index.ts';
import { commandRoutes } from './api/commands.ts';
import { readRoutes } from './api/reads.ts';
import { simulatorRoutes } from './api/simulator.ts';
import { followFeed } from './feed-client.ts';
import { healthOf } from './health.ts';
import { foldMessage, livenessOf, makeMirror } from './mirror.ts';
import type { ScreenMaker } from './screen.ts';
import { type Screens, startScreens } from './screens.ts';
import { makeApp, serve } from './server.ts';

await runProcess(process, webConfigSchema, async (config) => {
  const log = pino({ name: 'web' });
  const { site } = loadSite(config.site_file, config.devices_dir);
  if (!site) throw new Error(`${config.site_file} cannot be used; berth check tells why`);
  const context = makeContext(site);
  const mirror = makeMirror(context);
  const elapsed = () => performance.now();
  let told: { processes: Extract<SupervisorMessage, { kind: 'processes' }>['processes']; elapsed: number } | null =
    null;
  let screens: Screens | null = null;

  const feed = followFeed(
    config.feed,
    {
      position: () => (mirror.epoch > 0 ? { epoch: mirror.epoch, revision: mirror.state.revision } : null),
      onAway: () => {
        if (mirror.engine === 'away') return;
        mirror.engine = 'away';
        screens?.onWhole();
      },
      onMessage: (message) => {
        const wasAway = mirror.engine === 'away';
        const folded = foldMessage(context, mirror, { message, elapsed: elapsed() });
        if (folded === 'gap') {
          mirror.epoch = 0;
          feed.again();
        } else if (folded === 'whole' || wasAway) screens?.onWhole();
        else if (message.kind === 'events') screens?.onEvents(message.events);
        else screens?.onStatus();
      },
    },
    log,
  );
  const history = openOnce(() => openSqliteHistory(storeFile(config.data_dir)));
  const address = `http://${config.listen.host}:${config.listen.port}`;
  const health = () => healthOf({ told, elapsed: elapsed(), mirror, own: { pid: process.pid, address } });
  const occupancy = () => {
    const report = reportOccupancy(context, mirror.state, livenessOf(mirror, elapsed()));
    return { ...report, at: new Date().toISOString() };
  };
  const maker: ScreenMaker = {
    context,
    mirror,
    occupancy,
    health: () => health().body,
    simulator: config.simulator !== null,
  };
  const reads = { site, history: history.open, occupancy, health, pictures_dir: join(config.data_dir, 'pictures') };
  const routes = [readRoutes(reads), commandRoutes(feed), simulatorRoutes(config.simulator)];
  const server = await serve(makeApp(routes, config.pages_dir, log), config.listen);
  screens = startScreens(server, maker);

  return {
    address,
    health: () => ({
      state: mirror.engine === 'here' ? 'ok' : 'degraded',
      faults: mirror.engine === 'here' ? [] : ['engine-away'],
    }),
    onSupervisor: (message) => {
      if (message.kind === 'processes') told = { processes: message.processes, elapsed: elapsed() };
    },
    leave: async () => {
      feed.stop();
      await screens?.stop();
      server.closeAllConnections();
      await (await history.opened())?.close();
    },
  };
});

/** Opens at the first use, and tries again after a failure: the engine makes the store. */
function openOnce(open: () => Promise<History>) {
  let opened: Promise<History> | null = null;
  return {
    opened: () => opened,
    open: () => {
      opened ??= open().catch((error: unknown) => {
        opened = null;
        throw error;
      });
      return opened;
    },
  };
}
