import { eventLine } from '../event-text.ts';
import { screen, site } from '../feed/store.ts';
import { language, text } from '../texts/index.ts';

const most = 40;

/** The last events, newest first, in the time of the site. */
export function Events() {
  const clock = new Intl.DateTimeFormat(language.value === 'zh' ? 'zh-CN' : 'en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    ...(site.value ? { timeZone: site.value.time_zone } : {}),
  });
  const lines = (screen.value?.events ?? []).flatMap((recorded) => {
    const line = eventLine(recorded);
    return line ? [{ ...line, at: recorded.seen_at ?? recorded.at, revision: recorded.revision }] : [];
  });
  return (
    <section class="card events" aria-labelledby="events-title">
      <h2 id="events-title">{text('events')}</h2>
      {lines.length === 0 ? <p class="empty">{text('no_events')}</p> : null}
      <ol>
        {lines.slice(0, most).map((line) => (
          <li key={line.revision} class={line.tone}>
            <time>{clock.format(line.at)}</time> {line.text}
            {line.picture ? (
              <a href={`/api/pictures/${line.picture}`} target="_blank" rel="noreferrer">
                {text('camera')}
              </a>
            ) : null}
          </li>
        ))}
      </ol>
    </section>
  );
}
