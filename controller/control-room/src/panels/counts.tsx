import type { OccupancyBody } from '@berth/contract';
import { useState } from 'preact/hooks';
import { chosenLevel } from '../choice.ts';
import { screen, site } from '../feed/store.ts';
import { nameOf } from '../names.ts';
import { ago, isTextKey, local, text } from '../texts/index.ts';
import { Correction } from './correction.tsx';

const shown = (count: number | null): string => (count === null ? '–' : String(count));

/** Every zone: what is free, how full it is, and how far that can be trusted. */
export function Counts() {
  const [correcting, setCorrecting] = useState<string | null>(null);
  const zones = screen.value?.occupancy.zones ?? [];
  const levelOf = new Map((site.value?.zones ?? []).map((zone) => [zone.id, zone.level]));
  return (
    <section class="card" aria-labelledby="counts-title">
      <h2 id="counts-title">{text('zones')}</h2>
      <table class="counts">
        <thead>
          <tr>
            <th scope="col">{text('zone')}</th>
            <th scope="col" class="number">
              {text('free')}
            </th>
            <th scope="col" class="number">
              {text('occupied')}
            </th>
            <th scope="col" class="wide">
              {text('loops')} / {text('bays')}
            </th>
          </tr>
        </thead>
        <tbody>
          {zones.map((zone) => (
            <ZoneRow
              key={zone.id}
              zone={zone}
              level={levelOf.get(zone.id) ?? null}
              onCorrect={() => setCorrecting(zone.id)}
            />
          ))}
        </tbody>
      </table>
      {correcting ? <Correction key={correcting} zone={correcting} onDone={() => setCorrecting(null)} /> : null}
    </section>
  );
}

interface ZoneRowParts {
  readonly zone: OccupancyBody['zones'][number];
  readonly level: string | null;
  readonly onCorrect: () => void;
}

function ZoneRow({ zone, level, onCorrect }: ZoneRowParts) {
  const trust = `trust_${zone.trust}`;
  const share = zone.occupied === null ? 0 : Math.min(1, zone.occupied / Math.max(1, zone.capacity));
  return (
    <tr class={`trust-${zone.trust}`} data-zone={zone.id}>
      <th scope="row">
        <button
          type="button"
          class="link"
          onClick={() => {
            if (level) chosenLevel.value = level;
          }}
        >
          {nameOf(zone.id)}
        </button>
        <span class="bar" aria-hidden="true">
          <span style={{ width: `${share * 100}%` }} />
        </span>
      </th>
      <td class="number free">{shown(zone.free)}</td>
      <td class="number">
        <button type="button" class="link" title={text('correct_count')} onClick={onCorrect}>
          {shown(zone.occupied)}
          <small> / {zone.capacity}</small>
        </button>
      </td>
      <td class="wide">
        {shown(zone.sources.loops.occupied)} / {shown(zone.sources.bays.occupied)}{' '}
        {zone.trust === 'good' ? null : (
          <span class="chip warning" title={zone.age_ms === null ? '' : ago(zone.age_ms)}>
            {isTextKey(trust) ? text(trust) : zone.trust}
          </span>
        )}
      </td>
    </tr>
  );
}

/** A tab for each level, with what it has free; keys 1 to 9 choose. */
export function Levels() {
  const counts = new Map((screen.value?.occupancy.levels ?? []).map((level) => [level.id, level]));
  return (
    <nav class="levels" aria-label={text('levels')}>
      {(site.value?.levels ?? []).map((level) => (
        <button
          type="button"
          key={level.id}
          aria-pressed={level.id === chosenLevel.value}
          data-level={level.id}
          onClick={() => {
            chosenLevel.value = level.id;
          }}
        >
          <b>{local(level.name)}</b>
          <span>{shown(counts.get(level.id)?.free ?? null)}</span>
        </button>
      ))}
    </nav>
  );
}
