import { useEffect } from 'preact/hooks';
import { chosenLevel, picked } from './choice.ts';
import { connection, screen, site } from './feed/store.ts';
import { Attention } from './panels/attention.tsx';
import { Counts, Levels } from './panels/counts.tsx';
import { Details } from './panels/details.tsx';
import { Events } from './panels/events.tsx';
import { Header } from './panels/header.tsx';
import { Legend } from './panels/legend.tsx';
import { Simulator } from './panels/simulator.tsx';
import { Plan } from './plan/plan.tsx';
import { text } from './texts/index.ts';

export function App() {
  const levels = site.value?.levels ?? [];
  useEffect(() => {
    if (!chosenLevel.value && levels[0]) chosenLevel.value = levels[0].id;
  }, [levels]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLInputElement) return;
      const level = site.value?.levels[Number(event.key) - 1];
      if (level) chosenLevel.value = level.id;
      if (event.key === 'Escape') picked.value = null;
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <>
      <Header />
      {screen.value?.fire ? (
        <div class="banner alarm" role="alert">
          {text('fire')}
        </div>
      ) : null}
      <main class={connection.value === 'lost' || screen.value?.engine === 'away' ? 'unseen' : ''}>
        <div class="stage">
          <Levels />
          {site.value ? <Plan /> : <p class="empty loading">{text('loading')}</p>}
          <Legend />
        </div>
        <aside>
          <Details />
          <Attention />
          <Counts />
          <Simulator />
          <Events />
        </aside>
      </main>
    </>
  );
}
