import type { Screen, ScreenChange } from '@berth/contract';
import { io } from 'socket.io-client';
import { connection, heardAt, site, takeChange, takeScreen } from './store.ts';

/** Follows the web process for as long as the page is open. */
export async function follow(): Promise<void> {
  site.value = await fetchSite();
  const socket = io({ transports: ['websocket'], reconnectionDelay: 300, reconnectionDelayMax: 2000 });
  socket.on('connect', () => {
    connection.value = 'here';
  });
  socket.on('disconnect', () => {
    connection.value = 'lost';
  });
  socket.on('screen', (next: Screen) => {
    heardAt.value = Date.now();
    takeScreen(next);
  });
  socket.on('change', (change: ScreenChange) => {
    heardAt.value = Date.now();
    if (!takeChange(change)) socket.emit('again');
  });
}

async function fetchSite() {
  for (;;) {
    try {
      const answer = await fetch('/api/site');
      if (answer.ok) return await answer.json();
    } catch {
      // The server is not there yet; asked again below.
    }
    connection.value = 'lost';
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}
