import type { SignProfile } from '@berth/contract';

export interface SignRow {
  readonly text: string;
  readonly colour: 'red' | 'green' | 'yellow' | null;
}

/** The LEDs of a sign: what it was last told, until it has heard nothing for too long. */
export interface SignPanel {
  readonly columns: number;
  readonly rows: number;
  /** GBK bytes as text; bytes that are none become U+FFFD. */
  decode(bytes: Uint8Array): string;
  show(rows: readonly SignRow[]): void;
  showRow(row: number, shown: SignRow): void;
  say(text: string): void;
  /** Dark, or on its safe text: nothing was shown yet, or it heard nothing for its limit. */
  blank(): boolean;
  look(): PanelLook;
}

export interface PanelLook {
  readonly rows: readonly SignRow[];
  readonly blank: boolean;
  /** Null when it was never told anything. */
  readonly heard_ms_ago: number | null;
  readonly said: string | null;
}

const gbk = new TextDecoder('gbk');

export function signPanel(profile: SignProfile, now: () => number): SignPanel {
  const { columns, rows, blanks_after_s, safe_text } = profile.sign;
  let shown: readonly SignRow[] = blankRows({ rows });
  let heardAt: number | null = null;
  let said: string | null = null;
  const blank = () => heardAt === null || now() - heardAt >= blanks_after_s * 1000;
  return {
    columns,
    rows,
    decode: (bytes) => gbk.decode(bytes),
    show: (told) => {
      heardAt = now();
      shown = told;
    },
    showRow: (row, told) => {
      shown = blank() ? blankRows({ rows }) : shown;
      heardAt = now();
      shown = shown.map((before, index) => (index === row ? told : before));
    },
    say: (text) => {
      heardAt = now();
      said = text;
    },
    blank,
    look: () => ({
      rows: blank() ? safeRows(rows, safe_text) : shown,
      blank: blank(),
      heard_ms_ago: heardAt === null ? null : now() - heardAt,
      said,
    }),
  };
}

export function blankRows(size: { readonly rows: number }): SignRow[] {
  return Array.from({ length: size.rows }, () => ({ text: '', colour: null }));
}

function safeRows(rows: number, text: string): SignRow[] {
  return blankRows({ rows }).map((row, index) => (index === 0 && text !== '' ? { text, colour: 'red' } : row));
}
