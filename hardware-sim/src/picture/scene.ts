import {
  blend,
  type Canvas,
  type Colour,
  canvasOf,
  colourOf,
  faint,
  fillBox,
  fillGradient,
  fillTrapezoid,
} from './canvas.ts';
import { drawText, textWidth } from './font.ts';

/** What a lane's camera looks at. */
export interface LaneScene {
  /** Shown in the upper bar: the camera, and the time as it shall be read. */
  readonly title: string;
  readonly time: string;
  readonly car: SceneCar | null;
}

export interface SceneCar {
  /** `#rrggbb` */
  readonly colour: string;
  readonly plate: string;
  readonly length_m: number;
}

const width = 320;
const height = 208;
const horizon = 78;

const wall: Colour = [58, 64, 72];
const wallLow: Colour = [92, 98, 104];
const floorFar: Colour = [104, 108, 110];
const floorNear: Colour = [66, 70, 74];
const paint: Colour = [226, 222, 204];
const amber: Colour = [240, 176, 32];
const dark: Colour = [20, 22, 26];
const glass: Colour = [38, 50, 64];
const lamp: Colour = [255, 246, 208];
const plateBlue: Colour = [24, 72, 176];
const white: Colour = [250, 250, 250];

/** The lane from its pillar: wall, floor, kerbs, and the car, if one is there, from the front. */
export function drawLane(scene: LaneScene): Canvas {
  const canvas = canvasOf(width, height);
  drawRoom(canvas);
  if (scene.car) drawCar(canvas, scene.car);
  fillBox(canvas, { left: 0, top: 0, right: width, bottom: 16 }, faint(dark, 0.8));
  drawText(canvas, scene.title, { left: 6, top: 5, size: 1, colour: white });
  drawText(canvas, scene.time, { left: width - 6 - textWidth(scene.time, 1), top: 5, size: 1, colour: white });
  return canvas;
}

function drawRoom(canvas: Canvas): void {
  fillGradient(canvas, [0, horizon], [wall, wallLow]);
  fillGradient(canvas, [horizon, height], [floorFar, floorNear]);
  // A row of lamps on the ceiling, smaller with distance.
  for (const [top, half] of [
    [22, 34],
    [42, 22],
    [56, 14],
  ] as const)
    fillBox(canvas, { left: 160 - half, top, right: 160 + half, bottom: top + 3, radius: 1 }, faint(lamp, 0.9));
  fillTrapezoid(canvas, edge(126, 130, [22, 34]), paint);
  fillTrapezoid(canvas, edge(190, 194, [286, 298]), paint);
  // Kerbs in amber and black, cut by distance.
  for (let part = 0; part < 8; part += 1) {
    const top = horizon + (part / 8) ** 1.6 * (height - horizon);
    const bottom = horizon + ((part + 1) / 8) ** 1.6 * (height - horizon);
    const colour = part % 2 === 0 ? amber : dark;
    const at = (row: number) => (row - horizon) / (height - horizon);
    for (const side of [-1, 1]) {
      const x = (row: number) => 160 + side * (44 + at(row) * 112);
      const thick = (row: number) => 3 + at(row) * 10;
      fillTrapezoid(
        canvas,
        {
          top,
          bottom,
          topLeft: x(top) - thick(top) / 2,
          topRight: x(top) + thick(top) / 2,
          bottomLeft: x(bottom) - thick(bottom) / 2,
          bottomRight: x(bottom) + thick(bottom) / 2,
        },
        colour,
      );
    }
  }
}

function edge(topLeft: number, topRight: number, bottom: readonly [left: number, right: number]) {
  return { top: horizon, bottom: height, topLeft, topRight, bottomLeft: bottom[0], bottomRight: bottom[1] };
}

function drawCar(canvas: Canvas, car: SceneCar): void {
  const colour = colourOf(car.colour);
  const shade = blend(colour, [0, 0, 0], 0.35);
  const shine = blend(colour, [255, 255, 255], 0.3);
  // A longer car is a taller one here, as vans are.
  const roof = 74 - Math.round(Math.min(14, Math.max(0, (car.length_m - 4) * 8)));
  fillTrapezoid(
    canvas,
    { top: 182, bottom: 194, topLeft: 78, topRight: 242, bottomLeft: 66, bottomRight: 254 },
    faint(dark, 0.5),
  );
  for (const left of [84, 212]) fillBox(canvas, { left, top: 160, right: left + 24, bottom: 190, radius: 5 }, dark);
  fillTrapezoid(
    canvas,
    { top: roof, bottom: 116, topLeft: 108, topRight: 212, bottomLeft: 88, bottomRight: 232 },
    shade,
  );
  fillTrapezoid(
    canvas,
    { top: roof + 5, bottom: 112, topLeft: 113, topRight: 207, bottomLeft: 97, bottomRight: 223 },
    glass,
  );
  fillTrapezoid(
    canvas,
    { top: roof + 5, bottom: 112, topLeft: 126, topRight: 146, bottomLeft: 104, bottomRight: 128 },
    [120, 140, 160, 0.35],
  );
  fillBox(canvas, { left: 76, top: 112, right: 244, bottom: 180, radius: 12 }, colour);
  fillBox(canvas, { left: 84, top: 113, right: 236, bottom: 119, radius: 3 }, shine);
  for (const left of [66, 240]) fillBox(canvas, { left, top: 100, right: left + 14, bottom: 110, radius: 4 }, shade);
  for (const left of [84, 208]) {
    fillBox(canvas, { left, top: 126, right: left + 28, bottom: 140, radius: 6 }, lamp);
    fillBox(canvas, { left: left + 6, top: 129, right: left + 22, bottom: 137, radius: 4 }, white);
  }
  fillBox(canvas, { left: 120, top: 126, right: 200, bottom: 142, radius: 4 }, dark);
  for (let row = 129; row < 141; row += 4)
    fillBox(canvas, { left: 124, top: row, right: 196, bottom: row + 1 }, faint(shine, 0.6));
  drawPlate(canvas, car.plate);
}

function drawPlate(canvas: Canvas, plate: string): void {
  const text = Array.from(plate).slice(0, 9).join('');
  const half = Math.ceil(textWidth(text, 2) / 2) + 6;
  fillBox(canvas, { left: 160 - half, top: 150, right: 160 + half, bottom: 173, radius: 3 }, white);
  fillBox(canvas, { left: 161 - half, top: 151, right: 159 + half, bottom: 172, radius: 3 }, plateBlue);
  drawText(canvas, text, { left: 160 - half + 6, top: 155, size: 2, colour: white });
}
