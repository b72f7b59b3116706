/** A picture being drawn: red, green and blue, a byte each, row after row from the top left. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

/** Each from 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** A colour, and how much of it is seen over what is there: from 0 to 1, and 1 where it is left out. */
export type Ink = readonly [...colour: Colour, strength?: number];

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** Of its corners, which are sharp where it is left out. */
  readonly radius?: number;
}

export function canvasOf(width: number, height: number): Canvas {
  return { width, height, bytes: new Uint8Array(width * height * 3) };
}

/** Outside the canvas nothing is drawn. */
export function dot(canvas: Canvas, [x, y]: readonly [x: number, y: number], ink: Ink): void {
  if (x < 0 || y < 0 || x >= canvas.width || y >= canvas.height) return;
  const at = (y * canvas.width + x) * 3;
  const strength = ink[3] ?? 1;
  for (let channel = 0; channel < 3; channel += 1) {
    const before = canvas.bytes[at + channel] ?? 0;
    canvas.bytes[at + channel] = before + ((ink[channel] ?? 0) - before) * strength;
  }
}

/** Four corners: the upper edge from `topLeft` to `topRight`, the lower from `bottomLeft` to `bottomRight`. */
export interface Trapezoid {
  readonly top: number;
  readonly bottom: number;
  readonly topLeft: number;
  readonly topRight: number;
  readonly bottomLeft: number;
  readonly bottomRight: number;
}

export function fillTrapezoid(canvas: Canvas, shape: Trapezoid, ink: Ink): void {
  const height = Math.max(1, shape.bottom - shape.top);
  for (let y = Math.round(shape.top); y < Math.round(shape.bottom); y += 1) {
    const part = (y - shape.top) / height;
    const left = Math.round(shape.topLeft + (shape.bottomLeft - shape.topLeft) * part);
    const right = Math.round(shape.topRight + (shape.bottomRight - shape.topRight) * part);
    for (let x = left; x < right; x += 1) dot(canvas, [x, y], ink);
  }
}

export function fillBox(canvas: Canvas, box: Box, ink: Ink): void {
  const { radius = 0 } = box;
  for (let y = Math.round(box.top); y < box.bottom; y += 1) {
    for (let x = Math.round(box.left); x < box.right; x += 1) {
      const outX = Math.max(box.left + radius - x, x - (box.right - 1 - radius), 0);
      const outY = Math.max(box.top + radius - y, y - (box.bottom - 1 - radius), 0);
      if (outX * outX + outY * outY <= radius * radius + 0.5) dot(canvas, [x, y], ink);
    }
  }
}

/** From one colour above to another below, the whole width. */
export function fillGradient(canvas: Canvas, rows: readonly [top: number, bottom: number], colours: [Colour, Colour]) {
  const [top, bottom] = rows;
  for (let y = top; y < bottom; y += 1) {
    const colour = blend(colours[0], colours[1], (y - top) / Math.max(1, bottom - top));
    for (let x = 0; x < canvas.width; x += 1) dot(canvas, [x, y], colour);
  }
}

export function faint([red, green, blue]: Colour, strength: number): Ink {
  return [red, green, blue, strength];
}

export function blend(one: Colour, other: Colour, part: number): Colour {
  const mixed = one.map((value, channel) => Math.round(value + ((other[channel] ?? 0) - value) * part));
  return [mixed[0] ?? 0, mixed[1] ?? 0, mixed[2] ?? 0];
}

/** `#rrggbb`; grey for anything else. */
export function colourOf(text: string): Colour {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  if (!match) return [128, 128, 128];
  return [1, 2, 3].map((group) => Number.parseInt(match[group] ?? '80', 16)) as unknown as Colour;
}
