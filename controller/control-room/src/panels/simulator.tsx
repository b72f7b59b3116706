import { useEffect, useState } from 'preact/hooks';
import { screen } from '../feed/store.ts';
import { text } from '../texts/index.ts';
import { SimulatedFaults } from './simulated-faults.tsx';

interface Truth {
  readonly hold: boolean;
  readonly moving: number;
  readonly stays: { readonly completed: number };
}

const askEveryMs = 2000;

/** The simulated world's own truth, and a hold on its traffic. */
export function Simulator() {
  const [truth, setTruth] = useState<Truth | null>(null);
  const [held, setHeld] = useState(false);
  const present = screen.value?.simulator === true;
  useEffect(() => {
    if (!present) return;
    const ask = () =>
      fetch('/api/simulator/truth')
        .then((answer) => (answer.ok ? answer.json() : null))
        .then((told: Truth | null) => {
          setTruth(told);
          if (told) setHeld(told.hold);
        })
        .catch(() => setTruth(null));
    void ask();
    const timer = setInterval(ask, askEveryMs);
    return () => clearInterval(timer);
  }, [present]);
  if (!present) return null;
  const hold = async (on: boolean) => {
    const answer = await fetch('/api/simulator/traffic', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ hold: on }),
    });
    if (answer.ok) setHeld(on);
  };
  return (
    <section class="card simulator" aria-labelledby="simulator-title">
      <h2 id="simulator-title">{text('simulator')}</h2>
      <p>
        {text(held ? 'traffic_held' : 'traffic_running')} · {truth?.moving ?? '–'} {text('moving')} ·{' '}
        {truth?.stays.completed ?? '–'} {text('completed')}
      </p>
      <button type="button" onClick={() => hold(!held)}>
        {text(held ? 'resume' : 'hold')}
      </button>
      <SimulatedFaults />
    </section>
  );
}
