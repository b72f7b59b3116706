import { useEffect, useState } from 'preact/hooks';
import { connection, heardAt, screen, site } from '../feed/store.ts';
import { ago, local, switchLanguage, text } from '../texts/index.ts';

/** Name of the site, its two numbers, and how the page is connected. */
export function Header() {
  const total = screen.value?.occupancy.site;
  return (
    <header>
      <img src="/berth.svg" alt="" width="32" height="32" />
      <div class="site-name">
        <b>{site.value ? local(site.value.name) : 'Berth 泊位'}</b>
        <small>{text('title')}</small>
      </div>
      <dl class="totals" data-testid="totals">
        <div>
          <dt>{text('free')}</dt>
          <dd class="free">{total?.free ?? '–'}</dd>
        </div>
        <div>
          <dt>{text('occupied')}</dt>
          <dd>{total?.occupied ?? '–'}</dd>
        </div>
        <div>
          <dt>{text('capacity')}</dt>
          <dd>{total?.capacity ?? '–'}</dd>
        </div>
      </dl>
      <State />
      <button type="button" class="language" onClick={switchLanguage}>
        {text('language')}
      </button>
    </header>
  );
}

function State() {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const [tone, words] = stateOf(now);
  return (
    <output class={`chip state ${tone}`} data-testid="state">
      {words}
    </output>
  );
}

function stateOf(now: number): ['good' | 'warning' | 'alarm', string] {
  if (connection.value === 'connecting') return ['warning', text('connecting')];
  if (connection.value === 'lost') return ['alarm', text('lost', { age: ago(now - heardAt.value) })];
  const told = screen.value;
  if (!told) return ['warning', text('connecting')];
  if (told.engine === 'away') return ['alarm', text('engine_away')];
  const away = told.agents.filter((agent) => agent.state === 'away').length;
  if (away > 0) return ['warning', text('agents_away', { count: away })];
  return ['good', text('live')];
}
