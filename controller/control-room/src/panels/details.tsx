import type { CommandRequest } from '@berth/contract';
import { useState } from 'preact/hooks';
import { picked } from '../choice.ts';
import { command } from '../commands.ts';
import { bays, baysAt, screen, site } from '../feed/store.ts';
import { nameOf } from '../names.ts';
import { isTextKey, local, text } from '../texts/index.ts';

const marks = { f: 'bay_free', o: 'bay_occupied', u: 'bay_unknown' } as const;

const orIs = (key: string, otherwise: string): string => (isTextKey(key) ? text(key) : otherwise);

/** What was picked on the plan: a bay, or a lane with what can be asked of it. */
export function Details() {
  const choice = picked.value;
  void baysAt.value;
  if (!choice || !site.value) return null;
  return (
    <section class="card details" aria-live="polite">
      <button
        type="button"
        class="close"
        aria-label={text('close')}
        onClick={() => {
          picked.value = null;
        }}
      >
        ×
      </button>
      {choice.kind === 'bay' ? <BayDetails place={choice.place} /> : <LaneDetails key={choice.id} id={choice.id} />}
    </section>
  );
}

function BayDetails({ place }: { place: number }) {
  const bay = site.value?.bays[place];
  if (!bay) return null;
  const mark = bays.marks[place] ?? 'u';
  return (
    <>
      <h2>{bay.label}</h2>
      <p>
        {text(marks[mark as keyof typeof marks] ?? 'bay_unknown')} · {orIs(`kind_${bay.kind}`, bay.kind)}
        {bay.permit_only ? ` · ${text('permit_only')}` : ''} · {nameOf(bay.zone)}
      </p>
    </>
  );
}

function LaneDetails({ id }: { id: string }) {
  const [reason, setReason] = useState('');
  const [minutes, setMinutes] = useState(30);
  const [said, setSaid] = useState('');
  const lane = site.value?.lanes.find((each) => each.id === id);
  const seen = screen.value?.lanes.find((each) => each.id === id);
  if (!lane) return null;
  const ask = async (what: CommandRequest['command']) => {
    const outcome = await command(what, reason.trim());
    setSaid(outcome.ok ? text('done') : outcome.message);
  };
  const keepOpen = seen?.keep_open
    ? ({ kind: 'keep-open-end', lane: id } as const)
    : ({ kind: 'keep-open-start', lane: id, for_s: Math.max(1, minutes) * 60 } as const);
  return (
    <>
      <h2>{local(lane.name)}</h2>
      <p>
        {orIs(`kind_${lane.kind}`, lane.kind)} · {text('arm')}: {orIs(`barrier_${seen?.barrier ?? 'unknown'}`, '–')}
        {seen?.mode ? ` · ${text('lane')}: ${orIs(`mode_${seen.mode}`, seen.mode)}` : ''}
      </p>
      <label>
        {text('reason')}
        <input
          value={reason}
          placeholder={text('reason_hint')}
          maxLength={200}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
      {seen?.keep_open ? null : (
        <label>
          {text('keep_open_minutes')}
          <input
            type="number"
            min="1"
            max="10080"
            value={minutes}
            onInput={(event) => setMinutes(Number(event.currentTarget.value))}
          />
        </label>
      )}
      <div class="buttons">
        <button type="button" disabled={!reason.trim()} onClick={() => ask({ kind: 'raise', lane: id })}>
          {text('raise')}
        </button>
        <button type="button" disabled={!reason.trim()} onClick={() => ask({ kind: 'lower', lane: id })}>
          {text('lower')}
        </button>
        <button type="button" disabled={!reason.trim()} onClick={() => ask(keepOpen)}>
          {text(seen?.keep_open ? 'keep_open_end' : 'keep_open')}
        </button>
      </div>
      <output class="said">{said}</output>
    </>
  );
}
