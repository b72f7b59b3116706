import type { FaceMessage } from '@berth/contract';
import type { LocalText } from '@berth/domain/site';
import { columnsOf, cutToColumns } from './text.ts';

/** What a sign may say of one zone. A count that may be wrong is never a number. */
export type ShownZone =
  | { readonly kind: 'count'; readonly free: number }
  | { readonly kind: 'full' }
  | { readonly kind: 'stale' }
  | { readonly kind: 'closed' };

export type SignArrow = 'ahead' | 'left' | 'right' | 'back' | 'down' | 'up' | 'none';

export interface ZoneRow {
  readonly name: LocalText;
  readonly arrow: SignArrow;
  readonly shown: ShownZone;
}

export interface FaceSize {
  readonly columns: number;
  readonly rows: number;
  readonly colours: readonly ('red' | 'green' | 'yellow')[];
}

type FaceRow = FaceMessage['rows'][number];

/** Arrows that GB 2312 knows, so that a GBK sign can draw them. */
const arrows: Readonly<Record<SignArrow, string>> = {
  ahead: '↑',
  left: '←',
  right: '→',
  back: '↓',
  down: '↓',
  up: '↑',
  none: '',
};

const words = {
  zh: { full: '满', closed: '关闭' },
  en: { full: 'FULL', closed: 'CLOSED' },
} as const;

/** A row for each zone, name left, count and arrow right; zones beyond the last row are left out. */
export function zoneFace(zones: readonly ZoneRow[], size: FaceSize): FaceMessage {
  const onlyOne = zones.length === 1 && size.rows > 1;
  const zone = zones[0];
  if (onlyOne && zone) {
    return { rows: [row({ text: zone.name.zh, colour: 'yellow', align: 'centre' }, size), valueRow(zone, size)] };
  }
  return { rows: zones.slice(0, size.rows).map((each) => zoneRow(each, size)) };
}

function valueRow(zone: ZoneRow, size: FaceSize): FaceRow {
  const text = [arrows[zone.arrow], valueText(zone.shown, 8)].filter(Boolean).join(' ');
  return row({ text, colour: colourOf(zone.shown), align: 'centre' }, size);
}

function zoneRow(zone: ZoneRow, size: FaceSize): FaceRow {
  const arrow = arrows[zone.arrow];
  const right = valueText(zone.shown, size.columns) + arrow;
  const left = cutToColumns(zone.name.zh, Math.max(0, size.columns - columnsOf(right) - 1));
  const gap = Math.max(0, size.columns - columnsOf(left) - columnsOf(right));
  return row({ text: left + ' '.repeat(gap) + right, colour: colourOf(zone.shown), align: 'left' }, size);
}

function valueText(shown: ShownZone, columns: number): string {
  switch (shown.kind) {
    case 'count':
      return String(shown.free);
    case 'full':
      return columns >= 16 ? `${words.zh.full} ${words.en.full}` : words.zh.full;
    case 'stale':
      return '–';
    case 'closed':
      return words.zh.closed;
  }
}

function colourOf(shown: ShownZone): FaceRow['colour'] {
  if (shown.kind === 'count') return 'green';
  return shown.kind === 'stale' ? 'yellow' : 'red';
}

function row(wanted: FaceRow, size: FaceSize): FaceRow {
  const colour = size.colours.includes(wanted.colour) ? wanted.colour : (size.colours[0] ?? 'red');
  return { text: cutToColumns(wanted.text, size.columns), colour, align: wanted.align };
}

/** A face of plain rows of text, for a lane's display. */
export function textFace(texts: readonly string[], colour: FaceRow['colour'], size: FaceSize): FaceMessage {
  return { rows: texts.slice(0, size.rows).map((text) => row({ text, colour, align: 'centre' }, size)) };
}
