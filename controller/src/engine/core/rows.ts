import type { RecordedEvent } from '@berth/domain/site';
import type { PictureRow, StayRow } from '../../store/index.ts';

/** What history keeps ready beside the events: the last of each stay, and where each picture belongs. */
export interface Rows {
  readonly stays: Map<string, StayRow>;
  readonly pictures: PictureRow[];
}

export function makeRows(): Rows {
  return { stays: new Map(), pictures: [] };
}

export function addRows(rows: Rows, record: RecordedEvent): void {
  const { event } = record;
  switch (event.kind) {
    case 'stay-opened':
    case 'stay-changed':
    case 'stay-closed': {
      const { stay } = event;
      const closed = stay.phase === 'closed';
      const at = closed ? (stay.exit?.at ?? stay.ended_at ?? record.at) : stay.entry.at;
      rows.stays.set(stay.id, { id: stay.id, state: closed ? 'closed' : 'open', at: Math.round(at), body: stay });
      return;
    }
    case 'picture-taken': {
      const { hash, lane, passage, cause } = event;
      rows.pictures.push({ hash, at: Math.round(record.seen_at ?? record.at), lane, passage, cause });
      return;
    }
    default:
  }
}
