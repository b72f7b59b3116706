/**
 * Width of text on a character sign: a Chinese character fills two columns, a Latin one fills one
 * (as GBK has two bytes for the one and one for the other).
 */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += isWide(character) ? 2 : 1;
  return columns;
}

function isWide(character: string): boolean {
  return (character.codePointAt(0) ?? 0) > 0x7f;
}

/** The longest beginning of the text that fits; a wide character is never cut in half. */
export function cutToColumns(text: string, columns: number): string {
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += isWide(character) ? 2 : 1;
    if (used > columns) break;
    kept += character;
  }
  return kept;
}

export type Alignment = 'left' | 'centre' | 'right';

/** The text, cut or filled with blanks, exactly `columns` wide. */
export function fitToColumns(text: string, columns: number, align: Alignment): string {
  const cut = cutToColumns(text, columns);
  const blanks = columns - columnsOf(cut);
  const before = align === 'left' ? 0 : align === 'right' ? blanks : Math.floor(blanks / 2);
  return ' '.repeat(before) + cut + ' '.repeat(blanks - before);
}
