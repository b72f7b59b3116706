import '@fontsource/noto-sans-sc/400.css';
import '@fontsource/noto-sans-sc/600.css';
import 'leaflet/dist/leaflet.css';
import './style.css';
import './panels.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { follow } from './feed/connect.ts';
import { bays } from './feed/store.ts';
import { language } from './texts/index.ts';

document.documentElement.lang = language.value === 'zh' ? 'zh-CN' : 'en';
/** What the page holds of the bays, for whoever asks from outside. */
Object.assign(window, {
  berth: {
    get bays() {
      return bays.marks;
    },
  },
});
const root = document.getElementById('app');
if (root) render(<App />, root);
await follow();
