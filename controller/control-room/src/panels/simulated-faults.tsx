import type { SimulatorFaults } from '@berth/contract';
import { useEffect, useState } from 'preact/hooks';
import { site } from '../feed/store.ts';
import { text } from '../texts/index.ts';

const askEvery_ms = 3000;
const path = '/api/simulator/faults';

/** Faults of the simulated hardware: begin one, see what is on, end it. */
export function SimulatedFaults() {
  const [faults, setFaults] = useState<SimulatorFaults | null>(null);
  const [said, setSaid] = useState('');
  const [opened, setOpened] = useState(false);
  const ask = () =>
    fetch(path)
      .then((answer) => (answer.ok ? answer.json() : null))
      .then(setFaults)
      .catch(() => setFaults(null));
  useEffect(() => {
    if (!opened) return;
    void ask();
    const timer = setInterval(ask, askEvery_ms);
    return () => clearInterval(timer);
  }, [opened]);
  const begin = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const body = { kind: form.get('kind'), target: form.get('target'), for_s: Number(form.get('for_s')) };
    const answer = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    setSaid(answer.ok ? text('done') : ((await answer.json()) as { message: string }).message);
    await ask();
  };
  const end = async (id: string) => {
    await fetch(`${path}/${id}`, { method: 'DELETE' });
    await ask();
  };
  return (
    <details class="faults" onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary>
        {text('fault')} {faults?.on.length ?? ''}
      </summary>
      <FaultForm kinds={faults?.kinds ?? []} onSubmit={begin} />
      <output class="said">{said}</output>
      <ul>
        {(faults?.on ?? []).map((fault) => (
          <li key={fault.id}>
            <span>
              {fault.kind} · {fault.target} {fault.left_s === null ? '' : `${Math.ceil(fault.left_s)} s`}
            </span>
            <button type="button" onClick={() => end(fault.id)}>
              {text('end')}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}

function FaultForm({ kinds, onSubmit }: { kinds: readonly string[]; onSubmit: (event: SubmitEvent) => void }) {
  const known = site.value;
  const targets = known ? ['site', ...[known.lanes, known.gateways, known.devices].flat().map(({ id }) => id)] : [];
  return (
    <form onSubmit={onSubmit}>
      <label>
        {text('fault')}
        <select name="kind">
          {kinds.map((kind) => (
            <option key={kind}>{kind}</option>
          ))}
        </select>
      </label>
      <label>
        {text('target')}
        <input name="target" list="fault-targets" required maxLength={120} />
      </label>
      <label>
        {text('seconds')}
        <input name="for_s" type="number" min="1" max="86400" defaultValue="30" />
      </label>
      <button type="submit">{text('begin')}</button>
      <datalist id="fault-targets">
        {targets.map((id) => (
          <option key={id} value={id} />
        ))}
      </datalist>
    </form>
  );
}
