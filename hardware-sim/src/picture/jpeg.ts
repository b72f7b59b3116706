import type { Canvas } from './canvas.ts';
import { acTable, dcTable, type HuffmanTable, huffmanCodes, quantisation, zigzag } from './jpeg-tables.ts';

/**
 * The picture as a baseline JPEG (ITU-T T.81): three components at full resolution, one quantisation
 * table and one pair of Huffman tables for all of them. Whole blocks only: sides are cut to a multiple of 8.
 */
export function jpegBytes(canvas: Canvas): Uint8Array {
  const width = canvas.width - (canvas.width % 8);
  const height = canvas.height - (canvas.height % 8);
  const scan = scanBytes(canvas, width, height);
  return Buffer.concat([headBytes(width, height), scan, Uint8Array.of(0xff, 0xd9)]);
}

function segment(marker: number, body: readonly number[]): number[] {
  return [0xff, marker, (body.length + 2) >>> 8, (body.length + 2) & 0xff, ...body];
}

function headBytes(width: number, height: number): Uint8Array {
  const components = [1, 2, 3];
  const huffman = (kind: number, table: HuffmanTable) => [kind, ...table.counts, ...table.symbols];
  return Uint8Array.from([
    0xff,
    0xd8,
    ...segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    ...segment(0xdb, [0, ...zigzag.map((place) => quantisation[place] ?? 1)]),
    ...segment(0xc0, [
      8,
      height >>> 8,
      height & 0xff,
      width >>> 8,
      width & 0xff,
      3,
      ...components.flatMap((id) => [id, 0x11, 0]),
    ]),
    ...segment(0xc4, huffman(0x00, dcTable)),
    ...segment(0xc4, huffman(0x10, acTable)),
    ...segment(0xda, [3, ...components.flatMap((id) => [id, 0]), 0, 63, 0]),
  ]);
}

const dcCodes = huffmanCodes(dcTable);
const acCodes = huffmanCodes(acTable);

function scanBytes(canvas: Canvas, width: number, height: number): Uint8Array {
  const bits = bitWriter();
  const before = [0, 0, 0];
  const samples = new Float64Array(64);
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      for (let component = 0; component < 3; component += 1) {
        takeSamples(canvas, samples, { left, top, component });
        const block = quantised(samples);
        writeBlock(bits, block, before[component] ?? 0);
        before[component] = block[0] ?? 0;
      }
    }
  }
  return bits.finish();
}

/** Brightness and two differences of colour from red, green and blue (JFIF 1.02), around zero. */
const weights = [
  [0.299, 0.587, 0.114, -128],
  [-0.168736, -0.331264, 0.5, 0],
  [0.5, -0.418688, -0.081312, 0],
] as const;

function takeSamples(
  canvas: Canvas,
  samples: Float64Array,
  from: { left: number; top: number; component: number },
): void {
  const [red, green, blue, shift] = weights[from.component] ?? weights[0];
  for (let y = 0; y < 8; y += 1) {
    for (let x = 0; x < 8; x += 1) {
      const at = ((from.top + y) * canvas.width + from.left + x) * 3;
      const { bytes } = canvas;
      samples[y * 8 + x] = red * (bytes[at] ?? 0) + green * (bytes[at + 1] ?? 0) + blue * (bytes[at + 2] ?? 0) + shift;
    }
  }
}

/** cosines[u * 8 + x] of the transform of 8 numbers (ITU-T T.81, A.3.3), scaled for both passes. */
const cosines = Float64Array.from({ length: 64 }, (_, at) => {
  const u = at >>> 3;
  const x = at & 7;
  return (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * u * Math.PI) / 16);
});

function quantised(samples: Float64Array): Int16Array {
  const rows = new Float64Array(64);
  const block = new Int16Array(64);
  for (let y = 0; y < 8; y += 1) {
    for (let u = 0; u < 8; u += 1) {
      let sum = 0;
      for (let x = 0; x < 8; x += 1) sum += (samples[y * 8 + x] ?? 0) * (cosines[u * 8 + x] ?? 0);
      rows[y * 8 + u] = sum;
    }
  }
  for (let v = 0; v < 8; v += 1) {
    for (let u = 0; u < 8; u += 1) {
      let sum = 0;
      for (let y = 0; y < 8; y += 1) sum += (rows[y * 8 + u] ?? 0) * (cosines[v * 8 + y] ?? 0);
      block[v * 8 + u] = Math.round(sum / (quantisation[v * 8 + u] ?? 1));
    }
  }
  return block;
}

function writeBlock(bits: BitWriter, block: Int16Array, before: number): void {
  const difference = (block[0] ?? 0) - before;
  writeNumber(bits, dcCodes.get(bitsOf(difference)), difference);
  let zeros = 0;
  for (let place = 1; place < 64; place += 1) {
    const value = block[zigzag[place] ?? 0] ?? 0;
    if (value === 0) {
      zeros += 1;
      continue;
    }
    for (; zeros > 15; zeros -= 16) writeCode(bits, acCodes.get(0xf0));
    writeNumber(bits, acCodes.get((zeros << 4) | bitsOf(value)), value);
    zeros = 0;
  }
  if (zeros > 0) writeCode(bits, acCodes.get(0x00));
}

type Code = readonly [code: number, bits: number] | undefined;

function writeCode(bits: BitWriter, code: Code): void {
  if (code) bits.put(code[0], code[1]);
}

/** The code of the number's size, then the number in so many bits; negative ones less one. */
function writeNumber(bits: BitWriter, code: Code, value: number): void {
  writeCode(bits, code);
  const size = bitsOf(value);
  if (size > 0) bits.put(value < 0 ? value + (1 << size) - 1 : value, size);
}

function bitsOf(value: number): number {
  return 32 - Math.clz32(Math.abs(value));
}

interface BitWriter {
  put(value: number, bits: number): void;
  finish(): Uint8Array;
}

function bitWriter(): BitWriter {
  const bytes: number[] = [];
  let held = 0;
  let count = 0;
  const put = (value: number, bits: number) => {
    for (let bit = bits - 1; bit >= 0; bit -= 1) {
      held = (held << 1) | ((value >>> bit) & 1);
      count += 1;
      if (count < 8) continue;
      bytes.push(held);
      // A byte of ones in the scan is followed by a zero byte, to be told from a marker.
      if (held === 0xff) bytes.push(0);
      held = 0;
      count = 0;
    }
  };
  return {
    put,
    finish: () => {
      while (count > 0) put(1, 1);
      return Uint8Array.from(bytes);
    },
  };
}
