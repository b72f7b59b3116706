import type { Credential } from '@berth/domain/kernel';
import type { RecordedEvent, SiteEvent } from '@berth/domain/site';
import { site } from './feed/store.ts';
import { codeText, nameOf } from './names.ts';
import { isTextKey, text } from './texts/index.ts';

export interface EventLine {
  readonly text: string;
  readonly tone: 'plain' | 'good' | 'warning' | 'alarm';
  readonly picture: string | null;
}

const credentialText = (credential: Credential | null): string => (credential ? `№ ${credential.number}` : '–');

const line = (words: string, tone: EventLine['tone'] = 'plain'): EventLine => ({ text: words, tone, picture: null });

/** One line for an event, or null for those that a person need not read. */
export function eventLine({ event }: RecordedEvent): EventLine | null {
  return laneLine(event) ?? troubleLine(event) ?? countLine(event);
}

function laneLine(event: SiteEvent): EventLine | null {
  switch (event.kind) {
    case 'passage-committed':
      return line(passageText(event.lane, event.credential), 'good');
    case 'passage-voided': {
      const values = { lane: nameOf(event.lane), credential: credentialText(event.credential), reason: event.reason };
      return line(text('event_passage-voided', values), 'warning');
    }
    case 'car-unmatched':
    case 'car-left-unseen': {
      const words = text(`event_${event.kind}`, { lane: nameOf(event.car.lane) });
      return { ...line(words, 'warning'), picture: event.car.pictures[0] ?? null };
    }
    case 'stay-closed': {
      const { stay } = event;
      const minutes = Math.round(((stay.ended_at ?? stay.exit?.at ?? stay.entry.at) - stay.entry.at) / 60_000);
      return line(text('event_stay-closed', { credential: credentialText(stay.credential), minutes }));
    }
    case 'lane-mode-changed': {
      const mode = `mode_${event.mode}`;
      return line(
        text('event_lane-mode-changed', { lane: nameOf(event.lane), mode: isTextKey(mode) ? text(mode) : event.mode }),
      );
    }
    case 'keep-open-changed': {
      const key = event.on ? 'event_keep-open-changed_true' : 'event_keep-open-changed_false';
      return line(text(key, { lane: nameOf(event.lane) }), 'warning');
    }
    case 'lane-refused':
      return line(text('event_lane-refused', { lane: nameOf(event.lane), code: codeText(event.code) }), 'warning');
    default:
      return null;
  }
}

function troubleLine(event: SiteEvent): EventLine | null {
  switch (event.kind) {
    case 'alarm-raised':
      return line(text('event_alarm-raised', { lane: nameOf(event.lane), code: codeText(event.code) }), 'alarm');
    case 'fault-raised':
    case 'fault-cleared': {
      // Bays are many; their faults are told together, where they need attention.
      if (site.value?.bays.some((bay) => bay.id === event.subject)) return null;
      const words = text(`event_${event.kind}`, { subject: nameOf(event.subject), code: codeText(event.code) });
      return line(words, event.kind === 'fault-raised' ? 'warning' : 'plain');
    }
    case 'fire-changed':
      return line(
        text(event.latched ? 'event_fire-changed_true' : 'event_fire-changed_false', { agent: nameOf(event.agent) }),
        'alarm',
      );
    case 'agent-booted':
    case 'agent-left':
    case 'agent-back':
      return line(
        text(`event_${event.kind}`, { agent: nameOf(event.agent) }),
        event.kind === 'agent-left' ? 'warning' : 'plain',
      );
    default:
      return null;
  }
}

function countLine(event: SiteEvent): EventLine | null {
  switch (event.kind) {
    case 'full-changed':
      return line(text(event.full ? 'event_full-changed_true' : 'event_full-changed_false', { id: nameOf(event.id) }));
    case 'count-corrected': {
      const values = { zone: nameOf(event.zone), was: event.was, occupied: event.occupied };
      return line(text('event_count-corrected', values), 'warning');
    }
    case 'inventory-taken':
      return line(text('event_inventory-taken', { count: event.zones.reduce((sum, zone) => sum + zone.occupied, 0) }));
    default:
      return null;
  }
}

function passageText(laneId: string, credential: Credential | null): string {
  const kind = site.value?.lanes.find(({ id }) => id === laneId)?.kind;
  const key = kind === 'entry' ? 'event_passage_in' : kind === 'exit' ? 'event_passage_out' : 'event_passage_inner';
  return text(key, { lane: nameOf(laneId), credential: credentialText(credential) });
}
