import { jpegBytes } from './jpeg.ts';
import { pngBytes } from './png.ts';
import { drawLane, type LaneScene } from './scene.ts';

/** What a camera sends for the scene, in the media type its profile names. Well below 100 kB. */
export function snapshotBytes(scene: LaneScene, mediaType: 'image/jpeg' | 'image/png'): Uint8Array {
  const canvas = drawLane(scene);
  return mediaType === 'image/jpeg' ? jpegBytes(canvas) : pngBytes(canvas);
}
