import type { Server as HttpServer } from 'node:http';
import type { Screen, ScreenChange } from '@berth/contract';
import type { RecordedEvent } from '@berth/domain/site';
import { Server } from 'socket.io';
import { gatherChange, noChange, type ScreenMaker, takeChange, wholeScreen } from './screen.ts';

export interface Screens {
  readonly onEvents: (events: readonly RecordedEvent[]) => void;
  /** Everything is new: another snapshot, or the engine came or went. */
  readonly onWhole: () => void;
  readonly onStatus: () => void;
  readonly stop: () => Promise<void>;
}

const gatherMs = 100;
const room = 'screens';

interface ToScreen {
  screen: (screen: Screen) => void;
  change: (change: ScreenChange) => void;
}

interface FromScreen {
  /** The screen holds another revision than a change starts from. */
  again: () => void;
}

/** Feeds every open page: the whole screen once, then what changed, at most ten times a second. */
export function startScreens(http: HttpServer, maker: ScreenMaker): Screens {
  const io = new Server<FromScreen, ToScreen>(http, {
    serveClient: false,
    maxHttpBufferSize: 10_000,
    perMessageDeflate: false,
  });
  const places = new Map(maker.context.site.bays.map((bay, place) => [bay.id, place]));
  let pending = noChange(maker.mirror.state.revision);
  let timer: NodeJS.Timeout | null = null;
  let lastStatus = '';

  const flush = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const change = takeChange(maker, pending, places);
    const { epoch, state } = maker.mirror;
    if (change) emit({ ...change, epoch, from: pending.from, revision: state.revision, at: Date.now() });
    pending = noChange(state.revision);
  };
  const emit = (change: ScreenChange) => io.to(room).emit('change', change);
  const soon = () => {
    if (timer === null) timer = setTimeout(flush, gatherMs);
  };
  io.on('connection', (socket) => {
    const whole = () => {
      flush();
      socket.emit('screen', wholeScreen(maker, Date.now()));
    };
    socket.on('again', whole);
    whole();
    void socket.join(room);
  });
  return {
    onEvents: (events) => {
      for (const recorded of events) gatherChange(pending, recorded);
      soon();
    },
    onWhole: () => {
      pending = noChange(maker.mirror.state.revision);
      io.to(room).emit('screen', wholeScreen(maker, Date.now()));
    },
    onStatus: () => {
      const { signs = [], agents = [] } = maker.mirror.status ?? {};
      const health = maker.health();
      const occupancy = maker.occupancy();
      const text = JSON.stringify([signs, agents.map(({ id, state }) => [id, state]), health.status, occupancy.site]);
      if (text === lastStatus) return;
      lastStatus = text;
      flush();
      const { epoch, state, engine } = maker.mirror;
      emit({
        epoch,
        from: state.revision,
        revision: state.revision,
        at: Date.now(),
        engine,
        signs,
        agents,
        health,
        occupancy,
      });
    },
    stop: () => io.close(),
  };
}
