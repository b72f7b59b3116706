import { PNG } from 'pngjs';
import type { Canvas } from './canvas.ts';

export function pngBytes(canvas: Canvas): Uint8Array {
  const picture = new PNG({ width: canvas.width, height: canvas.height });
  for (let pixel = 0; pixel < canvas.width * canvas.height; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1)
      picture.data[pixel * 4 + channel] = canvas.bytes[pixel * 3 + channel] ?? 0;
    picture.data[pixel * 4 + 3] = 255;
  }
  return PNG.sync.write(picture);
}
