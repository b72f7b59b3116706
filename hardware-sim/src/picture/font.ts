import { type Canvas, type Colour, dot } from './canvas.ts';

/** Letters of 5 by 7 dots: seven rows from the top, each five bits, two hexadecimal digits a row. */
const glyphs: Readonly<Record<string, string>> = {
  ' ': '00000000000000',
  '0': '0e11131519110e',
  '1': '040c040404040e',
  '2': '0e11010204081f',
  '3': '1f02040201110e',
  '4': '02060a121f0202',
  '5': '1f101e0101110e',
  '6': '0608101e11110e',
  '7': '1f010204080808',
  '8': '0e11110e11110e',
  '9': '0e11110f01020c',
  A: '0e11111f111111',
  B: '1e11111e11111e',
  C: '0e11101010110e',
  D: '1c12111111121c',
  E: '1f10101e10101f',
  F: '1f10101e101010',
  G: '0e11101711110f',
  H: '1111111f111111',
  I: '0e04040404040e',
  J: '0702020202120c',
  K: '11121418141211',
  L: '1010101010101f',
  M: '111b1515111111',
  N: '11111915131111',
  O: '0e11111111110e',
  P: '1e11111e101010',
  Q: '0e11111115120d',
  R: '1e11111e141211',
  S: '0f10100e01011e',
  T: '1f040404040404',
  U: '1111111111110e',
  V: '11111111110a04',
  W: '1111111515150a',
  X: '11110a040a1111',
  Y: '1111110a040404',
  Z: '1f01020408101f',
  '-': '0000001f000000',
  ':': '000c0c000c0c00',
  '.': '00000000000c0c',
  '/': '00010204081000',
  // Names of provinces stand on plates; five by seven dots are too few for them, so each is a frame.
  '?': '1f15151f15151f',
};

const glyphWidth = 6;
const glyphHeight = 7;

export function textWidth(text: string, size: number): number {
  return Array.from(text).length * glyphWidth * size - size;
}

/** Where the first letter stands, and how many dots of the canvas one of a letter takes. */
export interface Lettering {
  readonly left: number;
  readonly top: number;
  readonly size: number;
  readonly colour: Colour;
}

/** Small letters are drawn as capitals. */
export function drawText(canvas: Canvas, text: string, look: Lettering): void {
  let left = look.left;
  for (const letter of text.toUpperCase()) {
    drawGlyph(canvas, glyphs[letter] ?? glyphs['?'] ?? '', { ...look, left });
    left += glyphWidth * look.size;
  }
}

function drawGlyph(canvas: Canvas, rows: string, look: Lettering): void {
  for (let row = 0; row < glyphHeight; row += 1) {
    const bits = Number.parseInt(rows.slice(row * 2, row * 2 + 2), 16);
    for (let column = 0; column < 5; column += 1) {
      if ((bits & (0x10 >>> column)) === 0) continue;
      for (let dy = 0; dy < look.size; dy += 1) {
        for (let dx = 0; dx < look.size; dx += 1)
          dot(canvas, [look.left + column * look.size + dx, look.top + row * look.size + dy], look.colour);
      }
    }
  }
}
