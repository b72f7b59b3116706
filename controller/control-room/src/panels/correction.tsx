import { useState } from 'preact/hooks';
import { command } from '../commands.ts';
import { nameOf } from '../names.ts';
import { text } from '../texts/index.ts';

/** An operator says how many cars are really in a zone, and why; it is stored as an event. */
export function Correction({ zone, onDone }: { zone: string; onDone: () => void }) {
  const [said, setSaid] = useState('');
  const correct = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    const what = { kind: 'correct-count', zone, occupied: Number(form.get('occupied')) } as const;
    const outcome = await command(what, String(form.get('reason')));
    if (outcome.ok) onDone();
    else setSaid(outcome.message);
  };
  return (
    <form class="correction" onSubmit={correct} aria-label={text('correct_count')}>
      <b>
        {text('correct_count')}: {nameOf(zone)}
      </b>
      <label>
        {text('cars_inside')}
        <input name="occupied" type="number" min="0" required />
      </label>
      <label>
        {text('reason')}
        <input name="reason" required maxLength={200} />
      </label>
      <div class="buttons">
        <button type="submit">{text('correct')}</button>
        <button type="button" onClick={onDone}>
          {text('cancel')}
        </button>
      </div>
      <output class="said">{said}</output>
    </form>
  );
}
