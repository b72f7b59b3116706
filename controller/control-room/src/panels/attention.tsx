import type { ScreenCar, ScreenFault } from '@berth/contract';
import { useState } from 'preact/hooks';
import { command } from '../commands.ts';
import { connection, screen } from '../feed/store.ts';
import { codeText, nameOf } from '../names.ts';
import { ago, isTextKey, text } from '../texts/index.ts';
import { Bell } from './bell.tsx';

/** What waits for a person: fire, alarms, faults, cars that nobody knows. */
export function Attention() {
  const [said, setSaid] = useState('');
  const now = screen.value;
  if (!now) return null;
  const { alarms, faults, fire, unmatched, left_unseen } = now;
  const away = now.agents.filter((agent) => agent.state === 'away');
  const waiting = alarms.length + faults.length + unmatched.length + left_unseen.length + away.length;
  const seeing = connection.value === 'here' && now.engine === 'here';
  const quiet = waiting === 0 && !fire && seeing;
  const ask: Ask = async (what, reason) => {
    const outcome = await command(what, reason);
    setSaid(outcome.ok ? text('done') : outcome.message);
  };
  return (
    <section class="card" aria-labelledby="attention-title">
      <h2 id="attention-title">{text('attention')}</h2>
      <Bell alarms={alarms.length} />
      <output class="said">{said}</output>
      {quiet ? <p class="empty">{text('no_attention')}</p> : null}
      <ul class="attention">
        {fire ? (
          <li class="alarm">
            <b>{text('fire')}</b>
            <button type="button" onClick={() => ask({ kind: 'reset-fire' }, text('reset_fire'))}>
              {text('reset_fire')}
            </button>
          </li>
        ) : null}
        {seeing ? null : <li class="alarm">{text(now.engine === 'away' ? 'engine_away' : 'not_seeing')}</li>}
        {away.map((agent) => (
          <li key={agent.id} class="warning">
            <span>
              <b>{codeText('agent-away')}</b> {nameOf(agent.id)}
            </span>
          </li>
        ))}
        {alarms.map((alarm) => (
          <li key={alarm.id} class="alarm">
            <span>
              <b>{codeText(alarm.code)}</b> {nameOf(alarm.lane)} <small>{ago(now.at - alarm.at)}</small>
            </span>
            <button
              type="button"
              onClick={() => ask({ kind: 'acknowledge-alarm', alarm: alarm.id }, text('acknowledge'))}
            >
              {text('acknowledge')}
            </button>
          </li>
        ))}
        {groupFaults(faults).map((group) => (
          <FaultLine key={group.key} group={group} at={now.at} />
        ))}
        <CarList title="unmatched" cars={unmatched} at={now.at} ask={ask} />
        <CarList title="left_unseen" cars={left_unseen} at={now.at} ask={ask} />
      </ul>
    </section>
  );
}

type Ask = (what: Parameters<typeof command>[0], reason: string) => Promise<void>;

const listedCars = 8;

/** Cars that nobody's card speaks for, each with its picture, until a person has seen to it. */
function CarList({
  title,
  cars,
  at,
  ask,
}: {
  title: 'unmatched' | 'left_unseen';
  cars: readonly ScreenCar[];
  at: number;
  ask: Ask;
}) {
  if (cars.length === 0) return null;
  return (
    <li class="warning">
      <details>
        <summary>
          {text(title)} <b>{cars.length}</b>
        </summary>
        <ul class="cars">
          {cars.slice(0, listedCars).map((car) => (
            <li key={car.id} class="car">
              <span>
                {nameOf(car.lane)} · {causeText(car.cause)} <small>{ago(at - car.at)}</small>
                {car.picture ? (
                  <a href={`/api/pictures/${car.picture}`} target="_blank" rel="noreferrer">
                    {text('camera')}
                  </a>
                ) : null}
              </span>
              <button type="button" onClick={() => ask({ kind: 'settle-car', car: car.id }, text('settle'))}>
                {text('settle')}
              </button>
            </li>
          ))}
        </ul>
      </details>
    </li>
  );
}

function causeText(cause: string): string {
  const key = `cause_${cause}`;
  return isTextKey(key) ? text(key) : cause;
}

function FaultLine({ group, at }: { group: FaultGroup; at: number }) {
  const more = group.subjects.length - namedSubjects;
  return (
    <li class="warning">
      <span>
        <b>{codeText(group.code)}</b> {group.subjects.slice(0, namedSubjects).map(nameOf).join(', ')}
        {more > 0 ? ` +${more}` : ''} <small>{ago(at - group.since)}</small>
      </span>
    </li>
  );
}

const namedSubjects = 4;

interface FaultGroup {
  readonly key: string;
  readonly code: string;
  readonly subjects: string[];
  since: number;
}

/** One line for each kind of fault, however many things have it; agents away are told apart. */
function groupFaults(faults: readonly ScreenFault[]): FaultGroup[] {
  const groups = new Map<string, FaultGroup>();
  for (const { code, subject, since } of faults) {
    if (code === 'agent-away') continue;
    const group = groups.get(code) ?? { key: code, code, subjects: [], since };
    group.subjects.push(subject);
    group.since = Math.min(group.since, since);
    groups.set(code, group);
  }
  return [...groups.values()];
}
